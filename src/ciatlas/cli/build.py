"""``ciatlas build``"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from ciatlas.cli.console import ProjectOption, output, progress

EXAMPLE = "Example: ciatlas build --out dist"


def command(
    project: ProjectOption = Path("."),
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FOLDER", help="Where the release goes; default: dist in the project.")] = None,
    report: Annotated[
        bool, typer.Option(help="Set the slides and the report, write the site, the other forms and a document about each thing; the longest part.")
    ] = True,
    strict: Annotated[bool, typer.Option("--strict", help="A warning of the shapes keeps the release from appearing.")] = False,
) -> None:
    """Check everything and build the release: dumps, vocabulary, report, site, checksums. With a violation nothing changes."""
    from ciatlas.project import read
    from ciatlas.publish import site
    from ciatlas.publish.forms import DOCUMENTS
    from ciatlas.publish.release import build

    atlas = read(project)
    with progress() as say:
        release = build(atlas, out or atlas.root / "dist", say, strict, report)
    table = Table("file", "size", box=None, pad_edge=False)
    folded: dict[str, list[int]] = {DOCUMENTS: [], site.FOLDER: []}
    for name, size in release.files.items():
        if (folder := name.partition("/")[0]) in folded:
            folded[folder].append(size)
        elif not name.endswith(".svg"):
            table.add_row(name, f"{size:,} bytes")
    for folder, sizes in folded.items():
        if sizes:
            table.add_row(f"{folder}/ ({len(sizes):,} files)", f"{sum(sizes):,} bytes")
    output.print(table)
    for name, dump in release.dumps.items():
        output.print(f"{name}: {dump.statements:,} statements, RDFC-1.0 {dump.hash[:16]}…", highlight=False)
    output.print(f"The release is in {release.folder}", highlight=False, soft_wrap=True)
