"""Released editions: the record of what was made final, kept beside the data, and the guard that keeps it as it was.

An edition is a draft, with a version of 0.x, until `ciatlas release` makes it final. From then on its tables and its dumps are frozen:
data/releases.json keeps their sizes and hashes, and a build that would change one of them fails.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ciatlas.edition import dump_name
from ciatlas.fault import AtlasError, Fault
from ciatlas.messages import _
from ciatlas.project import FILE as PROJECT_FILE
from ciatlas.project import Edition, Project

RECORD = "data/releases.json"
PUBLISHED = "releases.json"
PARTS = ("asserted", "derived", "measured", "provenance")
FINAL = re.compile(r"[1-9][0-9]*\.[0-9]+\.[0-9]+")


@dataclass(frozen=True, slots=True)
class Bytes:
    """A file as it was released: its size and its SHA-256 in hexadecimal."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Released:
    """One released edition. date: the day of the release, ``YYYY-MM-DD``. program: the version of ciatlas that wrote the dumps.

    tables, files: the tables by their names, and the dumps by theirs. graphs: the RDFC-1.0 hash of each graph by the name of its dumps.
    """

    edition: str
    version: str
    date: str
    program: str
    tables: Mapping[str, Bytes]
    files: Mapping[str, Bytes]
    graphs: Mapping[str, str]


def part_names(project: Project, edition: Edition) -> dict[str, str]:
    """The stem of the names of the dumps of each part of an edition: ``derived`` -> ``ciatlas-2015-derived``."""
    name = dump_name(project, edition)
    return {part: name if part == "asserted" else f"{name}-{part}" for part in PARTS}


