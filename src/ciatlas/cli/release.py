"""``ciatlas release``"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ciatlas.cli.console import LanguageOption, ProjectOption, output, progress
from ciatlas.fault import AtlasError

EXAMPLE = "Example: ciatlas release 2015"


def command(
    edition: Annotated[str, typer.Argument(metavar="EDITION", help="The edition to make final, by its name in atlas.toml.")],
    version: Annotated[str, typer.Option("--version", metavar="X.Y.Z", help="The version that it gets.")] = "1.0.0",
    date: Annotated[str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="The day of the release; default: today.")] = None,
    lang: LanguageOption = None,
    project: ProjectOption = Path("."),
) -> None:
    """Make a draft edition final: from then on its tables and dumps are frozen, and a build that would change them fails.

    Writes the version and the day into atlas.toml and the hashes of tables and dumps into data/releases.json; commit both.
    """
    from datetime import date as day

    from ciatlas import messages
    from ciatlas.cli.console import language
    from ciatlas.messages import _
    from ciatlas.project import read
    from ciatlas.publish.finalise import finalise

    messages.speak(language(lang))
    try:
        released = day.today() if date is None else day.fromisoformat(date)
    except ValueError as error:
        raise AtlasError(f"--date {date!r}: {error}") from error
    with progress() as say:
        record = finalise(read(project), edition, version, released.isoformat(), say)
    told = _("Edition {edition} is released as {version}. Commit atlas.toml and data/releases.json, then run `ciatlas build` to publish it.")
    output.print(told.format(edition=record.edition, version=record.version), markup=False, highlight=False, soft_wrap=True)
