"""The push: staging graphs are filled, compared with the release, and take the live ones' places in one request."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ciatlas.endpoint import is_address
from ciatlas.fault import AtlasError
from ciatlas.messages import _
from ciatlas.project import Project
from ciatlas.push import state
from ciatlas.push.credentials import Credentials, find, scrubbed
from ciatlas.push.graphs import Graph, PushedRelease, chunks, lines, read, staging_prefix
from ciatlas.push.server import NOT_THERE, Patience, Refused, Say, Server, authorized
from ciatlas.push.verification import count, difference

# Virtuoso compiles an update and refuses one of a few thousand statements; Graph Store requests it reads as a file.
UPDATE_CHUNK = 1_000
GRAPH_STORE_CHUNK = 10_000

# Told of the graph, the number of its statements that the server has, and of all.
Sent = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Pushed:
    """What is live now: the number of statements by graph IRI, and whether the Graph Store Protocol brought them."""

    graphs: Mapping[str, int]
    by_graph_store: bool


def push(
    project: Project,
    folder: Path,
    endpoint: str,
    update: str | None = None,
    graph_store: str | None = None,
    graph: str | None = None,
    chunk: int | None = None,
    patience: Patience = Patience(),
    say: Say = lambda step: None,
    sent: Sent = lambda graph, number, total: None,
    environment: Mapping[str, str] = os.environ,
) -> Pushed:
    """Puts the release in `folder` into the store whose SPARQL query endpoint is `endpoint`.

    update: where it takes updates; default: the same address. graph_store: its Graph Store Protocol address, where it has one; it is
    tried, and SPARQL Update used where it does not work. graph: IRI of one graph for everything; default: each dump's own.
    chunk: statements in a request. say: told of each step. sent: told of each chunk. environment: holds the credentials.
    The earlier release stays live until the new one is whole; only the addresses given are asked.
    Raises AtlasError with one message, in which no secret stands.
    """
    addresses = {"--endpoint": endpoint, "--update": update or endpoint, **({"--graph-store": graph_store} if graph_store else {})}
    for option, url in addresses.items():
        if not is_address(url):
            raise AtlasError(_("{option} {value}: expected an address, for example {example}").format(option=option, value=repr(url), example="https://example.org/sparql"))
    credentials = find(addresses.values(), environment)
    secrets = list(credentials.values())

    def told(step: str) -> None:
        say(scrubbed(step, secrets))

    told(_("reading the release"))
    release = read(project, folder, graph)
    server = Server(endpoint, update or endpoint, graph_store, patience, told)
    try:
        with authorized(list(addresses.values()), credentials):
            return _Push(release, server, folder, chunk, told, sent).run()
    except Refused as refused:
        raise AtlasError(scrubbed(str(refused), secrets)) from None
    except AtlasError as error:
        raise AtlasError(scrubbed(str(error), secrets)) from None


class _Push:
    """One run; what it carries from step to step is the file of what was sent."""

    def __init__(self, release: PushedRelease, server: Server, folder: Path, chunk: int | None, say: Say, sent: Sent) -> None:
        self.release, self.server, self.chunk, self.say, self.sent = release, server, chunk, say, sent
        names = [graph.name for graph in release.graphs]
        key = (release.hash, server.query_url, server.update_url, server.graph_store_url or "", str(chunk), *names)
        self.file = state.path(folder, *key)
        self.by_graph_store = False
        self._probe = f"{release.graphs[0].staging}-probe"

    def run(self) -> Pushed:
        already = state.read(self.file)
        try:
            # First of all, so that a full disk is told before anything is sent.
            state.write(self.file, already)
            self.by_graph_store = self.server.graph_store_url is not None and self._graph_store_works()
            if not self.by_graph_store:
                # A server that wants a password may close the line on a large body; this one is small.
                self._drop([self._probe])
            self._remove_stale()
            for graph in self.release.graphs:
                self._fill(graph, already)
            self._compare([(graph, graph.staging) for graph in self.release.graphs])
        except (AtlasError, Refused) as error:
            if not any(already.values()):
                self.file.unlink(missing_ok=True)
            said = _("{failure}. The earlier release is untouched; the same command goes on from here")
            raise AtlasError(said.format(failure=self._hinted(error))) from None
        self._switch()
        self._clean()
        return Pushed({graph.name: graph.statements for graph in self.release.graphs}, self.by_graph_store)

    def _graph_store_works(self) -> bool:
        """Whether a graph that is put there is found by the query endpoint. What servers tell of their methods (OPTIONS) is not always so."""
        probe = self._probe
        statement = f"<{probe}> <{probe}> <{probe}> .\n"
        try:
            self.server.put(probe, statement)
            found = count(self.server, probe)
            self.server.delete(probe)
        except Refused as refused:
            if refused.status not in NOT_THERE:
                raise
            self.say(_("{failure}; going on by SPARQL Update").format(failure=refused))
            return False
        if found != 1:
            self.say(_("{url} does not keep what is put there; going on by SPARQL Update").format(url=self.server.graph_store_url))
        return found == 1

    def _remove_stale(self) -> None:
        """Removes the staging graphs of earlier releases, which a push that was given up has left."""
        ours = {graph.staging for graph in self.release.graphs}
        begins = " || ".join(f'STRSTARTS(STR(?g), "{staging_prefix(graph.name)}")' for graph in self.release.graphs)
        _columns, rows = self.server.ask(f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER({begins}) }}")
        stale = sorted({value.text for (value,) in rows if value is not None and value.iri} - ours)
        if stale:
            self.say(_("removing what an earlier push left behind"))
            self._drop(stale)

    def _drop(self, graphs: Iterable[str]) -> None:
        if self.by_graph_store:
            for graph in graphs:
                self.server.delete(graph)
        else:
            self.server.update(" ;\n".join(f"DROP SILENT GRAPH <{graph}>" for graph in graphs))

    def _fill(self, graph: Graph, already: dict[str, int]) -> None:
        size = self.chunk or (GRAPH_STORE_CHUNK if self.by_graph_store else UPDATE_CHUNK)
        start = self._resume(graph, already.get(graph.staging, 0), size)
        if start == 0:
            self._drop([graph.staging])
        number = 0
        for place, chunk in enumerate(chunks(graph, size)):
            number += len(chunk)
            if place < start:
                continue
            self._send(graph, chunk, place == 0)
            already[graph.staging] = place + 1
            state.write(self.file, already)
            self.sent(graph.name, number, graph.statements)

    def _resume(self, graph: Graph, done: int, size: int) -> int:
        """The chunk to go on from: the first not known to be there. What the server holds must fit, or it begins anew."""
        if done == 0:
            return 0
        sizes = [len(chunk) for chunk in chunks(graph, size)]
        least, most = sum(sizes[:done]), sum(sizes[: done + 1])
        if done > len(sizes) or not least <= count(self.server, graph.staging) <= most:
            return 0
        self.say(_("{graph}: going on after {number} of {total} statements").format(graph=graph.name, number=least, total=graph.statements))
        return done

    def _send(self, graph: Graph, chunk: list[str], first: bool) -> None:
        # Each request may arrive twice. Statements without blank nodes are then the same ones; those with are in the first
        # chunk, before which the graph is emptied in the same request.
        text = "".join(chunk)
        if self.by_graph_store:
            (self.server.put if first else self.server.post)(graph.staging, text)
        elif first:
            # In the WHERE form, since Virtuoso takes no blank nodes in INSERT DATA.
            self.server.update(f"DROP SILENT GRAPH <{graph.staging}> ;\nINSERT {{ GRAPH <{graph.staging}> {{\n{text}}} }} WHERE {{}}")
        else:
            self.server.update(f"INSERT DATA {{ GRAPH <{graph.staging}> {{\n{text}}} }}")

    def _compare(self, graphs: Iterable[tuple[Graph, str]]) -> None:
        self.say(_("comparing the server's graphs with the release"))
        for graph, name in graphs:
            if wrong := difference(self.server, graph, name):
                # What is there is wrong in a way that sending the rest would not mend.
                self.file.unlink(missing_ok=True)
                raise AtlasError(wrong)

    def _switch(self) -> None:
        """Lets the staging graphs take the live ones' places.

        By COPY and not by MOVE: a request that arrives twice, or again after a cut, then does the same once more.
        """
        self.say(_("the new release takes the place of the earlier one"))
        operations = [
            f"COPY GRAPH <{graph.staging}> TO GRAPH <{graph.name}>" if graph.statements else f"DROP SILENT GRAPH <{graph.name}>"
            for graph in self.release.graphs
        ]
        try:
            try:
                self.server.update(" ;\n".join(operations))
            except Refused as refused:
                if not self.by_graph_store:
                    raise
                self.say(_("{failure}; each graph is put in its place by itself").format(failure=refused))
                for graph in self.release.graphs:
                    self.server.put(graph.name, "".join((*graph.nameless, *lines(graph))))
            self._compare((graph, graph.name) for graph in self.release.graphs)
        except (AtlasError, Refused) as error:
            said = _("{failure}. The new release is whole on the server and was to take the earlier one's place; the same command does it again")
            raise AtlasError(said.format(failure=self._hinted(error))) from None

    def _clean(self) -> None:
        try:
            self._drop(graph.staging for graph in self.release.graphs)
        except (AtlasError, Refused) as error:
            self.say(_("{failure}. The new release is live; the next push removes what this one left behind").format(failure=error))
        self.file.unlink(missing_ok=True)

    def _hinted(self, error: Exception) -> str:
        elsewhere = isinstance(error, Refused) and error.status in NOT_THERE and self.server.update_url == self.server.query_url
        hint = _("{failure} (many servers take updates at another address: name it with --update)")
        return hint.format(failure=error) if elsewhere else str(error)
