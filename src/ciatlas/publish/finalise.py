"""Making an edition final: it is built, its tables and dumps are recorded, and atlas.toml gets its version and day."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from ciatlas import __version__, released
from ciatlas.edition import tables
from ciatlas.fault import AtlasError
from ciatlas.messages import _
from ciatlas.project import FILE, Edition, Project
from ciatlas.publish.dumps import FORMS
from ciatlas.publish.release import Release, build
from ciatlas.released import RECORD, Released

Say = Callable[[str], None]


def finalise(project: Project, name: str, version: str, date: str, say: Say) -> Released:
    """Makes the draft edition of that name final: builds it aside, writes its record, its version and its day of issue; gives the record.

    version: as ``1.0.0``. date: the day of the release, ``YYYY-MM-DD``. say: told of each step.
    Raises AtlasError, and changes nothing, when there is no such edition, it is final already, or it cannot be built.
    """
    edition = next((one for one in project.editions if one.name == name), None)
    if edition is None:
        known = ", ".join(one.name for one in project.editions)
        raise AtlasError(_("there is no edition {edition} in {file}; expected one of {known}").format(edition=name, file=FILE, known=known))
    records = released.read(project)
    if (former := records.get(name)) is not None:
        told = _("edition {edition} was released as {version} on {date} and is frozen").format(edition=name, version=former.version, date=former.date)
        raise AtlasError(f"{told}\n{released.how_to(project, edition)}")
    if not released.FINAL.fullmatch(version):
        raise AtlasError(_("version {version}: expected three numbers, the first at least 1, as in 1.0.0").format(version=repr(version)))
    with (project.root / FILE).open(encoding="utf-8", newline="") as file:
        toml = with_release(file.read(), name, version, date)
    final = replace(edition, version=version, issued=date)
    project = replace(project, editions=tuple(final if one is edition else one for one in project.editions))
    with TemporaryDirectory() as scratch:
        made = build(project, Path(scratch) / "dist", say, report=False, final=name)
        record = _record(project, final, date, made)
    # A crash between the two leaves a version without a record, which a build refuses and a second `ciatlas release` mends.
    _replace(project.root / FILE, toml)
    _replace(project.root / RECORD, released.as_json([*records.values(), record]))
    return record


def _record(project: Project, edition: Edition, date: str, made: Release) -> Released:
    folder = edition.tables.parent
    stems = released.part_names(project, edition).values()
    names = [stem + form for stem in stems for form in FORMS if (made.folder / (stem + form)).is_file()]
    return Released(
        edition.name,
        edition.version,
        date,
        __version__,
        {table.url: released.fingerprint(folder / table.url) for table in tables(project, edition).tables},
        {name: released.fingerprint(made.folder / name) for name in names},
        {stem: made.dumps[stem].hash for stem in stems},
    )


def with_release(toml: str, name: str, version: str, date: str) -> str:
    """The text of atlas.toml with the version and the day of issue of one edition, every other line as it was.

    Raises AtlasError when the lines cannot be found for certain, for example since the edition is written as an inline table.
    """
    wanted = tomllib.loads(toml)
    for edition in wanted.get("edition", []):
        if edition.get("name") == name:
            edition |= {"version": version, "issued": date}
    lines = toml.splitlines(keepends=True)
    heads = [number for number, line in enumerate(lines) if line.lstrip().startswith("[")]
    for start, end in zip(heads, [*heads[1:], len(lines)]):
        block = "".join(lines[start:end])
        if not _key("version").search(block):
            continue
        changed = _key("version").sub(rf'\g<1>"{version}"', block)
        if _key("issued").search(changed):
            changed = _key("issued").sub(rf'\g<1>"{date}"', changed)
        else:
            changed = re.sub(r"(?m)^([ \t]*)(version[ \t]*=.*)$", rf'\1\2\n\1issued = "{date}"', changed)
        text = "".join([*lines[:start], changed, *lines[end:]])
        # Whatever was meant to be a version: only a file that says what it should is taken.
        if tomllib.loads(text) == wanted:
            return text
    told = _("{file}: the version of edition {edition} could not be found; write it on a line of its own below [[edition]]")
    raise AtlasError(told.format(file=FILE, edition=name))


def _key(name: str) -> re.Pattern[str]:
    return re.compile(rf"""(?m)^([ \t]*{name}[ \t]*=[ \t]*)(?:"[^"\n]*"|'[^'\n]*')""")


def _replace(path: Path, text: str) -> None:
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        aside.write_text(text, encoding="utf-8", newline="")
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)
