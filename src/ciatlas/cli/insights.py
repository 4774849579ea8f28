"""``ciatlas insights``"""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from ciatlas.cli.console import LanguageOption, ProjectOption, errors, output

EXAMPLE = "Example: ciatlas insights usa-leads"


def command(
    name: Annotated[str | None, typer.Argument(help="One insight or claim by its name, for example usa-leads; default: all.")] = None,
    endpoint: Annotated[
        str | None, typer.Option("--endpoint", metavar="URL", help="Ask this SPARQL 1.1 endpoint instead of the built atlas.")
    ] = None,
    graph: Annotated[
        list[str] | None, typer.Option("--graph", metavar="IRI", help="A graph of the endpoint to ask, where its default graph is empty; repeatable.")
    ] = None,
    limit: Annotated[float, typer.Option("--limit", metavar="SECONDS", min=0.1, help="How long one query may run.")] = 20.0,
    lang: LanguageOption = None,
    project: ProjectOption = Path("."),
    out: Annotated[Path | None, typer.Option("--release", metavar="FOLDER", help="The built atlas; default: dist in the project.")] = None,
) -> None:
    """Answer the report's questions and put its claims to the test. Ends with 1 when a query fails; the rest still run."""
    from ciatlas.cli.console import language
    from ciatlas.edition import open_release
    from ciatlas.endpoint import asker
    from ciatlas.evaluation import local
    from ciatlas.project import read
    from ciatlas.publish.findings import answer
    from ciatlas.publish.story import story

    spoken = language(lang)
    atlas = read(project)
    if endpoint is not None:
        source = nullcontext(asker(endpoint, atlas.prefixes, limit, graph or ()))
    else:
        source = local(open_release(atlas, out or atlas.root / "dist"), atlas.prefixes, limit)
    with source as ask:
        found = answer(atlas, ask, name)
    for section in story(atlas, atlas.editions[-1], found.answers, found.verdicts, {}, spoken)["sections"]:
        output.rule(section["name"])
        for claim in section["claims"]:
            _heading(claim["title"], f"{claim['verdict_name']} [{claim['name']}]", claim["test"], claim["caveat"], claim["untestable"])
            for reading in claim["readings"]:
                rows = [[part["name"], part["count"], part["base"], part["unknown"], part["outcome"]] for part in reading["parts"]]
                _table([reading["name"], *claim["columns"][1:], reading["verdict_name"]], rows)
        for insight in section["insights"]:
            _heading(f"{insight['title']} [{insight['name']}]", insight["description"])
            _table([column["title"] for column in insight["columns"]], insight["rows"])
    wrong = [one.fault for one in (*found.answers, *found.verdicts) if one.fault]
    for fault in wrong:
        errors.print(fault, markup=False, highlight=False, soft_wrap=True)
    if wrong:
        raise typer.Exit(1)


def _heading(title: str, *lines: str) -> None:
    output.print(f"\n{title}", style="bold", markup=False, highlight=False)
    for line in filter(None, lines):
        output.print(line, markup=False, highlight=False)


def _table(columns: list[str], rows: list[list[str]]) -> None:
    if columns and rows:
        table = Table(*columns)
        for row in rows:
            table.add_row(*row)
        output.print(table, markup=False)
