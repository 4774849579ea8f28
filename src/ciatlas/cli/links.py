"""``ciatlas links``"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from ciatlas.cli.console import LanguageOption, ProjectOption, progress
from ciatlas.fault import AtlasError

app = typer.Typer(help="Links to other datasets: find candidates, look for contradictions.", no_args_is_help=True, rich_markup_mode=None)


@app.command(epilog="Example: ciatlas links check")
def check(project: ProjectOption = Path("."), lang: LanguageOption = None) -> None:
    """Look for links that contradict each other: one thing same as two, two same as one, kinds that cannot meet, things that do not exist.

    Shared websites are told as remarks. Ends with 1 when there is a contradiction.
    """
    from ciatlas import fault_report, messages, rules
    from ciatlas.cli.console import language
    from ciatlas.edition import fill
    from ciatlas.links.check import contradictions, shared_websites
    from ciatlas.project import read

    messages.speak(language(lang))
    atlas = read(project)
    faults = []
    with progress() as say:
        for edition in atlas.editions:
            with TemporaryDirectory() as scratch:
                store, group = fill(atlas, edition, Path(scratch), say)
                applied = rules.apply(store, atlas, edition)
                faults += contradictions(atlas, edition, store, group, applied)
                faults += shared_websites(atlas, edition, store, group, applied)
                del store
    typer.echo(fault_report.text(faults), nl=False)
    if any(fault.severity == "violation" for fault in faults):
        raise typer.Exit(1)


@app.command(epilog="Example: ciatlas links suggest --service https://wikidata.reconci.link/en/api --kind organization --type Q43229")
def suggest(
    service: Annotated[str, typer.Option("--service", metavar="URL", help="A service that speaks the Reconciliation API 0.2.")],
    kind: Annotated[str, typer.Option("--kind", help="organization, initiative, place, country, event, publication or concept.")] = "organization",
    type_: Annotated[list[str] | None, typer.Option("--type", metavar="ID", help="A type of the service that the candidates should have; repeatable.")] = None,
    property_: Annotated[
        list[str] | None, typer.Option("--property", metavar="PID=KEY", help="A property of the service and the key of ours to compare with it; repeatable.")
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="How many things to ask about; default: all that have no link there.")] = None,
    candidates: Annotated[int, typer.Option("--candidates", min=1, max=50, help="How many candidates for each, at most.")] = 5,
    batch: Annotated[int, typer.Option("--batch", min=1, max=200, help="How many questions in one request.")] = 20,
    again: Annotated[bool, typer.Option("--again", help="Ask also about things that have a link there already.")] = False,
    timeout: Annotated[float, typer.Option("--timeout", metavar="SECONDS", min=0.1, help="How long to wait for an answer.")] = 30.0,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="The table to review; default: standard output.")] = None,
    lang: LanguageOption = None,
    project: ProjectOption = Path("."),
) -> None:
    """Ask a reconciliation service for candidates, and write them as a CSV table to review. Nothing is accepted by itself.

    What is right goes into links.csv or identifiers.csv by hand. Ends with 1 when the service went away before all was asked.
    """
    from ciatlas import messages, rules
    from ciatlas.cli.console import errors, language
    from ciatlas.edition import fill
    from ciatlas.links.suggest import KINDS, suggest as ask
    from ciatlas.messages import _
    from ciatlas.project import read

    spoken = language(lang)
    messages.speak(spoken)
    if kind not in KINDS:
        raise AtlasError(_("--kind {kind}: expected one of {kinds}").format(kind=repr(kind), kinds=", ".join(KINDS)))
    atlas = read(project)
    edition = atlas.editions[-1]
    with progress() as say, TemporaryDirectory() as scratch:
        store, _group = fill(atlas, edition, Path(scratch), lambda _step: None)
        rules.apply(store, atlas, edition)
        said = ask(
            atlas, edition, store, service, kind, types=type_ or (), properties=property_ or (), language=spoken, limit=limit,
            candidates=candidates, batch=batch, again=again, say=say, timeout=timeout,
        )
        del store
    if out is None:
        typer.echo(said.csv, nl=False)
    else:
        out.write_text(said.csv, encoding="utf-8", newline="")
    told = _("{asked} asked, {found} with candidates, {unanswered} without an answer").format(
        asked=said.asked, found=said.found, unanswered=len(said.unanswered))
    errors.print(told, markup=False, highlight=False, soft_wrap=True)
    for iri in said.unanswered:
        errors.print(_("no answer for {iri}").format(iri=iri), markup=False, highlight=False, soft_wrap=True)
    if said.cut:
        raise AtlasError(said.cut)
