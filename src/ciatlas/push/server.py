"""A server asked to change: SPARQL 1.1 Query, Update and Graph Store HTTP Protocol, with patience for what passes."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPMessage
from typing import IO, Any, NoReturn, TypeVar
from urllib.parse import parse_qsl, quote, urlsplit
from urllib.request import HTTPDefaultErrorHandler, HTTPRedirectHandler, ProxyHandler, Request

from ciatlas import __version__, endpoint
from ciatlas.fault import AtlasError
from ciatlas.insights import Result
from ciatlas.messages import _
from ciatlas.push.credentials import Authorization, Credentials, is_loopback

Answer = TypeVar("Answer")
Say = Callable[[str], None]

_AGENT = f"ciatlas/{__version__}"
_EXCERPT_BYTES = 2**16
_PASSING = (408, 429, 500, 502, 503, 504)
# What servers answer where there is no Graph Store Protocol, or none that takes this method.
NOT_THERE = (400, 404, 405, 406, 410, 415, 501)


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a request is made at most, how many seconds pass before the second (twice as many before each next), the most of
    these, and how many a request may take."""

    attempts: int = 6
    first_seconds: float = 0.5
    longest_seconds: float = 30.0
    timeout_seconds: float = 300.0


class Refused(Exception):
    """A server's answer with a status that is no success."""

    def __init__(self, url: str, status: int, headers: HTTPMessage, body: bytes) -> None:
        super().__init__(status)
        self.url, self.status, self.headers, self.body = url, status, headers, body

    def __str__(self) -> str:
        says = endpoint.says(self.body)
        if 300 <= self.status < 400:
            target = endpoint.plain(self.headers.get("Location", "") or "?")
            return _("{url} redirects to {target}; name that address instead, nothing is sent to where the user did not say").format(
                url=self.url, target=target
            )
        known = {
            401: _("{url} wants a password, or another one (HTTP {status}){says}"),
            403: _("{url} refused access (HTTP {status}){says}"),
            404: _("{url} is not there (HTTP {status}){says}"),
            413: _("{url} takes no request as large as this (HTTP {status}){says}; make them smaller with --chunk"),
            429: _("{url} has had too many requests (HTTP {status}){says}"),
        }
        failed = _("{url} failed (HTTP {status}){says}") if self.status >= 500 else _("{url} refused (HTTP {status}){says}")
        return known.get(self.status, failed).format(url=self.url, status=self.status, says=says)


