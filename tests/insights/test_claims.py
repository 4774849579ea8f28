"""The claims of the report: written down in both languages, each with its test; put to it; published as reviews."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import RdfFormat, Store, serialize

from ciatlas import claims, evaluation
from ciatlas.fault import AtlasError
from ciatlas.project import Project
from ciatlas.query_file import QueryFile
from ciatlas.verdict import NOT_SUPPORTED, NOT_TESTABLE, PARTLY, SUPPORTED, VERDICTS, Verdict

HEBREW = re.compile("[\u05d0-\u05ea]")
Table = Callable[[str], list[dict[str, str]]]


@pytest.fixture(scope="module")
def files(atlas: Project) -> list[QueryFile]:
    return claims.read_claims(atlas)


@pytest.fixture(scope="module")
def found(atlas: Project, store: Store, files: list[QueryFile]) -> dict[str, Verdict]:
    with evaluation.local(store, atlas.prefixes, 20) as ask:
        return {one.file.name: one for one in claims.verdicts(files, ask, atlas)}


def test_each_claim_in_the_table_has_its_query_and_the_other_way_round(files: list[QueryFile], table: Table) -> None:
    rows = {row["id"]: row for row in table("claims")}
    assert len(rows) >= 22
    assert set(rows) == {file.name for file in files}
    for file in files:
        row = rows[file.name]
        assert file.header["section"] == row["section"]
        assert file.texts("title", ("en", "he")) == {"en": row["text"].removesuffix("."), "he": row["text_he"].removesuffix(".")}
        assert HEBREW.search(row["text_he"]) and not HEBREW.search(row["text"])


def test_every_claim_has_a_verdict_and_no_query_fails(found: dict[str, Verdict]) -> None:
    for one in found.values():
        assert one.fault is None
        assert one.verdict in VERDICTS
        assert (one.verdict == NOT_TESTABLE) == claims.is_untestable(one.file)


def test_a_claim_has_the_same_parts_in_both_readings(found: dict[str, Verdict]) -> None:
    for one in found.values():
        if one.readings:
            stated, every = one.readings
            assert (stated.name, every.name) == ("stated", "all")
            assert [part.part for part in stated.parts] == [part.part for part in every.parts], one.file.name
            named = one.file.header.get("values")
            assert named is None or {part.part.text for part in every.parts} == set(named), one.file.name


def test_stated_facts_are_never_more_than_all_facts(found: dict[str, Verdict]) -> None:
    differ = 0
    for one in found.values():
        for stated, every in zip(*(reading.parts for reading in one.readings), strict=False):
            assert stated.count <= every.count, one.file.name
            differ += stated.count < every.count
    assert differ >= 10


def test_where_the_readings_differ_the_verdict_is_partly_at_most(found: dict[str, Verdict]) -> None:
    differing = [one for one in found.values() if not one.agree]
    assert differing
    for one in differing:
        assert claims.reads_basis(one.file)
        assert one.verdict in (PARTLY, NOT_SUPPORTED)


def test_a_claim_reads_each_fact_that_has_a_basis_with_its_basis(files: list[QueryFile]) -> None:
    """Else the reading on stated facts would rest on inferred ones."""
    for file in files:
        body = "\n".join(line for line in file.text.splitlines() if not line.startswith("#"))
        # This only lists the parts to be tested; what counts towards them is read below it, with its basis.
        body = re.sub(r"\?any ci:\w+ \?part \.", "", body)
        used = re.findall(r"ci:\w*[bB]asis \?(\w+)", body)
        listed = claims.ALL_FACTS.findall(body)
        assert body.count("basis:inferred") == len(listed), file.file
        assert set(used) == {variable[1:] for variable in listed}, file.file
        assert claims.reads_basis(file) == bool(used), file.file
        assert "basis:inferred" not in claims.on_stated(file).text, file.file
        for fact in ("placeScale", "settlement", "localGovernment", "fsgTie", "purpose", "position"):
            assert len(re.findall(rf"ci:{fact} ", body)) == len(re.findall(rf"ci:{fact}Basis ", body)), f"{file.file}: {fact}"
        assert body.count("org:classification ") == body.count("ci:classificationBasis "), file.file
        assert "org:role" not in body or "ci:basis ?" in body, file.file
    assert sum(map(claims.reads_basis, files)) >= 10


def test_figures_of_claims_counted_again_from_the_tables(found: dict[str, Verdict], table: Table) -> None:
    def figures(name: str, reading: int = 1) -> dict[str, tuple[int, int, int]]:
        return {part.part.text.rpartition("/")[2]: (part.count, part.base, part.unknown) for part in found[name].readings[reading].parts}

    initiatives, organizations = table("initiatives"), table("organizations")
    american = [row["country"] == "US" for row in initiatives]
    assert figures("usa-leads")["initiatives"][0] == sum(american)
    based = [row for row in initiatives if row["place_based"] == "yes"]
    assert figures("place-based")["ns#PlaceBasedInitiative"] == (
        len(based),
        sum(row["place_based"] != "" for row in initiatives),
        sum(row["place_based"] == "" for row in initiatives),
    )
    for reading, bases in enumerate(({"stated"}, {"stated", "inferred"})):
        known = [row for row in based if row["place_scale_basis"] in bases]
        assert figures("metropolitan", reading)["metropolitan"] == (
            sum(row["place_scale"] == "metropolitan" for row in known),
            len(known),
            len(based) - len(known),
        )
        settled = [row for row in based if row["settlement_basis"] in bases]
        assert figures("small-places", reading)["small-places"][:2] == (
            sum(row["settlement"] in ("rural", "small-town") for row in settled),
            len(settled),
        )
        governed = [row["local_government"] for row in initiatives if row["local_government_basis"] in bases]
        assert figures("local-government-partner", reading)["partner-or-central"] == (
            len(governed) - governed.count("none"),
            len(governed),
            len(initiatives) - len(governed),
        )
    continent = {row["code"]: row["continent"] for row in table("countries")}
    placed = [continent[row["country"]] for row in organizations if row["country"] and continent[row["country"]]]
    assert figures("europe-single")["organizations"] == (placed.count("europe"), len(placed), len(organizations) - len(placed))
    years = [row["start_year"] for row in initiatives]
    assert figures("field-grows")["initiatives"] == (
        sum("2013" <= year <= "2015" for year in years),
        sum("2010" <= year <= "2012" for year in years),
        years.count(""),
    )


def small(tmp_path: Path, atlas: Project, **queries: str) -> list[Verdict]:
    """The verdicts on claims of a hand-made atlas of three initiatives: one stated to be rural, two inferred to be urban."""
    folder = tmp_path / claims.FOLDER
    folder.mkdir(parents=True)
    for name, text in queries.items():
        (folder / f"{name}.rq").write_text(text, encoding="utf-8")
    here = replace(atlas, root=tmp_path)
    store = Store()
    prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in atlas.prefixes.items())
    store.load(
        (
            prefixes
            + """initiative:a a ci:Initiative ; ci:settlement settlement:rural ; ci:settlementBasis basis:stated .
            initiative:b a ci:Initiative ; ci:settlement settlement:urban ; ci:settlementBasis basis:inferred .
            initiative:c a ci:Initiative ; ci:settlement settlement:urban ; ci:settlementBasis basis:inferred ."""
        ).encode(),
        RdfFormat.TURTLE,
    )
    with evaluation.local(store, atlas.prefixes, 20) as ask:
        return claims.verdicts(claims.read_claims(here), ask, here)


HEADER = """#+ title: {en: A, he: א}
#+ description: {en: A., he: א.}
#+ section: place
#+ test: TEST
#+ columns: {part: {en: Part, he: חלק}, count: {en: Count, he: מספר}, of: {en: Of, he: מתוך}, unknown: {en: Unknown, he: לא ידוע}}
#+ chart: {kind: none}
#+ tags: [claim]
"""
RURAL = """SELECT ?part (SUM(IF(BOUND(?s) && ?s = settlement:rural, 1, 0)) AS ?count) (COUNT(?s) AS ?of)
  (COUNT(?i) - COUNT(?s) AS ?unknown)
