"""``ciatlas query``"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from ciatlas.cli.console import ProjectOption, output
from ciatlas.fault import AtlasError

EXAMPLE = "Example: ciatlas query 'SELECT ?name { ?i a ci:Initiative ; skos:prefLabel ?name } LIMIT 5'"
FORMATS = ("table", "csv", "tsv", "json", "xml", "ttl", "jsonld", "nt", "rdf")


def command(
    query: Annotated[str | None, typer.Argument(help="The query; - reads it from standard input.")] = None,
    file: Annotated[Path | None, typer.Option("--file", "-f", help="A file that holds the query.")] = None,
    format: Annotated[
        str | None, typer.Option("--format", "-F", help=f"One of {', '.join(FORMATS)}; default: table on a terminal, else csv, or ttl for a graph.")
    ] = None,
    project: ProjectOption = Path("."),
    out: Annotated[Path | None, typer.Option("--release", metavar="FOLDER", help="The built atlas; default: dist in the project.")] = None,
    prefixes: Annotated[bool, typer.Option("--prefixes", help="Show the prefixes that need no declaration, and end.")] = False,
) -> None:
    """Answer a SPARQL query over the built atlas. The well-known prefixes and the atlas's own need no declaration."""
    from ciatlas import query as sparql
    from ciatlas.edition import open_release
    from ciatlas.project import read

    atlas = read(project)
    if prefixes:
        for prefix, iri in atlas.prefixes.items():
            typer.echo(f"PREFIX {prefix}: <{iri}>")
        return
    if format is not None and format not in FORMATS:
        raise AtlasError(f"--format {format!r}: expected one of {', '.join(FORMATS)}")
    name, text = _text(query, file)
    results = sparql.run(open_release(atlas, out or atlas.root / "dist"), text, atlas.prefixes, name)
    chosen = format or sparql.default_format(results, output.is_terminal)
    if chosen == "table":
        answer = sparql.table(results, atlas.prefixes)
        table = Table(*answer.columns)
        for row in answer.rows:
            table.add_row(*row)
        output.print(table, markup=False)
        output.print(f"{len(answer.rows)} row(s)", highlight=False)
    else:
        sys.stdout.buffer.write(sparql.serialise(results, chosen, atlas.prefixes, atlas.context))


def _text(query: str | None, file: Path | None) -> tuple[str, str]:
    if (query is None) == (file is None):
        raise AtlasError("expected one query: as an argument, from a file with --file, or - for standard input")
    try:
        if file is not None:
            return str(file), file.read_text(encoding="utf-8")
        return "query", sys.stdin.read() if query == "-" else query or ""
    except (OSError, UnicodeDecodeError) as error:
        raise AtlasError(f"{file or 'standard input'}: the query cannot be read: {error}") from error
