"""``ciatlas check``"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ciatlas.cli.console import ProjectOption
from ciatlas.fault import AtlasError

EXAMPLE = "Example: ciatlas check --format sarif > check.sarif"
FORMATS = ("text", "json", "sarif")


def command(
    project: ProjectOption = Path("."),
    format: Annotated[str, typer.Option("--format", "-F", help=f"One of {', '.join(FORMATS)}.")] = "text",
) -> None:
    """Check the tables: every fault with its file, row, column, value and what was expected. Ends with 1 when there is any."""
    from ciatlas import fault_report
    from ciatlas.edition import faults
    from ciatlas.project import read

    if format not in FORMATS:
        raise AtlasError(f"--format {format!r}: expected one of {', '.join(FORMATS)}")
    atlas = read(project)
    found = [fault for edition in atlas.editions for fault in faults(atlas, edition)]
    report = {"text": fault_report.text, "json": fault_report.json, "sarif": fault_report.sarif}[format]
    typer.echo(report(found), nl=False)
    if any(fault.severity == "violation" for fault in found):
        raise typer.Exit(1)
