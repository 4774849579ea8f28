"""Measures how fast the site's pages are written, beside generators that ask a query for each page, as one would write them with a library.

    make atlas                                       # once: the release that is read
    .venv/bin/python bench/site.py
    .venv/bin/python bench/site.py --pages 200 --engines ciatlas,rdflib

ciatlas writes its whole site, from one prepared read; the others write a much plainer page about each of a sample of things in each
language: all that is said of the thing, all that points at it and who is engaged with it, by three queries (parsed once in rdflib) and a
Jinja template, in as many processes as there are processors. What they load before the first page is not counted; ciatlas's one read is.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment
from pyoxigraph import Store
from rdflib import Graph, URIRef
from rdflib.plugins.sparql import prepareQuery
from rich.console import Console
from rich.table import Table

from ciatlas import project
from ciatlas.edition import open_release, tables
from ciatlas.evaluation import local
from ciatlas.insights import LIMIT_SECONDS
from ciatlas.project import Project
from ciatlas.publish import charts, findings
from ciatlas.publish.site import writing
from ciatlas.publish.site.atlas import prepare
from ciatlas.publish.story import story

ROOT = Path(__file__).resolve().parent.parent
ENGINES = ("ciatlas", "oxigraph", "rdflib")
ABOUT = """
SELECT ?property ?object ?label WHERE {
  ?thing ?property ?object OPTIONAL { ?object skos:prefLabel ?label FILTER(lang(?label) = ?language) }
}"""
POINTING = """
SELECT ?subject ?property ?label WHERE {
  ?subject ?property ?thing OPTIONAL { ?subject skos:prefLabel ?label FILTER(lang(?label) = ?language) }
}"""
ENGAGEMENTS = """
SELECT ?engagement ?role ?other ?name ?start ?end ?amount WHERE {
  { ?engagement org:member ?thing } UNION { ?engagement org:organization ?thing } UNION { ?engagement ci:event ?thing }
  { ?engagement org:member ?other } UNION { ?engagement org:organization ?other } UNION { ?engagement ci:event ?other }
  FILTER(?other != ?thing)
  OPTIONAL { ?engagement org:role/skos:prefLabel ?role FILTER(lang(?role) = ?language) }
  OPTIONAL { ?other skos:prefLabel ?name FILTER(lang(?name) = ?language) }
  OPTIONAL { ?engagement ci:startYear ?start } OPTIONAL { ?engagement ci:endYear ?end } OPTIONAL { ?engagement ci:amount ?amount }
}"""
QUERIES = (ABOUT, POINTING, ENGAGEMENTS)
TEMPLATE = """<!doctype html><html lang="{{ language }}"><head><meta charset="utf-8"><title>{{ thing }}</title></head><body><h1>{{ thing }}</h1>
<dl>{% for property, object, label in about %}<dt>{{ property }}</dt><dd>{{ label or object }}</dd>{% endfor %}</dl>
<ul>{% for subject, property, label in pointing %}<li>{{ label or subject }} {{ property }}</li>{% endfor %}</ul>
<ul>{% for one in engagements %}<li>{{ one | join(" ") }}</li>{% endfor %}</ul></body></html>
"""

# The rows of each query for a thing in a language.
Ask = Callable[[str, str], list[list[Any]]]


@dataclass(frozen=True, slots=True)
class Measure:
    """What one engine did: so many pages, of so many bytes together, in so many seconds."""

    engine: str
    pages: int
    bytes: int
    seconds: float

    @property
    def rate(self) -> float:
        return self.pages / self.seconds


def by_ciatlas(atlas: Project, store: Store, release: Path, folder: Path) -> Measure:
    """The whole site, layout and data for scripts included."""
    edition = atlas.editions[-1]
    with local(store, atlas.prefixes, LIMIT_SECONDS) as ask:
        found = findings.answer(atlas, ask)
    drawn = charts.write(folder / "charts", found.answers, atlas.languages, None)
    stories = {one: story(atlas, edition, found.answers, found.verdicts, drawn[one], one) for one in atlas.languages}
    start = time.perf_counter()
    writing.write(prepare(atlas, edition, store, tables(atlas, edition)), stories, folder / "site", release, lambda _step: None)
    seconds = time.perf_counter() - start
    sizes = [path.stat().st_size for path in (folder / "site").rglob("*.html")]
    return Measure("ciatlas", len(sizes), sum(sizes), seconds)


def oxigraph_asker(atlas: Project, release: Path) -> Ask:
    """The queries for a page, asked of a store in memory."""
    store = open_release(atlas, release)

    def rows(query: str, thing: str, language: str) -> list[Any]:
        text = query.replace("?language", f'"{language}"').replace("?thing", f"<{thing}>")
        return [tuple(row) for row in store.query(text, prefixes=dict(atlas.prefixes), use_default_graph_as_union=True)]

    return lambda thing, language: [rows(query, thing, language) for query in QUERIES]


def rdflib_asker(atlas: Project, release: Path) -> Ask:
    """The same of an rdflib graph, each query parsed once for each language."""
    graph = Graph()
    store = open_release(atlas, release)
    lines = "\n".join(f"{quad.subject} {quad.predicate} {quad.object} ." for quad in store)
    graph.parse(data=lines, format="nt")
    prepared = {
        one: [prepareQuery(query.replace("?language", f'"{one}"'), initNs=dict(atlas.prefixes)) for query in QUERIES] for one in atlas.languages
    }

    def rows(query: Any, thing: str) -> list[Any]:
        return [tuple(row) for row in graph.query(query, initBindings={"thing": URIRef(thing)})]

    return lambda thing, language: [rows(query, thing) for query in prepared[language]]


def by_queries(engine: str, asker: Callable[[Project, Path], Ask], atlas: Project, release: Path, wanted: Sequence[tuple[str, str]], folder: Path) -> Measure:
    """A page for each thing and language, by as many processes as there are processors, each with the graph in its memory."""
    processes = os.cpu_count() or 1
    ready, begin = multiprocessing.Barrier(processes + 1), multiprocessing.Event()

    def work(number: int) -> None:
        ask = asker(atlas, release)
        template = Environment(autoescape=True).from_string(TEMPLATE)
        ready.wait()
        begin.wait()
        for place, (thing, language) in enumerate(wanted[number::processes]):
            about, pointing, engagements = ask(thing, language)
            page = template.render(thing=thing, language=language, about=about, pointing=pointing, engagements=engagements)
            (folder / f"{engine}-{number}-{place}.html").write_text(page, encoding="utf-8")

    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=work, args=(number,)) for number in range(processes)]
    for worker in workers:
        worker.start()
    ready.wait()
    start = time.perf_counter()
    begin.set()
    for worker in workers:
        worker.join()
    seconds = time.perf_counter() - start
    if any(worker.exitcode for worker in workers):
        raise RuntimeError(f"{engine}: a process failed")
    return Measure(engine, len(wanted), sum(path.stat().st_size for path in folder.glob(f"{engine}-*.html")), seconds)


def sample(atlas: Project, store: Store, pages: int) -> list[tuple[str, str]]:
    """Things of the atlas, each in each language, by a seeded choice."""
    prepared = prepare(atlas, atlas.editions[-1], store, tables(atlas, atlas.editions[-1]))
    things = sorted(prepared.reading.things)
    chosen = random.Random(7).sample(things, min(len(things), max(1, pages // len(atlas.languages))))
    return [(thing, language) for thing in chosen for language in atlas.languages]


def table(measures: Sequence[Measure]) -> Table:
    """The measures as a table; ``ratio`` is how many pages ciatlas writes while this engine writes one."""
    made = Table("engine", "pages", "kB a page", "seconds", "pages a second", "ratio", "MB a second", box=None)
    for one in measures:
        size, volume = f"{one.bytes / one.pages / 1000:.1f}", f"{one.bytes / one.seconds / 1e6:.1f}"
        made.add_row(one.engine, f"{one.pages:,}", size, f"{one.seconds:.2f}", f"{one.rate:,.0f}", f"{measures[0].rate / one.rate:,.2f}", volume)
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures how fast the site's pages are written.")
    parser.add_argument("--project", type=Path, default=ROOT, help="the atlas (default: the real one)")
    parser.add_argument("--release", type=Path, help="its built release (default: dist in the project)")
    parser.add_argument("--pages", type=int, default=400, help="how many pages the generators with queries write (default: 400)")
    parser.add_argument("--engines", default=",".join(ENGINES), help=f"some of {','.join(ENGINES)}; ciatlas always runs")
    arguments = parser.parse_args()
    atlas, release = project.read(arguments.project), arguments.release or arguments.project / "dist"
    store = open_release(atlas, release)
    wanted = sample(atlas, store, arguments.pages)
    askers = {"oxigraph": oxigraph_asker, "rdflib": rdflib_asker}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        measures = [by_ciatlas(atlas, store, release, folder)]
        del store
        for engine in [engine for engine in ENGINES[1:] if engine in arguments.engines.split(",")]:
            measures.append(by_queries(engine, askers[engine], atlas, release, wanted, folder))
    Console(width=120).print(table(measures))


if __name__ == "__main__":
    main()
