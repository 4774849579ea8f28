"""The report's results as files, read by readers that are not ours; the claims and their verdicts as one document."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import rdflib
from rdflib.query import Result

SCHEMA = rdflib.Namespace("https://schema.org/")
CI = rdflib.Namespace("https://w3id.org/ciatlas/ns#")


def test_every_query_has_its_rows_in_both_forms(release: Path, root: Path):
    for query in [*(root / "queries" / "insights").glob("*.rq"), *(root / "queries" / "claims").glob("*.rq")]:
        if "#+ untestable" in query.read_text(encoding="utf-8"):
            continue
        with (release / "insights" / f"{query.stem}.csv").open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        with (release / "insights" / f"{query.stem}.json").open("rb") as file:
            results = Result.parse(file, format="json")
        assert [str(variable) for variable in results.vars or []] == header
        assert len(results.bindings) == len(rows)
        first = [str(results.bindings[0].get(variable, "")) for variable in results.vars or []] if rows else []
        assert first == (rows[0] if rows else [])


def test_the_report_is_one_document(release: Path):
    graph = rdflib.Graph().parse(release / "report.jsonld", format="json-ld")
    claims = set(graph.subjects(rdflib.RDF.type, SCHEMA.Claim))
    reviews = {review: claim for review, claim in graph.subject_objects(SCHEMA.itemReviewed)}
    assert claims and set(reviews.values()) == claims
    for review in reviews:
        assert graph.value(review, CI.verdict) is not None
    assert {text.language for text in graph.objects(None, SCHEMA.text)} == {"en", "he"}


def test_the_evidence_of_a_review_is_a_file_of_the_release(release: Path):
    document = json.loads((release / "report.jsonld").read_text(encoding="utf-8"))
    [review] = [one for one in document["@graph"] if one["id"].endswith("claim-review/usa-leads")]
    names = [iri.rpartition("/")[2] for iri in review["used"] if "/insights/" in iri]
    assert names and all((release / "insights" / name).is_file() for name in names)
