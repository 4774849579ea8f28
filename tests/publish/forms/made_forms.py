"""The forms of an atlas, and how a test makes those of one whose tables no check would let pass."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from atlas_files import PROJECT_PARTS, ROOT
from pyoxigraph import Store

from ciatlas import rules
from ciatlas.edition import load_vocabulary, tables
from ciatlas.project import Edition, Project, read
from ciatlas.publish import forms
from ciatlas.store import load_lines
from ciatlas.tables import csv2rdf


@dataclass(frozen=True)
class Made:
    """An atlas and its forms. project's tables are what was read; folder holds forms/ and doc/; paths are the files, where a test made them."""

    project: Project
    edition: Edition
    folder: Path
    paths: Sequence[Path] = ()

    def form(self, ending: str) -> Path:
        return self.folder / "forms" / f"ciatlas-2015{ending}"

    def rows(self, table: str) -> list[dict[str, str]]:
        return table_rows(table, self.edition.tables.parent)


def table_rows(table: str, folder: Path = ROOT / "data" / "2015") -> list[dict[str, str]]:
    with (folder / table).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def copied(folder: Path, change: Callable[[str, list[dict[str, Any]]], list[dict[str, Any]]]) -> Path:
    """A copy of the project, with only those rows in its tables that `change` gives for each of them."""
    folder.mkdir()
    for part in PROJECT_PARTS:
        source = ROOT / part
        shutil.copytree(source, folder / part) if source.is_dir() else shutil.copy(source, folder / part)
    for path in sorted((folder / "data" / "2015").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            header, rows = list(reader.fieldnames or ()), list(reader)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header, lineterminator="\n")
            writer.writeheader()
            writer.writerows(change(path.name, rows))
    return folder


def make_unchecked(root: Path, folder: Path) -> Made:
    """The forms of an atlas whose tables the check would refuse."""
    project = read(root)
    edition = project.editions[0]
    group = tables(project, edition)
    store = Store()
    for table in group.tables:
        load_lines(store, csv2rdf.lift(table, edition.tables.parent / table.url, project.graph(edition, "asserted")))
    load_vocabulary(project, store)
    rules.apply(store, project, edition)
    folder.mkdir()
    return Made(project, edition, folder, forms.write(project, edition, store, group, folder, lambda _step: None))