def fingerprint(path: Path) -> Bytes:
    """The size and hash of a file. Raises OSError when it cannot be read."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Bytes(path.stat().st_size, digest)


def read(project: Project) -> dict[str, Released]:
    """The record: each released edition by its name; empty where nothing has been released.

    Raises AtlasError when the record is there and cannot be read: without it nothing would be frozen.
    """
    path = project.root / RECORD
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        records = [_parse(one) for one in document["editions"]]
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        told = _("{file} cannot be read: {reason}; put back the file as `ciatlas release` wrote it")
        raise AtlasError(told.format(file=RECORD, reason=f"{type(error).__name__}: {error}")) from error
    return {one.edition: one for one in records}


def _parse(one: Any) -> Released:
    def files(key: str) -> dict[str, Bytes]:
        return {name: Bytes(int(file["bytes"]), str(file["sha256"])) for name, file in one[key].items()}

    return Released(one["edition"], one["version"], one["released"], one["program"], files("tables"), files("files"), dict(one["graphs"]))


def as_json(records: Iterable[Released], drafts: Iterable[Edition] = ()) -> str:
    """The record as JSON, by edition; drafts, where given, stand in it with their versions only."""
    editions = [_unparsed(one) for one in records] + [{"edition": one.name, "status": "draft", "version": one.version} for one in drafts]
    editions.sort(key=lambda one: str(one["edition"]))
    return json.dumps({"editions": editions}, ensure_ascii=False, indent=2) + "\n"


def _unparsed(one: Released) -> dict[str, object]:
    def files(of: Mapping[str, Bytes]) -> dict[str, object]:
        return {name: {"bytes": file.size, "sha256": file.sha256} for name, file in sorted(of.items())}

    return {
        "edition": one.edition,
        "status": "released",
        "version": one.version,
        "released": one.date,
        "program": one.program,
        "tables": files(one.tables),
        "files": files(one.files),
        "graphs": dict(sorted(one.graphs.items())),
    }


def publish(project: Project, folder: Path) -> Path:
    """Writes releases.json of the published folder: each edition with its status and version, and what a released one is held to.

    Raises OSError when the disk is full.
    """
    records = read(project)
    path = folder / PUBLISHED
    path.write_text(as_json(records.values(), [one for one in project.editions if one.name not in records]), encoding="utf-8")
    return path


def faults(project: Project, final: str | None = None) -> list[Fault]:
    """Where the project has left its record: a released edition that is gone, has another version or other tables; a draft that says it is none.

    final: the edition that is being released just now, whose version needs no record yet.
    """
    records = read(project)
    found = []
    for number, edition in enumerate(project.editions, 1):
        record = records.get(edition.name)
        column = f"edition {number}.version"
        if record is None and edition.name != final and not edition.version.startswith("0."):
            expected = _("a version that begins with 0., since this edition is a draft")
            hint = _("`ciatlas release {edition}` makes it final").format(edition=edition.name)
            found.append(Fault("released", PROJECT_FILE, None, column, edition.version, expected, hint))
        if record is not None:
            if edition.version != record.version:
                expected = _("{version}, as the edition was released on {date}").format(version=record.version, date=record.date)
                found.append(Fault("released", PROJECT_FILE, None, column, edition.version, expected))
            if edition.issued != record.date:
                expected = _("the day on which the edition was released, {date}").format(date=record.date)
                found.append(Fault("released", PROJECT_FILE, None, f"edition {number}.issued", edition.issued, expected))
            found += _table_faults(project, edition, record)
    for name in records.keys() - {edition.name for edition in project.editions}:
        expected = _("edition {edition}, which was released and must stay").format(edition=name)
        found.append(Fault("released", PROJECT_FILE, None, "edition", None, expected))
    return found


def _table_faults(project: Project, edition: Edition, record: Released) -> list[Fault]:
    expected = _("the table as it was released on {date}: edition {edition} is frozen").format(date=record.date, edition=edition.name)
    hint = _("put it back, and make the change in a new edition; `ciatlas build` tells how")
    found = []
    for name, released in sorted(record.tables.items()):
        path = edition.tables.parent / name
        if path.is_file() and fingerprint(path) != released:
            found.append(Fault("released", project.relative(path), None, None, None, expected, hint))
    return found


def refuse(project: Project, final: str | None = None) -> None:
    """Raises AtlasError with the faults() that there are, and tells how to make a new edition."""
    if found := faults(project, final):
        folders = {fault.file.rpartition("/")[0] for fault in found}
        changed = [edition for edition in project.editions if project.relative(edition.tables.parent) in folders]
        told = _("a released edition would change; nothing was built")
        raise AtlasError("\n".join([told, *([how_to(project, changed[0])] if changed else [])]), found)


def guard(project: Project, edition: Edition, folder: Path, graphs: Mapping[str, str]) -> None:
    """Raises AtlasError when the dumps in `folder` are others than those with which the edition was released.

    graphs: the RDFC-1.0 hash of each graph just written, by the name of its dumps. Nothing is looked at for a draft.
    """
    record = read(project).get(edition.name)
    if record is None:
        return
    found = []
    for name, released in sorted(record.files.items()):
        path = folder / name
        if path.is_file() and fingerprint(path) == released:
            continue
        expected = _("the bytes that were released on {date} (SHA-256 {hash})").format(date=record.date, hash=released.sha256)
        stem = next((stem for stem in record.graphs if name.startswith(f"{stem}.")), "")
        if graphs.get(stem) == record.graphs.get(stem):
            hint = _("the statements are the same, but written in another way; it was written by ciatlas {version}").format(version=record.program)
        else:
            hint = _("the statements are others; put back the tables, rules and queries that they come from")
        found.append(Fault("released", name, None, None, None, expected, hint))
    if found:
        told = _("edition {edition} was released on {date} and is frozen; nothing was built").format(edition=edition.name, date=record.date)
        raise AtlasError(f"{told}\n{how_to(project, edition)}", found)


def how_to(project: Project, edition: Edition) -> str:
    """How to make a new edition out of one, step by step, with the lines to add to atlas.toml."""
    name = next_name(project, edition)
    former = project.relative(edition.tables.parent)
    folder = f"{former.removesuffix(edition.name)}{name}" if former.endswith(edition.name) else f"data/{name}"
    tables = f"{folder}/{edition.tables.name}"
    steps = [
        _("To publish a change, make a new edition and leave {edition} as it was released:").format(edition=edition.name),
        _("1. Copy {former} to {folder}, and put {former} back as it was released.").format(former=former, folder=folder),
        _("2. In {file}, change {former} to {new}.").format(
            file=tables, former=f'"{project.iri(f"data/{edition.name}")}"', new=f'"{project.iri(f"data/{name}")}"'
        ),
        _("3. Add these lines to {file} below the other editions, with the date and the titles of the new one:").format(file=PROJECT_FILE),
    ]
    lines = ["[[edition]]", f"name = {_quoted(name)}", f"tables = {_quoted(tables)}", 'version = "0.1.0"', f"date = {_quoted(edition.date)}"]
    titles = [f"{language} = {_quoted(text)}" for language, text in edition.title.items()]
    return "\n".join([*steps, "", *lines, "", "[edition.title]", *titles, ""])


def next_name(project: Project, edition: Edition) -> str:
    """A name for the edition after this one, that no edition has: the next year for a year, else with a number behind it."""
    taken = {one.name for one in project.editions}
    number = 1
    while (name := str(int(edition.name) + number) if edition.name.isdigit() else f"{edition.name}.{number + 1}") in taken:
        number += 1
    return name


def _quoted(text: str) -> str:
    """A basic string of TOML, which JSON's escapes fit."""
    return json.dumps(text, ensure_ascii=False)