class _NoErrors(HTTPDefaultErrorHandler):
    def http_error_default(self, request: Request, body: IO[bytes], status: int, reason: str, headers: HTTPMessage) -> NoReturn:
        try:
            text = body.read(_EXCERPT_BYTES)
        except Exception:  # noqa: BLE001: the status says enough where the rest is cut
            text = b""
        raise Refused(request.full_url.partition("?")[0], status, headers, text)


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *arguments: Any) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Server:
    """The addresses of one server, and how patiently it is asked. `graph_store` is None where there is none."""

    query_url: str
    update_url: str
    graph_store_url: str | None
    patience: Patience
    say: Say = field(default=lambda step: None)

    def ask(self, query: str) -> Result:
        """Columns and rows of a SELECT or an ASK. Raises AtlasError."""
        return self.patiently(lambda: endpoint.ask(self.query_url, query, {}, self.patience.timeout_seconds))

    def update(self, text: str) -> None:
        """Runs a SPARQL 1.1 Update, all of it in one request. Raises Refused where the server does not do it, AtlasError."""
        self.patiently(lambda: self._update(text))

    def put(self, graph: str, turtle: str) -> None:
        """Replaces a graph (Graph Store HTTP Protocol, 5.3). Raises Refused, AtlasError."""
        self.patiently(lambda: self._graph_store("PUT", graph, turtle))

    def post(self, graph: str, turtle: str) -> None:
        """Adds to a graph (Graph Store HTTP Protocol, 5.5). Raises Refused, AtlasError."""
        self.patiently(lambda: self._graph_store("POST", graph, turtle))

    def delete(self, graph: str) -> None:
        """Removes a graph, if it is there (Graph Store HTTP Protocol, 5.4). Raises Refused, AtlasError."""
        try:
            self.patiently(lambda: self._graph_store("DELETE", graph, None))
        except Refused as refused:
            if refused.status not in (404, 410):
                raise

    def patiently(self, action: Callable[[], Answer]) -> Answer:
        """What the action gives; tried again after 5xx, 429 and cut connections, each time after a longer pause.

        Raises Refused at once where asking again would not help, AtlasError when the patience is at its end.
        """
        pause = self.patience.first_seconds
        for attempt in range(1, self.patience.attempts + 1):
            wanted = 0.0
            try:
                return action()
            except Refused as refused:
                if refused.status not in _PASSING:
                    raise
                failure, wanted = str(refused), _retry_after(refused.headers)
            except endpoint.Interrupted as interrupted:
                failure = str(interrupted)
            if attempt < self.patience.attempts:
                seconds = min(max(pause, wanted), self.patience.longest_seconds)
                told = _("{failure}; trying again in {seconds} s ({attempt} of {attempts})")
                self.say(told.format(failure=failure, seconds=f"{seconds:g}", attempt=attempt + 1, attempts=self.patience.attempts))
                time.sleep(seconds)
                pause *= 2
        raise AtlasError(_("{failure}; given up after {attempts} attempts").format(failure=failure, attempts=self.patience.attempts))

    def _update(self, text: str) -> None:
        from SPARQLWrapper import INSERT, POST, POSTDIRECTLY, SPARQLWrapper

        address, _mark, parameters = self.update_url.partition("?")
        client = SPARQLWrapper(address, agent=f"{_AGENT} (SPARQLWrapper)")
        client.setOnlyConneg(True)
        client.setMethod(POST)
        # As a form the text would be twice as long, and servers limit forms.
        client.setRequestMethod(POSTDIRECTLY)
        client.addCustomHttpHeader("Accept", "*/*")
        client.setTimeout(max(1, round(self.patience.timeout_seconds)))
        for name, value in parse_qsl(parameters, keep_blank_values=True):
            client.addParameter(name, value)
        client.setQuery(text)
        client.queryType = INSERT
        with endpoint.failures_told(self.update_url, self.patience.timeout_seconds), client.query().response as response:
            _finish(response)

    def _graph_store(self, method: str, graph: str, turtle: str | None) -> None:
        assert self.graph_store_url is not None
        separator = "&" if urlsplit(self.graph_store_url).query else "?"
        address = f"{self.graph_store_url}{separator}graph={quote(graph, safe='')}"
        # N-Triples is Turtle, which every graph store reads.
        headers = {"User-Agent": _AGENT, **({"Content-Type": "text/turtle; charset=utf-8"} if turtle is not None else {})}
        request = Request(address, data=None if turtle is None else turtle.encode(), method=method, headers=headers)
        timeout = self.patience.timeout_seconds
        with endpoint.failures_told(self.graph_store_url, timeout), urllib.request.urlopen(request, timeout=timeout) as response:
            _finish(response)


def _finish(response: Any) -> None:
    while response.read(_EXCERPT_BYTES):
        pass
    if response.length:
        raise ConnectionError("the answer broke off")


def _retry_after(headers: HTTPMessage) -> float:
    value = (headers.get("Retry-After") or "").strip()
    return float(value) if value.isascii() and value.isdigit() else 0.0


@contextmanager
def authorized(urls: list[str], credentials: Mapping[str, Credentials]) -> Iterator[None]:
    """Within this block all requests of urllib, SPARQLWrapper's too, carry the credentials to their origins, and follow no redirect."""
    # Credentials for a server on this machine may travel in the open, but not by way of a proxy elsewhere.
    direct = [ProxyHandler({})] if all(is_loopback(url) for url in urls) else []
    opener = urllib.request.build_opener(*direct, _NoErrors(), _NoRedirects(), Authorization(credentials))
    urllib.request.install_opener(opener)
    try:
        yield
    finally:
        # None stands for urllib's own.
        urllib.request.install_opener(None)  # type: ignore[arg-type]
