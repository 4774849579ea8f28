"""The results of insights and claims as files: SPARQL 1.1 Query Results CSV and JSON, and the report's claims as one JSON-LD document."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import Store

from ciatlas.insights import Answer, Value
from ciatlas.project import Edition, Project
from ciatlas.rdf import jsonld, ntriples
from ciatlas.store import triples

FOLDER = "insights"
REPORT = "report.jsonld"


def iris(project: Project, edition: Edition, name: str) -> list[str]:
    """The IRIs of the two files that hold the result of the query of that name."""
    return [project.iri(f"data/{edition.name}/{FOLDER}/{name}.{form}") for form in ("csv", "json")]


def write(answers: Iterable[Answer], folder: Path) -> list[Path]:
    """Writes ``<name>.csv`` and ``<name>.json`` for each answer into `folder`, which is made; gives the paths.

    Raises OSError when the disk is full.
    """
    folder.mkdir(exist_ok=True)
    paths = []
    for answer in answers:
        table, results = folder / f"{answer.file.name}.csv", folder / f"{answer.file.name}.json"
        with table.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\r\n")
            writer.writerow(answer.columns)
            writer.writerows([value.text if value is not None else "" for value in row] for row in answer.rows)
        results.write_text(json.dumps(_results(answer), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        paths += [table, results]
    return paths


def _results(answer: Answer) -> dict[str, object]:
    bindings = [
        {column: _term(value) for column, value in zip(answer.columns, row, strict=True) if value is not None} for row in answer.rows
    ]
    return {"head": {"vars": list(answer.columns)}, "results": {"bindings": bindings}}


def _term(value: Value) -> dict[str, str]:
    """A term as SPARQL 1.1 Query Results JSON, 3.2.2, writes it."""
    if value.iri:
        return {"type": "uri", "value": value.text}
    term = {"type": "literal", "value": value.text}
    if value.language:
        term["xml:lang"] = value.language
    elif value.datatype:
        term["datatype"] = value.datatype
    return term


def write_report(project: Project, edition: Edition, store: Store, path: Path) -> None:
    """Writes what the report claims and what became of it, out of a filled store, as one JSON-LD document: claims, reviews, findings, queries."""
    starts = tuple(f"<{project.iri(start)}" for start in ("id/claim/", "id/claim-review/", "query/claims/"))

    def lines() -> Iterator[str]:
        for part in ("asserted", "measured"):
            yield from (line for line in triples(store, project.graph(edition, part)) if line.startswith(starts))

    subjects = ntriples.subjects(ntriples.sort(lines()))
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(jsonld.write(subjects, jsonld.Context(project.context)))
