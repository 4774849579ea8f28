"""``ciatlas inbox``"""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from ciatlas.cli.console import LanguageOption, ProjectOption, output
from ciatlas.fault import AtlasError, visible

if TYPE_CHECKING:
    from ciatlas.project import Project
    from ciatlas.serve.inbox.kept import Kept

app = typer.Typer(help="What other datasets announced to the server's inbox: list it, read it, decide about it.", rich_markup_mode=None)

FORMATS = ("text", "json")
StateOption = Annotated[Path | None, typer.Option("--state", metavar="FOLDER", help="The server's own folder; default: as `ciatlas serve` has it.")]
IdArgument = Annotated[list[str], typer.Argument(metavar="ID", help="As the list shows it; so much of it as names one only.")]


@app.callback(invoke_without_command=True, epilog="Example: ciatlas inbox --status unreviewed")
def listing(
    context: typer.Context,
    status: Annotated[list[str] | None, typer.Option("--status", help="unreviewed, accepted or rejected; repeatable; default: all.")] = None,
    format: Annotated[str, typer.Option("--format", "-F", help=f"One of {', '.join(FORMATS)}.")] = "text",
    state: StateOption = None,
    lang: LanguageOption = None,
    project: ProjectOption = Path("."),
) -> None:
    """List the notifications, the latest first. Nothing that comes is published: what was accepted may be read at the inbox's address."""
    if context.invoked_subcommand is not None:
        return
    from ciatlas.serve.inbox.kept import STATUSES
    from ciatlas.serve.inbox.notification import addresses, types

    atlas, kept = _open(project, state, lang)
    wanted = tuple(status or STATUSES)
    if unknown := [one for one in wanted if one not in STATUSES]:
        raise AtlasError(f"--status {unknown[0]!r}: expected one of {', '.join(STATUSES)}")
    if format not in FORMATS:
        raise AtlasError(f"--format {format!r}: expected one of {', '.join(FORMATS)}")
    found = list(kept.all(*wanted))
    if format == "json":
        told = [{"status": decided, **asdict(one), "about": addresses(one.content, atlas.base)} for decided, one in found]
        typer.echo(json.dumps({"notifications": told}, ensure_ascii=True, indent=1))
        return
    table = Table("id", "received", "from", "status", "type", "about", box=None, pad_edge=False)
    for decided, one in found:
        about = ", ".join(address.removeprefix(atlas.base) for address in addresses(one.content, atlas.base)[:3])
        cells = (one.id[:12], one.received, one.client, decided, ", ".join(types(one.content)[:3]), about)
        table.add_row(*(Text(visible(cell)) for cell in cells))
    output.print(table)
    output.print(f"{len(found)} notification(s)", highlight=False)


@app.command(epilog="Example: ciatlas inbox show 3f2a")
def show(ids: IdArgument, state: StateOption = None, lang: LanguageOption = None, project: ProjectOption = Path(".")) -> None:
    """Show notifications as they came; characters that nobody sees are escaped."""
    _atlas, kept = _open(project, state, lang)
    for id in _whole(kept, ids):
        status, one = kept.status(id), kept.read(id)
        assert one is not None
        count = "not known, since its context is elsewhere" if one.statements is None else str(one.statements)
        head = {"id": one.id, "received": one.received, "from": one.client, "status": status, "media type": one.media_type, "statements": count}
        for name, value in head.items():
            typer.echo(f"{name}: {visible(str(value))}")
        typer.echo("")
        for line in one.content.splitlines():
            typer.echo(_line(line))


@app.command(epilog="Example: ciatlas inbox accept 3f2a")
def accept(ids: IdArgument, state: StateOption = None, lang: LanguageOption = None, project: ProjectOption = Path(".")) -> None:
    """Accept notifications: from now on the public may read them. What they say goes into the tables by hand."""
    from ciatlas.serve.inbox.kept import ACCEPTED

    _decide(ids, ACCEPTED, state, lang, project)


@app.command(epilog="Example: ciatlas inbox reject 3f2a")
def reject(ids: IdArgument, state: StateOption = None, lang: LanguageOption = None, project: ProjectOption = Path(".")) -> None:
    """Reject notifications: they stay hidden, and the same one does not come again."""
    from ciatlas.serve.inbox.kept import REJECTED

    _decide(ids, REJECTED, state, lang, project)


@app.command(epilog="Example: ciatlas inbox remove 3f2a")
def remove(ids: IdArgument, state: StateOption = None, lang: LanguageOption = None, project: ProjectOption = Path(".")) -> None:
    """Remove notifications for good."""
    _atlas, kept = _open(project, state, lang)
    for id in _whole(kept, ids):
        kept.remove(id)
        typer.echo(f"{id[:12]}: removed")


def _decide(ids: list[str], status: str, state: Path | None, lang: str | None, project: Path) -> None:
    _atlas, kept = _open(project, state, lang)
    for id in _whole(kept, ids):
        kept.decide(id, status)
        typer.echo(f"{id[:12]}: {status}")


def _open(project: Path, state: Path | None, lang: str | None) -> tuple[Project, Kept]:
    from ciatlas import messages
    from ciatlas.cli.console import language
    from ciatlas.project import read
    from ciatlas.serve import settings
    from ciatlas.serve.inbox.kept import Kept

    messages.speak(language(lang))
    atlas = read(project)
    set_ = settings.read(atlas.root, os.environ, {} if state is None else {"state": state})
    return atlas, Kept(set_.state, set_.inbox_messages)


def _whole(kept: Kept, given: list[str]) -> list[str]:
    """The ids that begin as given. Raises AtlasError where there is none, or more than one, before anything is done."""
    from ciatlas.serve.inbox.kept import STATUSES

    known = kept.ids(*STATUSES)
    found = []
    for start in given:
        fitting = [id for id in known if id.startswith(start)]
        if len(fitting) != 1:
            told = "there is none such; `ciatlas inbox` lists them" if not fitting else f"there are {len(fitting)} such; write more of it"
            raise AtlasError(f"notification {start!r}: {told}")
        found += fitting
    return found


def _line(text: str) -> str:
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in text.replace("\t", "  "))
