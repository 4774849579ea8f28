"""Queries as they come by HTTP (SPARQL 1.1 Protocol, 2.1): by GET, by POST of a form, by POST of the query itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope
from werkzeug.http import parse_options_header

from ciatlas.serve.problem import Problem
from ciatlas.serve.sparql.kinds import KINDS

_FORM: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
# A query is written longer in a form than it is: %0A for the end of a line.
_FORM_FACTOR, _FORM_REST = 3, 2**16
_MOST_FIELDS: Final = 1000
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
_UTF8: Final = frozenset(("utf-8", "utf8", "us-ascii", "ascii"))
_GRAPHS: Final = ("default-graph-uri", "named-graph-uri")
_UPDATE_FIELDS: Final = frozenset(("update", "using-graph-uri", "using-named-graph-uri"))
_FORMATS: Final = frozenset(("format", "output"))


@dataclass(frozen=True, slots=True)
class Request:
    """query: None where none was sent at all, which asks for the description of the service. format: that was asked for by a parameter."""

    query: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str | None = None


def of_get(query_string: bytes, most_bytes: int) -> Request:
    """What a GET asks. most_bytes: of a query. Raises Problem where that is no request of the protocol."""
    return _of_fields(_fields(query_string), most_bytes)


async def of_post(scope: Scope, receive: Receive, most_bytes: int) -> Request:
    """What a POST asks. Raises Problem as `of_get` does; 415 for a body of a type that is no query."""
    headers: dict[bytes, bytes] = dict(scope["headers"])
    written, parameters = parse_options_header(headers.get(b"content-type", b"").decode("latin-1"))
    media_type = written.strip().lower()
    if media_type == _UPDATE:
        raise _no_update()
    if media_type not in (_FORM, _QUERY):
        expected = f"expected {_QUERY} or {_FORM}"
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Content-Type is {media_type[:100]!r}: {expected}.", headers={"Accept-Post": f"{_QUERY}, {_FORM}"})
    if parameters.get("charset", "utf-8").lower() not in _UTF8:
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"The charset of the query is {parameters['charset'][:100]!r}: expected UTF-8.")
    coding = headers.get(b"content-encoding", b"identity").decode("latin-1")
    if coding.lower() != "identity":
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Content-Encoding is {coding[:100]!r}: expected a query as it is.")
    if media_type == _FORM:
        body = await _body(receive, headers, most_bytes * _FORM_FACTOR + _FORM_REST)
        return _of_fields(_fields(body) + _fields(scope["query_string"]), most_bytes)
    body = await _body(receive, headers, most_bytes)
    return _of_fields([("query", _text(body)), *_fields(scope["query_string"])], most_bytes)


async def _body(receive: Receive, headers: dict[bytes, bytes], most_bytes: int) -> bytes:
    announced = headers.get(b"content-length", b"")
    if announced.isdigit() and int(announced) > most_bytes:
        raise _too_long(most_bytes)
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Problem(HTTPStatus.BAD_REQUEST, "The request ended before its body did.")
        part = message.get("body", b"")
        parts.append(part)
        size += len(part)
        if size > most_bytes:
            raise _too_long(most_bytes)
        if not message.get("more_body"):
            return b"".join(parts)


def _fields(form: bytes) -> list[tuple[str, str]]:
    if not form:
        return []
    try:
        return parse_qsl(form.decode("ascii", "strict"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except UnicodeDecodeError as error:
        raise Problem(HTTPStatus.BAD_REQUEST, "The parameters are not UTF-8 in percent-encoding.") from error
    except ValueError as error:
        raise Problem(HTTPStatus.BAD_REQUEST, f"Expected at most {_MOST_FIELDS} parameters.") from error


def _of_fields(fields: list[tuple[str, str]], most_bytes: int) -> Request:
    if len(fields) == 1 and fields[0][0] == "query":
        return Request(_bounded(fields[0][1], most_bytes))
    queries = [value for name, value in fields if name == "query"]
    if any(name in _UPDATE_FIELDS for name, _value in fields):
        raise _no_update()
    if len(queries) > 1:
        raise Problem(HTTPStatus.BAD_REQUEST, f"The parameter query is there {len(queries)} times: expected once.")
    default, named = ([value for name, value in fields if name == wanted] for wanted in _GRAPHS)
    for iri in (*default, *named):
        if not _IRI.fullmatch(iri):
            raise Problem(HTTPStatus.BAD_REQUEST, f"The graph {iri[:200]!r}: expected an absolute IRI.")
    formats = [value for name, value in fields if name in _FORMATS and value]
    if not queries and (default or named or formats):
        raise Problem(HTTPStatus.BAD_REQUEST, "The parameter query is not there: expected a SPARQL query.")
    return Request(_bounded(queries[0], most_bytes) if queries else None, tuple(default), tuple(named), formats[0] if formats else None)


def _bounded(query: str, most_bytes: int) -> str:
    # A sign takes four bytes at most.
    if len(query) * 4 > most_bytes and len(query.encode("utf-8", "surrogatepass")) > most_bytes:
        raise _too_long(most_bytes)
    return query


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(HTTPStatus.BAD_REQUEST, f"The query is not UTF-8 at its byte {error.start + 1}.") from error


def _too_long(most_bytes: int) -> Problem:
    return Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The query is too long: expected at most {most_bytes} bytes.", f"{KINDS}query-too-long")


def _no_update() -> Problem:
    return Problem(HTTPStatus.FORBIDDEN, "An update is refused: the atlas is only read; expected the parameter query, with a query.", f"{KINDS}update-refused")
