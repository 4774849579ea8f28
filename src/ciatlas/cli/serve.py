"""``ciatlas serve``"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ciatlas.cli.console import LanguageOption, ProjectOption

EXAMPLE = "Example: ciatlas serve --port 8000"


def command(
    host: Annotated[str | None, typer.Option("--host", metavar="ADDRESS", help="The address to listen on; default: 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option("--port", metavar="N", min=0, max=65535, help="The port, 0 for any free one; default: 8000.")] = None,
    prefix: Annotated[str | None, typer.Option("--prefix", metavar="PATH", help="The path below which it is reached, as /atlas.")] = None,
    root: Annotated[str | None, typer.Option("--root", metavar="URL", help="Its public address; default: what each request says.")] = None,
    store: Annotated[str | None, typer.Option("--store", metavar="URL", help="A SPARQL endpoint to serve from, in place of the embedded store.")] = None,
    state: Annotated[Path | None, typer.Option("--state", metavar="FOLDER", help="A folder of the server's own; default: .serve in the project.")] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Take up each new release by itself; else on the signal HUP.")] = False,
    lang: LanguageOption = None,
    project: ProjectOption = Path("."),
    out: Annotated[Path | None, typer.Option("--release", metavar="FOLDER", help="The built atlas; default: dist in the project.")] = None,
) -> None:
    """Serve the built atlas: pages and data by content negotiation, a SPARQL endpoint, a reconciliation service.

    More settings: [serve] of atlas.toml, or variables CIATLAS_SERVE_…; deploy/README.md tells of them.
    """
    from ciatlas import messages
    from ciatlas.cli.console import language
    from ciatlas.project import read
    from ciatlas.serve import supervisor

    messages.speak(language(lang))
    atlas = read(project)
    given = {"host": host, "port": port, "prefix": prefix, "root": root, "store": store, "state": state, "watch": watch or None}
    supervisor.run(atlas, out or atlas.root / "dist", {key: value for key, value in given.items() if value is not None})
