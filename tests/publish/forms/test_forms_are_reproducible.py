"""The same tables give the same bytes, whatever the clock says and wherever the forms are written."""

from __future__ import annotations

from made_forms import make_unchecked


def test_the_same_tables_give_the_same_bytes(hostile, tmp_path):
    again = make_unchecked(hostile.project.root, tmp_path / "elsewhere")
    names = [path.relative_to(hostile.folder) for path in hostile.paths]
    assert len(names) == len(set(names))
    assert [path.relative_to(again.folder) for path in again.paths] == names
    assert {name.suffix for name in names} >= {".trig", ".gz", ".zst", ".ttl", ".nt", ".csv", ".xlsx", ".parquet", ".geojson", ".graphml", ".gexf", ".json", ".bib", ".rdf"}
    for name in names:
        assert (hostile.folder / name).read_bytes() == (again.folder / name).read_bytes(), name
