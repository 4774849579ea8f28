"""``ciatlas push``"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from ciatlas.cli.console import LanguageOption, ProjectOption, errors, output

EXAMPLE = "Example: ciatlas push --endpoint http://localhost:7878/query --update http://localhost:7878/update"

Say = Callable[[str], None]
Sent = Callable[[str, int, int], None]


def command(
    endpoint: Annotated[str, typer.Option("--endpoint", metavar="URL", help="The store's SPARQL 1.1 query endpoint.")],
    update: Annotated[str | None, typer.Option("--update", metavar="URL", help="Where it takes SPARQL Update; default: the same address.")] = None,
    graph_store: Annotated[
        str | None, typer.Option("--graph-store", metavar="URL", help="Its Graph Store Protocol, where it has one; tried first, and faster.")
    ] = None,
    graph: Annotated[
        str | None, typer.Option("--graph", metavar="IRI", help="One graph for everything; default: each dump in the graph of its own name.")
    ] = None,
    chunk: Annotated[int | None, typer.Option("--chunk", metavar="N", min=1, help="Statements in one request.")] = None,
    attempts: Annotated[int, typer.Option("--attempts", metavar="N", min=1, help="How often a request is made at most.")] = 6,
    timeout: Annotated[float, typer.Option("--timeout", metavar="SECONDS", min=1, help="How long one request may take.")] = 300.0,
    lang: LanguageOption = None,
    project: ProjectOption = Path("."),
    out: Annotated[Path | None, typer.Option("--release", metavar="FOLDER", help="The built atlas; default: dist in the project.")] = None,
) -> None:
    """Put the release into a SPARQL store: into staging graphs, which replace the live ones when they are whole.

    A user and a password are read from CIATLAS_PUSH_USER and CIATLAS_PUSH_PASSWORD, a token from CIATLAS_PUSH_TOKEN; else the host's
    entry in ~/.netrc is used (NETRC names another file). A push that was cut goes on where it stopped.
    """
    from ciatlas import messages
    from ciatlas.cli.console import language
    from ciatlas.messages import _, ngettext
    from ciatlas.project import read
    from ciatlas.push.server import Patience
    from ciatlas.push.transfer import push

    messages.speak(language(lang))
    atlas = read(project)
    patience = Patience(attempts=attempts, timeout_seconds=timeout)
    with _progress() as (say, sent):
        pushed = push(atlas, out or atlas.root / "dist", endpoint, update, graph_store, graph, chunk, patience, say, sent)
    for name, number in pushed.graphs.items():
        told = ngettext("{graph}: {number} statement", "{graph}: {number} statements", number)
        output.print(told.format(graph=name, number=number), markup=False, highlight=False, soft_wrap=True)
    output.print(_("The release is live at {url}").format(url=endpoint), markup=False, highlight=False, soft_wrap=True)


@contextmanager
def _progress() -> Iterator[tuple[Say, Sent]]:
    """A function to tell of a step, and one to tell of statements sent: a bar for each graph on a terminal, plain lines in a log."""

    def line(text: str) -> None:
        errors.print(text, markup=False, highlight=False, soft_wrap=True)

    if not errors.is_terminal:
        tenths: dict[str, int] = {}

        def tenth(graph: str, number: int, total: int) -> None:
            # A log wants to see that it goes on, not each of a thousand requests.
            if tenths.get(graph) != number * 10 // total:
                tenths[graph] = number * 10 // total
                line(f"{graph}: {number}/{total}")

        yield line, tenth
        return

    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors) as bars:
        tasks: dict[str, TaskID] = {}

        def bar(graph: str, number: int, total: int) -> None:
            if graph not in tasks:
                tasks[graph] = bars.add_task(escape(graph), total=total)
            bars.update(tasks[graph], completed=number)

        yield (lambda text: bars.console.print(text, markup=False, highlight=False, soft_wrap=True)), bar
