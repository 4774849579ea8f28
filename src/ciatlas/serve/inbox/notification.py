"""What may come into the inbox: JSON-LD 1.1, read without fetching anything that it names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pyoxigraph import RdfFormat, parse

MEDIA_TYPE = "application/ld+json"
# JSON nests as deeply as who writes it likes; no announcement needs as much.
DEEPEST = 40


class Refused(ValueError):
    """It is no notification; the message tells what was found, and what was expected."""


def statements(body: bytes, base: str) -> int | None:
    """How many statements a notification makes; None where that is not known, since it names a context that would have to be fetched.

    base: the address against which relative ones in it are resolved. Raises Refused where it is not JSON, not JSON-LD, or says nothing.
    """
    document = _json(body)
    if not isinstance(document, (dict, list)) or not document:
        raise Refused("expected a JSON-LD document: an object, or a list of objects, that says something")
    if any(_is_remote(context) for context in _contexts(document)):
        return None
    try:
        count = sum(1 for _quad in parse(body, RdfFormat.JSON_LD, base_iri=base))
    except (SyntaxError, ValueError) as error:
        raise Refused(f"expected JSON-LD 1.1: {getattr(error, 'msg', None) or error}") from error
    if not count:
        raise Refused("expected at least one statement: without an @context, or an @id, this says nothing as linked data")
    return count


def addresses(content: str, base: str) -> list[str]:
    """The addresses that begin with `base` in a notification that was kept, each once, in their order."""
    try:
        found = [text for text in _texts(_json(content.encode("utf-8", "surrogatepass"))) if text.startswith(base)]
    except Refused:
        return []
    return list(dict.fromkeys(found))


def types(content: str) -> list[str]:
    """What a notification says it is: the values of its @type, as they are written."""
    try:
        document = _json(content.encode("utf-8", "surrogatepass"))
    except Refused:
        return []
    found = []
    for one in document if isinstance(document, list) else [document]:
        value = (one.get("@type") or one.get("type")) if isinstance(one, dict) else None
        found += [text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)]
    return found


def _json(body: bytes) -> Any:
    try:
        document = json.loads(body.decode("utf-8"), parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise Refused(f"byte {error.start}: expected UTF-8") from error
    except RecursionError as error:
        raise Refused(f"expected JSON that nests at most {DEEPEST} deep") from error
    except ValueError as error:
        raise Refused(f"expected JSON: {error}") from error
    if _depth(document) > DEEPEST:
        raise Refused(f"expected JSON that nests at most {DEEPEST} deep")
    return document


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number in JSON")


def _depth(document: Any) -> int:
    depth, level = 0, [document]
    while level:
        depth += 1
        level = [inner for one in level if isinstance(one, (dict, list)) for inner in (one.values() if isinstance(one, dict) else one)]
    return depth


def _contexts(value: Any) -> Iterator[Any]:
    """The contexts in a document, those within contexts too."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "@context":
                yield from inner if isinstance(inner, list) else [inner]
            yield from _contexts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _contexts(inner)


def _is_remote(context: Any) -> bool:
    return isinstance(context, str) or (isinstance(context, dict) and "@import" in context)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)
