"""A remote SPARQL 1.1 endpoint, asked over HTTP (SPARQL 1.1 Protocol, Query Results JSON Format); its rows equal the local store's."""

from __future__ import annotations

import ast
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from ciatlas import __version__, query_text
from ciatlas.fault import AtlasError
from ciatlas.insights import Ask, Result, Row, Value
from ciatlas.rdf.namespaces import XSD

TIMEOUT_SECONDS = 60.0
MAXIMUM_BYTES = 256 * 2**20

_BOOLEAN = XSD + "boolean"
_BLOCK = 2**16
# What a server says of a fault is shown up to here.
_EXCERPT = 300


class Interrupted(AtlasError):
    """The server is away, too slow, or broke off: asking again may help."""


def asker(url: str, prefixes: Mapping[str, str], timeout: float = TIMEOUT_SECONDS, graphs: Sequence[str] = ()) -> Ask:
    """A way to ask the endpoint at `url`, as evaluation.local is one to ask a store. Parameters as those of `ask`."""
    return lambda query: ask(url, query, prefixes, timeout, graphs)


def ask(url: str, query: str, prefixes: Mapping[str, str], timeout: float = TIMEOUT_SECONDS, graphs: Sequence[str] = ()) -> Result:
    """The columns and rows of a SELECT at the endpoint; of an ASK, one row of one column ``answer``, an xsd:boolean.

    prefixes: those that the query uses without declaring them are declared in front of it, in its own first line, so that the
    lines in the server's messages are the query's. timeout: seconds, for the whole answer. graphs: IRIs of the graphs to ask,
    whose union is then the default graph; with none, the server's own default graph, which with some servers is empty.
    Raises AtlasError with one message that names the endpoint: it is away, refuses, redirects, answers with an error or with
    something else than SPARQL results, or is too slow.
    """
    if not is_address(url):
        raise AtlasError(f"{url!r}: expected the address of a SPARQL endpoint, for example https://example.org/sparql")
    if query_text.form(query) not in ("SELECT", "ASK"):
        raise AtlasError(f"expected a SELECT or an ASK to send to {url}, found {query_text.form(query) or 'nothing'}")
    return results(url, _send(url, " ".join([*query_text.prologue(query, prefixes), query]), timeout, graphs))


def is_address(url: str) -> bool:
    """Whether the text is an absolute http or https address with a host."""
    try:
        address = urlsplit(url)
    except ValueError:
        return False
    return address.scheme in ("http", "https") and bool(address.netloc)


def _send(url: str, query: str, timeout: float, graphs: Sequence[str]) -> bytes:
    from SPARQLWrapper import JSON, POST, SELECT, SPARQLWrapper

    deadline = time.monotonic() + timeout
    client = SPARQLWrapper(url, agent=f"ciatlas/{__version__} (SPARQLWrapper)")
    client.setReturnFormat(JSON)
    # The Accept header alone: the parameters that the wrapper would add are no part of the protocol.
    client.setOnlyConneg(True)
    # By POST, since a query may be longer than what servers take in an address.
    client.setMethod(POST)
    client.setTimeout(max(1, round(timeout)))
    for graph in graphs:
        client.addParameter("default-graph-uri", graph)
        client.addParameter("named-graph-uri", graph)
    client.setQuery(query)
    # The wrapper looks for the form of a query among the words of its comments too, and may take it for an update.
    client.queryType = SELECT
    with failures_told(url, timeout):
        response = client.query().response
        with response:
            if response.geturl() != url:
                raise AtlasError(f"{url} redirects to {response.geturl()}; name that address instead")
            return _content(url, response, deadline, timeout)


@contextmanager
def failures_told(url: str, timeout: float) -> Iterator[None]:
    """Tells what goes wrong in a request to `url` within the block, whatever library sent it, as one AtlasError that names the address.

    Raises Interrupted where no whole answer came, AtlasError where the server refused.
    """
    from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

    try:
        yield
    except SPARQLWrapperException as error:
        raise AtlasError(_refusal(url, error.__context__, _body(error))) from error
    except HTTPError as error:
        raise AtlasError(_refusal(url, error, _safely_read(error))) from error
    except TimeoutError as error:
        raise Interrupted(_too_slow(url, timeout)) from error
    except URLError as error:
        if isinstance(error.reason, TimeoutError):
            raise Interrupted(_too_slow(url, timeout)) from error
        raise Interrupted(f"{url} cannot be reached: {plain(str(error.reason))}") from error
    except (OSError, HTTPException, ValueError) as error:
        raise Interrupted(f"{url} does not answer as a web server should: {plain(f'{type(error).__name__} {error}')}") from error


