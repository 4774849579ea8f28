"""Writes a synthetic atlas of any size whose tables look like the real ones.

    python bench/generate.py --organizations 1000000 --seed 7 --out /tmp/atlas

Each row is a real row under a new id, so every column keeps its real distribution and the columns of a row still fit together. What
differs is who meets whom: a reference goes to a random copy of the row that the real one refers to, which keeps how many
engagements a thing has (FSG stays a hub, a neighbourhood initiative stays small) and gives one connected network. Organisations as
many as asked, half as many initiatives, engagements in the real ratio; events, publications and identifiers at most as many as there
are; places, countries, figures and links are copied. Rows go out as a stream. The same seed gives the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import random
import shutil
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from ciatlas.tables import metadata
from ciatlas.tables.model import Table, TableGroup

ROOT = Path(__file__).resolve().parent.parent
METADATA = ROOT / "data" / "2015" / "csv-metadata.json"
COPIED = frozenset({"places.csv", "countries.csv", "figures.csv", "links.csv"})

Rows = list[dict[str, str]]


def generate(source: Path, out: Path, organizations: int, seed: int) -> dict[str, int]:
    """Writes the tables and a copy of their metadata into a folder; gives the number of rows of each table.

    source: the metadata file beside the real tables. out: is made where absent; files in it are overwritten.
    """
    group = metadata.read(source)
    real = {table.url: read_rows(source.parent / table.url) for table in group.tables}
    sizes = {url: size(url, real, organizations) for url in real}
    out.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, out / source.name)
    for table in group.tables:
        if table.url in COPIED:
            shutil.copyfile(source.parent / table.url, out / table.url)
            continue
        with (out / table.url).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(column.title for column in table.schema.source_columns)
            rows = synthetic_rows(table, group, real, sizes, random.Random(f"{seed} {table.url}"))
            writer.writerows(islice(rows, sizes[table.url]))
    return sizes


def size(url: str, real: dict[str, Rows], organizations: int) -> int:
    """How many rows a table gets."""
    if url in COPIED:
        return len(real[url])
    if url == "organizations.csv":
        return organizations
    if url == "initiatives.csv":
        return organizations // 2
    in_ratio = round(organizations * len(real[url]) / len(real["organizations.csv"]))
    return in_ratio if url == "engagements.csv" else min(in_ratio, len(real[url]))


def synthetic_rows(
    table: Table, group: TableGroup, real: dict[str, Rows], sizes: dict[str, int], random_: random.Random
) -> Iterator[list[str]]:
    """The rows of one table, without end: round after round over the real ones."""
    names = [column.name for column in table.schema.source_columns]
    separators = {column.name: column.separator for column in table.schema.source_columns}
    references = {key.columns[0]: key for key in table.schema.foreign_keys if key.resource not in COPIED and len(key.columns) == 1}
    positions = {
        name: {row[key.referenced_columns[0]]: place for place, row in enumerate(real[key.resource])} for name, key in references.items()
    }
    (key_column, *composite) = table.schema.primary_key
    # A key of several columns is told apart by its last one, the identifier's value.
    numbered = composite[-1] if composite else key_column

    def elsewhere(name: str, value: str) -> str:
        resource = references[name].resource
        place, rows, wanted = positions[name][value], len(real[resource]), sizes[resource]
        if place >= wanted:
            place %= wanted
            value = real[resource][place][references[name].referenced_columns[0]]
        return copy_id(value, random_.randrange((wanted - place + rows - 1) // rows))

    number = 0
    while real[table.url]:
        for row in real[table.url]:
            new = dict(row)
            for name in references:
                if row[name]:
                    separator = separators[name]
                    items = row[name].split(separator) if separator else [row[name]]
                    new[name] = (separator or "").join(dict.fromkeys(elsewhere(name, item) for item in items))
            new[numbered] = copy_id(row[numbered], number)
            for name in ("name", "title"):
                if row.get(name):
                    new[name] = f"{row[name]} {number}"
            yield [new[name] for name in names]
        number += 1


def copy_id(id_: str, number: int) -> str:
    """The id of a copy. Every copy has a number, the first too, so two ids never meet."""
    return f"{id_}-c{number}"


def read_rows(path: Path) -> Rows:
    """The rows of a real table by column title."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes a synthetic atlas that looks like the real one.")
    parser.add_argument("--organizations", type=int, default=100_000, help="how many organisations (default: 100000)")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, required=True, help="folder to write into")
    parser.add_argument("--metadata", type=Path, default=METADATA, help="metadata file beside the real tables")
    arguments = parser.parse_args()
    if arguments.organizations < 1:
        parser.error("--organizations must be at least 1")
    for url, rows in generate(arguments.metadata, arguments.out, arguments.organizations, arguments.seed).items():
        print(f"{arguments.out / url}: {rows:,} rows")


if __name__ == "__main__":
    main()
