"""atlas.toml: each wrong key is named with its value and what was expected, all of them in one run."""

from __future__ import annotations

from pathlib import Path

import pytest

from ciatlas.fault import AtlasError
from ciatlas.project import read


def test_the_real_project_reads(root):
    project = read(root)
    assert project.editions[0].name == "2015"
    assert project.prefixes["organization"] == project.base + "id/organization/"
    assert project.prefixes["skos"] == "http://www.w3.org/2004/02/skos/core#"


def test_what_an_atlas_need_not_say_may_be_left_out(project: Path):
    toml = project / "atlas.toml"
    text = toml.read_text(encoding="utf-8")
    before, _, rest = text.replace('themes = ["SOCI"]\n', "").replace('issued = "2026-11-25"\n', "").partition("[keywords]")
    toml.write_text(before + rest[rest.index("[ontology]") :], encoding="utf-8")
    atlas = read(project)
    assert (atlas.themes, atlas.keywords, atlas.endpoint, atlas.editions[0].issued) == ((), {}, None, None)


def test_it_is_found_from_a_folder_inside(root):
    assert read(root / "data" / "2015").root == root


def test_no_project_is_said_so(tmp_path):
    with pytest.raises(AtlasError, match="no atlas.toml in .*--project"):
        read(tmp_path)


CASES = [
    ('base = "https://w3id.org/ciatlas/"', 'base = "https://w3id.org/ciatlas"', "base", "ends in / or #"),
    ('base = "https://w3id.org/ciatlas/"', 'base = "w3id.org/ciatlas/"', "base", "begins with https://"),
    ('base = "https://w3id.org/ciatlas/"', 'base = "https://w3id.org/<x>/"', "base", "an IRI"),
    ('name = "2015"', 'name = "../2015"', "edition 1.name", "small letters"),
    ('name = "2015"', "name = 2015", "edition 1.name", "a text in quotes"),
    ('date = "2015-12-31"', 'date = "31.12.2015"', "edition 1.date", "YYYY-MM-DD"),
    ('issued = "2026-11-25"', "issued = 2026-11-25", "edition 1.issued", "a text in quotes"),
    ('issued = "2026-11-25"', 'issued = "25.11.2026"', "edition 1.issued", "YYYY-MM-DD"),
    ('themes = ["SOCI"]', 'themes = ["SOCIETY"]', "themes", "SOCI"),
    ('themes = ["SOCI"]', 'themes = ["SOCI"]\nendpoint = "sparql"', "endpoint", "begins with https://"),
    ('[keywords]\nen = ', '[keywords]\nfr = ["impact"]\nen = ', "keywords.fr", "one of the languages en, he"),
    ('[publisher]\nen = ', '[publisher]\nfr = ', "publisher.en", "a text in quotes"),
    ('languages = ["en", "he"]', 'languages = "en"', "languages", "a list of language codes"),
    ('tables = "data/2015/csv-metadata.json"', 'tables = "../elsewhere.json"', "edition 1.tables", "inside the project"),
    ('tables = "data/2015/csv-metadata.json"', 'tables = "data/none.json"', "edition 1.tables", "a file that exists"),
    ('ci = "ns#"', 'ci = "n s#"', "prefixes.ci", "an IRI, or a path below base"),
    ('ci = "ns#"', '"c i" = "ns#"', "prefixes.c i", "a prefix of letters"),
    ('[title]\nen = ', '[title]\nfr = ', "title.en", "a text in quotes"),
]


@pytest.mark.parametrize(("old", "new", "key", "expected"), CASES)
def test_a_wrong_key_is_named(project: Path, old: str, new: str, key: str, expected: str):
    toml = project / "atlas.toml"
    text = toml.read_text(encoding="utf-8")
    assert old in text
    toml.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(AtlasError) as caught:
        read(project)
    assert [(fault.column, expected in fault.expected) for fault in caught.value.faults] == [(key, True)]


def test_all_wrong_keys_in_one_run(project: Path):
    toml = project / "atlas.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('date = "2015-12-31"', "date = 3").replace('name = "2015"', 'name = "A"'))
    with pytest.raises(AtlasError) as caught:
        read(project)
    assert {fault.column for fault in caught.value.faults} == {"edition 1.date", "edition 1.name"}


@pytest.mark.parametrize("text", ["base = ", "\x00", "[[edition"])
def test_what_is_not_toml_is_said_with_its_line(run, project: Path, text: str):
    (project / "atlas.toml").write_text(text)
    result = run("check", "--project", project)
    assert result.returncode == 1
    assert "atlas.toml: not TOML" in result.stderr
    assert "line 1" in result.stderr or "at end of document" in result.stderr
    assert "Traceback" not in result.stderr
