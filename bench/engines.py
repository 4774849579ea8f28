"""The ways to lift a folder of tables to N-Triples that bench/lift.py measures, each run in a process of its own.

    python bench/engines.py ciatlas FOLDER OUT [PROCESSES]
    python bench/engines.py rdflib FOLDER OUT
    python bench/engines.py plain FOLDER OUT BYTES-A-ROW
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

from ciatlas.tables import metadata
from ciatlas.tables.iri import expand
from ciatlas.tables.model import Column, Table

METADATA = "csv-metadata.json"
_VARIABLE = re.compile(r"\{(\+?)([^}]+)\}")
_RESERVED = ":/?#[]@!$&'()*+,;=%"


def ciatlas(folder: Path, out: Path, processes: int | None = None) -> None:
    """Our own lift of whole files. processes: how many work; all processors of the machine unless given."""
    from ciatlas.tables.lift_files import lift_files

    lift_files(metadata.read(folder / METADATA).tables, folder, out, processes=processes)


def plain(folder: Path, out: Path, piece: int) -> None:
    """The lower bound of any lift in Python: reads the tables with the csv module and writes a text of `piece` bytes for each row."""
    text = "x" * piece
    with out.open("w", encoding="utf-8", newline="") as file:
        for table in metadata.read(folder / METADATA).tables:
            with (folder / table.url).open(encoding="utf-8", newline="") as rows:
                for _row in csv.reader(rows):
                    file.write(text)


def rdflib(folder: Path, out: Path) -> None:
    """What most programs do: one ``Graph.add`` a statement, then ``Graph.serialize``."""
    from rdflib import Graph

    graph = Graph()
    for table in metadata.read(folder / METADATA).tables:
        with (folder / table.url).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for triple in _triples(table, row):
                    graph.add(triple)
    graph.serialize(out, format="nt", encoding="utf-8")


def _triples(table: Table, row: dict[str, str]) -> Iterator[tuple]:
    from rdflib import URIRef

    for column in table.schema.columns:
        if column.suppress_output:
            continue
        subject = URIRef(_expand(column.about_url, row))
        predicate = URIRef(_expand(column.property_url, row))
        if column.virtual and not all(row[name] for name in (*column.requires, *column.derived_from)):
            continue
        if column.derived_from:
            source = table.schema.column(column.derived_from[0])
            yield subject, predicate, _literal(source, row[source.name])
        elif column.virtual:
            yield subject, predicate, URIRef(_expand(column.value_url, row))
        elif row[column.name]:
            for item in row[column.name].split(column.separator) if column.separator else [row[column.name]]:
                if column.value_url:
                    yield subject, predicate, URIRef(_expand(column.value_url, {**row, column.name: item}))
                else:
                    yield subject, predicate, _literal(column, item)


def _literal(column: Column, text: str):  # noqa: ANN202 - rdflib is imported only where it is measured
    from rdflib import Literal, URIRef

    if column.datatype.base == "boolean":
        text = "true" if text == (column.datatype.format or "true|false").split("|")[0] else "false"
    if column.datatype.base == "string":
        return Literal(text, lang=None if column.lang == "und" else column.lang)
    return Literal(text, datatype=URIRef(column.datatype.iri))


def _expand(template: str, row: dict[str, str]) -> str:
    return expand(_VARIABLE.sub(lambda found: quote(row[found[2]], safe=_RESERVED if found[1] else ""), template))


ENGINES: dict[str, Callable[..., None]] = {"ciatlas": ciatlas, "plain": plain, "rdflib": rdflib}

if __name__ == "__main__":
    ENGINES[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]), *map(int, sys.argv[4:]))