WHERE {
  BIND (settlement:rural AS ?part)
  ?i a ci:Initiative .
  OPTIONAL { VALUES ?basis { basis:stated basis:inferred } ?i ci:settlement ?s ; ci:settlementBasis ?basis }
}
GROUP BY ?part
"""


def test_hand_made_claims(tmp_path: Path, atlas: Project) -> None:
    broken, existing, most, minority, why = small(
        tmp_path,
        atlas,
        a_broken=HEADER.replace("TEST", "most") + "SELECT ?part WHERE { ?part }",
        b_exists=HEADER.replace("TEST", "exists") + RURAL,
        c_most=HEADER.replace("TEST", "most") + RURAL,
        d_minority=HEADER.replace("TEST", "small-minority") + RURAL,
        e_why="#+ title: {en: A, he: א}\n#+ description: {en: A., he: א.}\n#+ untestable: {en: No data., he: אין נתונים.}\n",
    )
    assert broken.fault is not None and "a_broken.rq, line 8, column" in broken.fault
    assert (broken.verdict, broken.readings) == (NOT_TESTABLE, ())
    assert (existing.verdict, existing.agree) == (SUPPORTED, True)
    # One of one on stated facts, which is most and thin; one of three on all facts, which is not most.
    assert [reading.verdict for reading in most.readings] == [PARTLY, NOT_SUPPORTED]
    assert (most.verdict, most.agree) == (PARTLY, False)
    assert [part.unknown for reading in most.readings for part in reading.parts] == [2, 0]
    assert (minority.verdict, minority.agree) == (NOT_SUPPORTED, True)
    assert (why.verdict, why.fault) == (NOT_TESTABLE, None)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (HEADER.replace("TEST", "mostly"), "header 'test': 'mostly': expected one of"),
        (HEADER.replace("TEST", "most").replace("count: {en", "number: {en"), "header 'columns': expected part, count, of, unknown"),
        (HEADER.replace("TEST", "most") + "#+ caveat: {en: Beware.}\n", "header 'caveat': expected a text for the language 'he'"),
        ("#+ title: {en: A, he: א}\n#+ description: {en: A., he: א.}\n#+ untestable: yes\n", "header 'untestable'"),
    ],
)
def test_a_wrong_header_of_a_claim_is_named(tmp_path: Path, atlas: Project, wrong: str, message: str) -> None:
    with pytest.raises(AtlasError) as caught:
        small(tmp_path, atlas, a=wrong + RURAL)
    assert str(caught.value).startswith("queries/claims/a.rq: ")
    assert message in str(caught.value)


def test_reviews_are_published_as_rdf(found: dict[str, Verdict], atlas: Project, store: Store) -> None:
    quads = list(claims.statements(found.values(), atlas, atlas.editions[0], lambda one: [f"https://example.org/{one.file.name}.csv"]))
    assert {quad.graph_name.value for quad in quads} == {"https://w3id.org/ciatlas/data/2015/measured"}
    graph = rdflib.Graph().parse(data=serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES), format="nt")
    ci, schema, prov, sh = (rdflib.Namespace(atlas.prefixes[prefix]) for prefix in ("ci", "schema", "prov", "sh"))
    reviews = set(graph.subjects(rdflib.RDF.type, schema.ClaimReview))
    assert len(reviews) == len(found)
    review = rdflib.URIRef(atlas.iri("id/claim-review/small-places"))
    query = rdflib.URIRef(atlas.iri("query/claims/small-places"))
    assert graph.value(review, schema.itemReviewed) == rdflib.URIRef(atlas.iri("id/claim/small-places"))
    assert graph.value(review, ci.verdict) == rdflib.URIRef(atlas.iri(f"scheme/verdict/{found['small-places'].verdict}"))
    assert {query, rdflib.URIRef("https://example.org/small-places.csv")} < set(graph.objects(review, prov.used))
    assert (query, rdflib.RDF.type, sh.SPARQLExecutable) in graph
    assert str(graph.value(query, sh.select)) == found["small-places"].file.text
    findings = list(graph.objects(review, ci.finding))
    assert len(findings) == 2
    for finding in findings:
        stated_alone = len(list(graph.objects(finding, ci.basis))) == 1
        part = found["small-places"].readings[0 if stated_alone else 1].parts[0]
        assert (graph.value(finding, ci.counted).value, graph.value(finding, ci.comparedWith).value) == (part.count, part.base)
        assert graph.value(finding, ci.leftOut).value == part.unknown
        assert graph.value(finding, ci.passes).value is part.passed
        assert {label.language for label in graph.objects(finding, rdflib.RDFS.label)} == {"en", "he"}


def test_each_claim_in_the_store_names_the_query_that_its_review_used(store: Store, atlas: Project) -> None:
    _, rows = evaluation.in_process(store, atlas.prefixes)("SELECT ?claim ?test WHERE { ?claim a schema:Claim ; ci:test ?test }")
    assert len(rows) >= 22
    for claim, test in rows:
        assert claim is not None and test is not None
        assert test.text == claim.text.replace("/id/claim/", "/query/claims/")


def test_a_mapping_in_the_domains_that_a_claim_names_and_in_no_other_is_built(run: Callable, small_project: Path) -> None:
    for table in ("initiatives", "organizations"):
        path = small_project / "data" / "2015" / f"{table}.csv"
        path.write_text(path.read_text(encoding="utf-8").replace("education;early-childhood", "education").replace("education;youth", "education"), encoding="utf-8")
    result = run("build", "--no-report", cwd=small_project)
    assert result.returncode == 0, result.stderr
