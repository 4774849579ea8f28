"""``ciatlas check``"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ciatlas.cli.console import LanguageOption, ProjectOption, progress
from ciatlas.fault import AtlasError

EXAMPLE = "Example: ciatlas check --format sarif > check.sarif"
FORMATS = ("text", "json", "sarif", "ttl", "jsonld")


def command(
    project: ProjectOption = Path("."),
    format: Annotated[str, typer.Option("--format", "-F", help=f"One of {', '.join(FORMATS)}; the last two give SHACL's own report.")] = "text",
    lang: LanguageOption = None,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FOLDER", help="Write the data-quality page (en, he) and its DQV measurements there too.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="A warning counts as a violation.")] = False,
) -> None:
    """Check the tables, the rules and the shapes: every fault with its file, row, column, value and what was expected.

    Ends with 1 when there is a violation; with --strict, when there is a warning too.
    """
    from ciatlas import fault_report, messages
    from ciatlas.check import check, lines
    from ciatlas.cli.console import language
    from ciatlas.project import read

    if format not in FORMATS:
        raise AtlasError(f"--format {format!r}: expected one of {', '.join(FORMATS)}")
    # For the whole process: what main() says of an error is in this language too.
    messages.speak(language(lang))
    atlas = read(project)
    with progress() as say:
        checked = [check(atlas, edition, say) for edition in atlas.editions]
        if report is not None:
            from ciatlas.publish import quality_report

            quality_report.report(atlas, report, say)
    faults = [fault for one in checked for fault in one.faults]
    if format in ("ttl", "jsonld"):
        for one in checked:
            typer.echo(one.report_as(format), nl=False)
    elif format == "sarif":
        typer.echo(fault_report.sarif(faults, lines(atlas, faults)), nl=False)
    else:
        typer.echo(fault_report.json(faults) if format == "json" else fault_report.text(faults), nl=False)
    if any(fault.severity == "violation" or strict and fault.severity == "warning" for fault in faults):
        raise typer.Exit(1)
