"""A SPARQL 1.1 endpoint elsewhere as an upstream (the setting ``store``), asked over HTTP; what it does in a way of its own is set right."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Final

import httpx
from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from ciatlas import __version__, endpoint
from ciatlas.fault import AtlasError
from ciatlas.messages import _
from ciatlas.project import Project
from ciatlas.serve.settings import Settings
from ciatlas.serve.sparql import store_files
from ciatlas.serve.sparql.asking import asker
from ciatlas.serve.sparql.connection import FIRST_BYTES
from ciatlas.serve.sparql.upstream import Away, Failed, Question, Running

_JSON: Final = "application/sparql-results+json"
_TSV: Final = "text/tab-separated-values"
_LINES: Final = "application/n-triples"
# Each line of N-Triples is one of these too.
_AS_LINES: Final = frozenset(("application/n-quads", "application/trig"))
_ANSWERS: Final = {
    _JSON: '{{"head":{{}},"boolean":{}}}',
    "application/sparql-results+xml": '<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head></head><boolean>{}</boolean></sparql>',
    "text/csv": "{}",
    _TSV: "{}",
}
# An answer that is put into another form is held as a whole.
_CONVERTED_BYTES: Final = 32 * 2**20
# A kind of literal of the format's first draft, which Virtuoso still writes.
_OLD, _NEW = b'"typed-literal"', b'"literal"'


class Remote:
    """Asks the endpoint. graphs: those of the atlas there, whose union is asked where a query names none; none where it has them without names."""

    def __init__(self, url: str, client: httpx.AsyncClient, graphs: tuple[str, ...]) -> None:
        self.url, self.client, self.graphs = url, client, graphs

    async def send(self, question: Question, run: Running) -> "_Reply":
        """Asks, and gives the answer once it is whole or has a first part. Raises Failed."""
        accept = question.accept.decode()
        reply = _Reply(self, question, accept)
        run.runs(reply)
        await reply.begin()
        return reply

    def request(self, question: Question, accept: str) -> httpx.Request:
        default, named = question.default_graphs, question.named_graphs
        if not question.has_dataset:
            default = named = self.graphs
        fields: dict[str, str | list[str]] = {"query": question.text.decode()}
        fields |= {name: list(graphs) for name, graphs in (("default-graph-uri", default), ("named-graph-uri", named)) if graphs}
        return self.client.build_request("POST", self.url, data=fields, headers={"Accept": accept})

    def memory(self) -> int:
        return 0


class _Reply:
    """An answer of the endpoint."""

    def __init__(self, remote: Remote, question: Question, accept: str) -> None:
        self.remote, self.question, self.accept = remote, question, accept
        self.status, self.media_type, self.first = 0, "", b""
        self.ended = False
        self.failure: Failed | None = None
        self.response: httpx.Response | None = None
        self.task = asyncio.current_task()
        self.waiting: asyncio.Task[bytes] | None = None
        self.parts: AsyncIterator[bytes] | None = None
        self.held = b""

    async def begin(self) -> None:
        whole = self.question.form == "ASK" or self.accept == _TSV
        asked = _JSON if whole else _LINES if self.accept in _AS_LINES else self.accept
        await self._waited(self._begin(asked))
        if self.status == HTTPStatus.OK:
            await self._more_until(_CONVERTED_BYTES if whole else FIRST_BYTES)
            if whole:
                self.first = await asyncio.to_thread(self._converted)
        else:
            await self._more_until(FIRST_BYTES)
            self.ended = True
            # Some refuse what they do not understand with 500, and tell it in words.
            if self.status == HTTPStatus.INTERNAL_SERVER_ERROR and b"syntax error" in self.first:
                self.status = HTTPStatus.BAD_REQUEST

    async def _begin(self, accept: str) -> bytes:
        request = self.remote.request(self.question, accept)
        self.response = await self.remote.client.send(request, stream=True)
        self.status = self.response.status_code
        self.media_type = self.response.headers.get("content-type", "")
        # Virtuoso's way to say that it has left out a part of the answer: because of the time, or of the number of rows.
        if "x-sparql-maxrows" in self.response.headers or self.response.headers.get("x-sql-state") == "S1TAT":
            raise Away("the store left out a part of its answer")
        self.parts = self.response.aiter_bytes()
        return b""

    async def _more_until(self, size: int) -> None:
        parts = [self.first]
        length = len(self.first)
        while not self.ended and length < size:
            parts.append(await self.more())
            length += len(parts[-1])
        self.first = b"".join(parts)

    async def more(self) -> bytes:
        """The next bytes; they may be none before the end, where they are not sure yet."""
        if self.ended:
            return b""
        data = await self._waited(self._next())
        if not data:
            self.ended = True
            held, self.held = self.held, b""
            return held
        if self.accept != _JSON:
            return data
        data = (self.held + data).replace(_OLD, _NEW)
        keep = len(_OLD) - 1
        self.held = data[-keep:]
        return data[:-keep]

    async def _next(self) -> bytes:
        assert self.parts is not None
        return await anext(self.parts, b"")

    async def _waited(self, waits: "asyncio.Future[bytes] | object") -> bytes:
        """Runs it so that `cut` can end it."""
        if self.failure is not None:
            waits.close()  # type: ignore[attr-defined]
            raise self.failure
        self.waiting = asyncio.ensure_future(waits)  # type: ignore[arg-type]
        try:
            return await self.waiting
        except asyncio.CancelledError:
            if self.failure is None:
                self.waiting.cancel()
                raise
            raise self.failure from None
        except Failed:
            await self._closed()
            raise
        except (httpx.HTTPError, httpx.StreamError) as error:
            await self._closed()
            raise self.failure or Away("the store is not there, or broke off") from error
        finally:
            self.waiting = None

    def _converted(self) -> bytes:
        if not self.ended:
            raise Away("the store's answer is too long to be put into another form")
        if self.question.form == "ASK":
            try:
                _columns, rows = endpoint.results(self.remote.url, self.first)
                value = rows[0][0]
            except (AtlasError, IndexError) as error:
                raise Away("the store did not answer yes or no") from error
            return _ANSWERS[self.accept].format(value.text if value is not None else "false").encode()
        try:
            solutions = parse_query_results(self.first, QueryResultsFormat.JSON)
            assert isinstance(solutions, QuerySolutions)
            return solutions.serialize(format=QueryResultsFormat.TSV) or b""
        except (SyntaxError, ValueError) as error:
            raise Away("the store did not answer with SPARQL results in JSON") from error

    async def _closed(self) -> None:
        self.ended = True
        if self.response is not None:
            await self.response.aclose()

    def close(self) -> None:
        self.cut(Failed("closed"))

    def cut(self, failure: Failed) -> None:
        if self.failure is None:
            self.failure = failure
            if self.waiting is not None:
                self.waiting.cancel()
            if self.response is not None and not self.response.is_closed:
                asyncio.ensure_future(self.response.aclose())

    def burden(self) -> None:
        """A query elsewhere burdens another machine."""


@asynccontextmanager
async def connected(project: Project, release: Path, settings: Settings) -> AsyncIterator[Remote]:
    """The endpoint that the settings name, until the block ends. Raises AtlasError when it does not answer, or has nothing of the atlas."""
    assert settings.store is not None
    seconds = settings.limits.seconds
    headers = {"User-Agent": f"ciatlas/{__version__}"}
    limits = httpx.Limits(max_connections=settings.limits.running + 4, max_keepalive_connections=settings.limits.running)
    async with httpx.AsyncClient(headers=headers, timeout=seconds, limits=limits, follow_redirects=False, trust_env=False) as client:
        ask = asker(Remote(settings.store, client, ()), seconds)
        asserted = project.graph(project.editions[-1], "asserted")
        graphs = tuple(iri for _path, iri, _media in store_files.sources(project, release))
        try:
            _columns, named = await ask(f"SELECT ?s WHERE {{ GRAPH <{asserted}> {{ ?s ?p ?o }} }} LIMIT 1")
            _columns, found = await ask(f"SELECT ?p WHERE {{ <{project.iri('ns')}> ?p ?o }} LIMIT 1")
        except AtlasError as error:
            raise AtlasError(f"{settings.store}: {error}") from error
        if not named and not found:
            told = _("{store} has no statements of the atlas; load the release there first, each graph by its name (`ciatlas push`)")
            raise AtlasError(told.format(store=settings.store))
        yield Remote(settings.store, client, graphs if named else ())
