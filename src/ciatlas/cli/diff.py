"""``ciatlas diff``"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from ciatlas.cli.console import LanguageOption, ProjectOption, tell
from ciatlas.fault import AtlasError

EXAMPLE = "Example: ciatlas diff 2015 old-dist/ciatlas-2015.nt.gz --format html > changes.html"
FORMATS = ("text", "html", "rdf-patch", "ttl")
DIFFERENT, TROUBLE = 1, 2


def command(
    former: Annotated[str, typer.Argument(metavar="A", help="An edition by its name, a folder of tables, a release or a dump.")],
    later: Annotated[str, typer.Argument(metavar="B", help="The same, for what it became.")],
    format: Annotated[str, typer.Option("--format", "-F", help=f"One of {', '.join(FORMATS)}.")] = "text",
    lang: LanguageOption = None,
    project: ProjectOption = Path("."),
) -> None:
    """Tell what changed from A to B: things added, removed, merged, changed, by column; in words, as an RDF Patch, or as RDF.

    Only what the tables assert is compared, not what follows from it. Ends as diff(1) does: with 0 when both say the same, with 1 when
    they differ, with 2 when one of them cannot be read.
    """
    try:
        found, told = _told(former, later, format, lang, project)
    except (AtlasError, OSError) as error:
        tell(error)
        raise typer.Exit(TROUBLE) from None
    sys.stdout.buffer.write(told.encode("utf-8"))
    if found:
        raise typer.Exit(DIFFERENT)


def _told(former: str, later: str, format: str, lang: str | None, project: Path) -> tuple[bool, str]:
    """Whether there are changes, and what is told of them."""
    from ciatlas import messages
    from ciatlas.cli.console import language
    from ciatlas.diff import account, sides, text
    from ciatlas.diff.changes import compare
    from ciatlas.diff.patch import description, rdf_patch
    from ciatlas.diff.words import Words
    from ciatlas.project import read

    if format not in FORMATS:
        raise AtlasError(f"--format {format!r}: expected one of {', '.join(FORMATS)}")
    spoken = language(lang)
    messages.speak(spoken)
    atlas = read(project)
    before, after = sides.read(atlas, former), sides.read(atlas, later)
    changes = compare(atlas, before.triples, after.triples)
    if format == "rdf-patch":
        return bool(changes), rdf_patch(changes)
    if format == "ttl":
        return bool(changes), description(atlas, before, after, changes)
    words = Words(atlas, spoken, (after.triples, before.triples))
    sections = account.sections(changes, words)
    summary = account.summary(before.name, after.name, changes)
    if format == "html":
        return bool(changes), text.page(summary, sections, before.name, after.name, spoken)
    return bool(changes), text.text(summary, sections)
