"""What changed between two states of the atlas, told in words, as a page, as a patch and as RDF."""

from __future__ import annotations

import gzip
import shutil
from html.parser import HTMLParser
from pathlib import Path
from subprocess import CompletedProcess

import pytest
import rdflib
import zstandard
from made_editions import edit, retire, row
from small_mapping import small_mapping

from atlas_files import ciatlas

BASE = "https://w3id.org/ciatlas/"
FORMER, LATER = "data/former", "2015"
CS = rdflib.Namespace("http://purl.org/vocab/changeset/schema#")
SCHEMA = rdflib.Namespace("https://schema.org/")


def a_day_of_work(atlas: Path) -> None:
    """A firm's founding year, roles and notes change; a foundation comes in, a figure goes, a publication is merged with another."""

    def organizations(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        fsg = row(rows, "fsg")
        fsg["founded"], fsg["roles"], fsg["notes"] = "1999", "consulting;knowledge;funding", "<b>Spelt</b> & told"
        new = dict.fromkeys(rows[0], "") | {"id": "new-foundation", "name": "New Foundation", "name_he": "קרן חדשה"}
        new |= {"sources": "https://example.org/", "confidence": "high"}
        return sorted([*rows, new], key=lambda one: one["id"])

    folder = atlas / "data" / "2015"
    edit(folder, "organizations", organizations)
    edit(folder, "figures", lambda rows: [one for one in rows if one["id"] != "partners-2012-02"])
    edit(folder, "publications", lambda rows: [one for one in rows if one["id"] != "a-learning-agenda-2013-2018"])
    edit(folder, "publications", lambda rows: row(rows, "collective-impact-2011").update(title="Collective Impact, the article"))
    retire(atlas, "id/publication/a-learning-agenda-2013-2018,id/publication/collective-impact-2011,Twice the same,פעמיים אותו דבר,2026-12-01")


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small atlas whose tables of 2015 were worked on for a day; as they were before, they are in data/former."""
    folder = small_mapping(tmp_path_factory.mktemp("later") / "atlas")
    shutil.copytree(folder / "data" / "2015", folder / FORMER)
    a_day_of_work(folder)
    return folder


@pytest.fixture(scope="module")
def small_release(small_built: Path) -> Path:
    """The release of the tables as they were before that day."""
    return small_built / "dist"


ENGLISH = """\
From data/former to 2015: 1 thing added, 1 thing removed, 1 thing merged, 2 things changed; statements: {added} added, {removed} removed.

Added
  Organisations
    New Foundation (organization:new-foundation)

Removed
  Figures about the field as a whole
    Partners of the network (figure:partners-2012-02)

Merged
  Publications
    A Learning Agenda (publication:a-learning-agenda-2013-2018), now Collective Impact, the article \
(publication:collective-impact-2011): Twice the same

Changed
  Organisations
    FSG (organization:fsg)
      roles in the field: added funding
      roles in the field: removed convening; training
      founded: was 2000, is 1999
      notes: was 'By a presentation of 2014; a blog says late 1990s.', is '<b>Spelt</b> & told'
  Publications
    Collective Impact, the article (publication:collective-impact-2011)
      title in English: was 'Collective Impact', is 'Collective Impact, the article'
"""


@pytest.fixture(scope="module")
def patch(atlas: Path) -> CompletedProcess[str]:
    return ciatlas("diff", FORMER, LATER, "--format", "rdf-patch", cwd=atlas)


def test_what_changed_is_told_in_words(atlas: Path, patch: CompletedProcess[str]):
    result = ciatlas("diff", FORMER, LATER, cwd=atlas)
    assert result.returncode == 1, "as diff(1): they differ"
    added, removed = (sum(line.startswith(letter) for line in patch.stdout.splitlines()) for letter in ("A ", "D "))
    assert result.stdout == ENGLISH.format(added=added, removed=removed)
    assert result.stderr == ""


def test_it_is_told_in_hebrew_too(atlas: Path):
    said = ciatlas("diff", FORMER, LATER, "--lang", "he", cwd=atlas).stdout
    for line in (
        "    קרן חדשה (organization:new-foundation)",
        "      שנת ייסוד: היה 2000, כעת 1999",
        "      תפקידים בתחום: נוסף מימון",
        "      תפקידים בתחום: הוסר הכשרה; כינוס",
    ):
        assert line in said.splitlines()
    assert "פעמיים אותו דבר" in said and "was" not in said.split()


def test_the_other_way_round_is_the_opposite(atlas: Path):
    said = ciatlas("diff", LATER, FORMER, cwd=atlas).stdout
    assert "Removed\n  Organisations\n    New Foundation" in said
    assert "      founded: was 1999, is 2000\n" in said
    assert "Added\n  Figures about the field as a whole\n    Partners of the network" in said


def test_the_same_is_the_same_in_every_form(small_release: Path, atlas: Path, tmp_path: Path):
    """Tables, a release, and dumps in all formats, packed or not, say the same; a dump of all graphs is compared by what it asserts."""
    lines = gzip.decompress((small_release / "ciatlas-2015.nt.gz").read_bytes())
    (tmp_path / "a.nt.zst").write_bytes(zstandard.compress(lines))
    derived = gzip.decompress((small_release / "ciatlas-2015-derived.nt.gz").read_bytes())
    quads = [line.replace(b" .\n", f" <{BASE}data/2015/{graph}> .\n".encode()) for graph, of in (("asserted", lines), ("derived", derived)) for line in of.splitlines(True)]
    (tmp_path / "a.nq").write_bytes(b"".join(quads))
    for other in (small_release, *(small_release / f"ciatlas-2015{end}" for end in (".ttl", ".jsonld", ".rdf", ".nt.gz")), tmp_path / "a.nt.zst", tmp_path / "a.nq"):
        result = ciatlas("diff", FORMER, other, cwd=atlas)
        assert (result.returncode, result.stdout) == (0, f"{FORMER} and {other} say the same.\n")


def test_the_real_tables_and_their_release_say_the_same(release: Path):
    result = ciatlas("diff", LATER, release)
    assert (result.returncode, result.stdout) == (0, f"{LATER} and {release} say the same.\n")


def test_the_patch_makes_the_later_graph_of_the_former(atlas: Path, patch: CompletedProcess[str], small_release: Path, tmp_path: Path):
    """Applied by a reader of patches that is not ours (RDFLib's)."""
    rdflib.NORMALIZE_LITERALS = False
    assert patch.returncode == 1
    lines = patch.stdout.splitlines()
    assert lines[0].startswith("H id <urn:uuid:") and (lines[1], lines[-1]) == ("TX .", "TC .")
    assert lines[2:-1] == [*sorted(line for line in lines if line.startswith("D ")), *sorted(line for line in lines if line.startswith("A "))]
    dataset = rdflib.Dataset()
    dataset.parse(data=gzip.decompress((small_release / "ciatlas-2015.nt.gz").read_bytes()).decode(), format="nt")
    dataset.parse(data=patch.stdout, format="patch")
    patched = tmp_path / "patched.nt"
    patched.write_text("".join(f"{s.n3()} {p.n3()} {o.n3()} .\n" for s, p, o, _graph in dataset.quads()), encoding="utf-8")
    result = ciatlas("diff", patched, LATER, cwd=atlas)
    assert (result.returncode, result.stdout) == (0, f"{patched} and 2015 say the same.\n")


def test_the_same_patch_comes_each_time_and_an_empty_one_when_nothing_changed(atlas: Path, patch: CompletedProcess[str]):
    assert ciatlas("diff", FORMER, LATER, "--format", "rdf-patch", cwd=atlas).stdout == patch.stdout
    none = ciatlas("diff", LATER, LATER, "--format", "rdf-patch", cwd=atlas)
    assert none.returncode == 0 and none.stdout.splitlines()[1:] == ["TX .", "TC ."]


def test_the_description_says_what_happened_to_which_thing(atlas: Path):
    graph = rdflib.Graph().parse(data=ciatlas("diff", FORMER, LATER, "--format", "ttl", cwd=atlas).stdout, format="turtle")

    def action(path: str) -> rdflib.term.Node:
        [one] = graph.subjects(CS.subjectOfChange, rdflib.URIRef(BASE + path))
        assert (None, rdflib.DCTERMS.hasPart, one) in graph
        return one

    for path, kind in (
        ("id/organization/new-foundation", SCHEMA.AddAction),
        ("id/figure/partners-2012-02", SCHEMA.DeleteAction),
        ("id/publication/a-learning-agenda-2013-2018", SCHEMA.ReplaceAction),
        ("id/organization/fsg", SCHEMA.UpdateAction),
    ):
        assert set(graph.objects(action(path), rdflib.RDF.type)) == {CS.ChangeSet, kind}
    merged = action("id/publication/a-learning-agenda-2013-2018")
    assert graph.value(merged, SCHEMA.replacer) == rdflib.URIRef(BASE + "id/publication/collective-impact-2011")
    assert set(graph.objects(merged, CS.changeReason)) == {rdflib.Literal("Twice the same", "en"), rdflib.Literal("פעמיים אותו דבר", "he")}
    founded = [one for one in graph.objects(action("id/organization/fsg"), CS.addition) if graph.value(one, rdflib.RDF.predicate) == SCHEMA.foundingDate]
    assert [str(graph.value(one, rdflib.RDF.object)) for one in founded] == ["1999"]
    [whole] = graph.subjects(rdflib.RDF.type, rdflib.PROV.Activity)
    assert graph.value(whole, rdflib.PROV.generated) == rdflib.URIRef(BASE + "data/2015")
    assert {label.language for label in graph.objects(whole, rdflib.RDFS.label)} == {"en", "he"}


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data.strip())


@pytest.mark.parametrize(("language", "direction", "heading"), [("en", "ltr", "Changed"), ("he", "rtl", "השתנו")])
def test_the_page_has_it_all_and_takes_no_markup_from_the_data(atlas: Path, language: str, direction: str, heading: str):
    page = Page(ciatlas("diff", FORMER, LATER, "--format", "html", "--lang", language, cwd=atlas).stdout)
    assert ("html", {"lang": language, "dir": direction}) in page.tags
    assert {"FSG", heading, "1999", "2000", "organization:new-foundation", "'<b>Spelt</b> & told'"} <= set(page.words)
    assert not [tag for tag, _attributes in page.tags if tag in ("b", "script", "link", "img")]


def test_an_engagement_is_named_by_its_parts(atlas: Path, small_release: Path, tmp_path: Path):
    iri = f"<{BASE}id/engagement/greater-cincinnati-foundation--funder--strive-partnership>"
    lines = gzip.decompress((small_release / "ciatlas-2015.nt.gz").read_bytes()).decode().splitlines(keepends=True)
    (tmp_path / "without.nt").write_text("".join(line for line in lines if not line.startswith(iri)), encoding="utf-8")
    said = ciatlas("diff", tmp_path / "without.nt", FORMER, cwd=atlas).stdout
    assert "    Greater Cincinnati Foundation, funder in StrivePartnership (engagement:" in said or "    Greater Cincinnati Foundation, funder in StrivePartnership (<" in said


@pytest.mark.parametrize(
    ("former", "told"),
    [
        ("2014", "2014: expected an edition (2015), a folder of tables, a release or a dump"),
        ("ontology", "ontology: expected csv-metadata.json for a folder of tables, or dumps such as ciatlas-2015.nt.gz for a release"),
        ("atlas.toml", "atlas.toml: expected a dump: .ttl"),
        ("data/2015/organizations.csv", "organizations.csv: expected a dump: .ttl"),
    ],
)
def test_what_cannot_be_compared_is_trouble(atlas: Path, former: str, told: str):
    result = ciatlas("diff", former, LATER, cwd=atlas)
    assert result.returncode == 2, "as diff(1): trouble"
    assert told in result.stderr and "Traceback" not in result.stderr and result.stdout == ""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("broken.ttl", b"<a> <b> .\n"),
        ("cut.nt.gz", gzip.compress(b"<http://example.org/a> <http://example.org/b> 'c' .\n", mtime=0)[:-9]),
        ("none.nt.gz", b"no gzip"),
        ("none.nt.zst", b"no zstd"),
        ("cut.nt.zst", zstandard.compress(b"<http://example.org/a> <http://example.org/b> 'c' .\n" * 99)[:-6]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_dump_that_cannot_be_read_is_trouble(atlas: Path, tmp_path: Path, name: str, content: bytes):
    (tmp_path / name).write_bytes(content)
    result = ciatlas("diff", tmp_path / name, LATER, cwd=atlas)
    assert result.returncode == 2
    assert f"{name} cannot be read" in result.stderr and "Traceback" not in result.stderr


def test_tables_with_faults_are_trouble_and_the_faults_are_told(atlas: Path, tmp_path: Path):
    folder = Path(shutil.copytree(atlas / FORMER, tmp_path / "faulty"))
    edit(folder, "organizations", lambda rows: row(rows, "fsg").update(country="UX"))
    result = ciatlas("diff", folder, LATER, cwd=atlas)
    assert result.returncode == 2
    assert "have 1 fault" in result.stderr and "'UX'" in result.stderr


def test_blank_nodes_are_compared_by_what_they_say_and_not_patched(atlas: Path, tmp_path: Path):
    one, same, other = (tmp_path / f"{name}.ttl" for name in ("one", "same", "other"))
    one.write_text("<http://example.org/a> <http://example.org/b> [ <http://example.org/c> 1 ] .\n")
    same.write_text("_:x <http://example.org/c> 1 . <http://example.org/a> <http://example.org/b> _:x .\n")
    other.write_text("<http://example.org/a> <http://example.org/b> [ <http://example.org/c> 2 ] .\n")
    assert ciatlas("diff", one, same, cwd=atlas).returncode == 0
    assert ciatlas("diff", one, other, cwd=atlas).returncode == 1
    patch = ciatlas("diff", one, other, "--format", "rdf-patch", cwd=atlas)
    assert patch.returncode == 2 and "a patch cannot name a blank node" in patch.stderr


def test_hostile_names_do_nothing_to_a_terminal(atlas: Path, tmp_path: Path):
    empty, bad = tmp_path / "empty.nt", tmp_path / "bad.nt"
    empty.write_text("")
    label = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    bad.write_text(f'<{BASE}id/organization/bad> {label} "\\u001b[31mred\\u202Eback"@en .\n', encoding="utf-8")
    said = ciatlas("diff", empty, bad, cwd=atlas).stdout
    assert "\x1b" not in said and "\u202e" not in said
    assert "'\\x1b[31mred\\u202eback' (organization:bad)" in said