def _content(url: str, response: Any, deadline: float, timeout: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    while block := response.read1(_BLOCK):
        parts.append(block)
        size += len(block)
        if size > MAXIMUM_BYTES:
            raise AtlasError(f"{url} answered with more than {MAXIMUM_BYTES // 2**20} MB; ask for less with LIMIT")
        if time.monotonic() > deadline:
            raise Interrupted(_too_slow(url, timeout))
    # A server that ends before it sent what it announced leaves a remainder here.
    if response.length:
        raise Interrupted(f"{url} broke off in the middle of its answer")
    return b"".join(parts)


def _too_slow(url: str, timeout: float) -> str:
    return f"{url} did not answer within {timeout:g} s"


def _refusal(url: str, error: BaseException | None, body: bytes) -> str:
    if not isinstance(error, HTTPError):
        return f"{url} refused the query{says(body)}"
    if 300 <= error.code < 400:
        target = error.headers.get("Location") if error.headers else None
        return f"{url} redirects to {plain(target or 'nowhere')}; name an address that answers itself"
    meaning = {400: "refused the query", 401: "wants a password", 403: "refused access", 404: "has no endpoint there"}
    verb = meaning.get(error.code) or ("failed" if error.code >= 500 else "refused the query")
    return f"{url} {verb} (HTTP {error.code}){says(body)}"


def _body(error: Exception) -> bytes:
    # The wrapper has read the response and keeps it only in its message, as Python writes bytes.
    written = str(error).partition("Response:\n")[2]
    try:
        value = ast.literal_eval(written) if written else b""
    except (SyntaxError, ValueError):
        return written.encode()
    return value if isinstance(value, bytes) else b""


def _safely_read(error: HTTPError) -> bytes:
    try:
        return error.read(_BLOCK)
    except (OSError, HTTPException, ValueError):
        return b""


def says(body: bytes) -> str:
    """What a server wrote beside a refusal, as the end of a message; nothing where it is a page for people."""
    text = body.decode("utf-8", "replace")
    # A page for people says no more than the status does.
    if text.lstrip().lower().startswith(("<!doctype", "<html")):
        return ""
    return f": {plain(text)}" if plain(text) else ""


def plain(text: str) -> str:
    """The text in one line, without what would move the cursor or turn the direction of reading, cut at a length for a message."""
    words = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    return words if len(words) <= _EXCERPT else words[:_EXCERPT] + "…"


def results(url: str, content: bytes) -> Result:
    """Columns and rows of SPARQL results in JSON. url: what messages call who answered. Raises AtlasError when they are none."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise AtlasError(_no_results(url, content)) from error
    if isinstance(document, dict) and isinstance(document.get("boolean"), bool):
        return _answer(document["boolean"])
    try:
        columns = tuple(document["head"].get("vars", ()))
        rows = [_row(columns, binding) for binding in document["results"]["bindings"]]
        if not all(isinstance(column, str) for column in columns):
            raise TypeError("a name of a column is no text")
    except (KeyError, TypeError, AttributeError) as error:
        raise AtlasError(_no_results(url, content)) from error
    # Virtuoso 7 writes the answer of an ASK as a row.
    if columns == ("__ASK_RETVAL",):
        return _answer(any(value is not None and value.text in ("1", "true") for row in rows for value in row))
    return columns, rows


def _no_results(url: str, content: bytes) -> str:
    return f"{url} did not answer with SPARQL results in JSON{says(content[:_BLOCK])}"


def _answer(value: bool) -> Result:
    return ("answer",), [(Value("true" if value else "false", datatype=_BOOLEAN),)]


def _row(columns: Sequence[str], binding: Mapping[str, Any]) -> Row:
    return tuple(_value(binding[column]) if column in binding else None for column in columns)


def _value(term: Mapping[str, Any]) -> Value:
    kind, text = term["type"], term["value"]
    if not isinstance(text, str):
        raise TypeError("a value is no text")
    if kind == "uri":
        return Value(text, iri=True)
    if kind == "bnode":
        return Value(f"_:{text}")
    # "typed-literal" is from the format's first draft; Virtuoso 7 still writes it.
    if kind not in ("literal", "typed-literal"):
        raise KeyError(kind)
    if language := term.get("xml:lang"):
        return Value(text, language=language)
    datatype = term.get("datatype")
    if datatype == _BOOLEAN:
        # The two forms of a boolean are one value; the store writes words.
        text = {"1": "true", "0": "false"}.get(text, text)
    return Value(text, datatype=None if datatype == XSD + "string" else datatype)
