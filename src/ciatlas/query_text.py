"""The text of a SPARQL query, read without evaluating it: its form, the prefixes that it needs, a prologue that declares them."""

from __future__ import annotations

import re
from collections.abc import Mapping

# IRIREF, the four kinds of string, and comments (SPARQL 1.1, 19.8): what stands in them is no word of the query.
_OPAQUE = re.compile(
    r"""<[^<>"{}|^`\\\x00-\x20]*>"""
    r"""|'''(?:[^'\\]|\\.|'(?!''))*'''|\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\""""
    r"""|'(?:[^'\\\r\n]|\\.)*'|"(?:[^"\\\r\n]|\\.)*\""""
    r"""|\#[^\r\n]*""",
    re.DOTALL,
)
_DECLARATION = re.compile(r"\b(?:PREFIX\s+([^\s:]*):|BASE\b)", re.IGNORECASE)
_PREFIXED = re.compile(r"(?<![\w:.?$-])([A-Za-z](?:[\w.-]*[\w-])?):")
_WORD = re.compile(r"[A-Za-z]+")
_SERVICE = re.compile(r"\bSERVICE\s+(?:SILENT\s+)?$", re.IGNORECASE)


def _words_only(query: str) -> str:
    return _OPAQUE.sub(lambda match: " " * len(match[0]), query)


def form(query: str) -> str:
    """The first word after the prologue, in capitals: SELECT, ASK, CONSTRUCT, DESCRIBE, or that of an update; empty when there is none."""
    word = _WORD.search(_DECLARATION.sub(" ", _words_only(query)))
    return word[0].upper() if word else ""


def depth(query: str) -> int:
    """How deep its brackets are nested."""
    deepest = now = 0
    for character in _words_only(query):
        now += (character in "({[") - (character in ")}]")
        deepest = max(deepest, now)
    return deepest


def needed(query: str, prefixes: Mapping[str, str]) -> dict[str, str]:
    """Those of `prefixes` (short name -> IRI) that the query uses and does not declare itself, in the order of their names."""
    words = _words_only(query)
    declared = {match[1] for match in _DECLARATION.finditer(words)}
    used = set(_PREFIXED.findall(_DECLARATION.sub(" ", words))) - declared
    return {prefix: prefixes[prefix] for prefix in sorted(used & prefixes.keys())}


def prologue(query: str, prefixes: Mapping[str, str]) -> list[str]:
    """A PREFIX declaration for each prefix that the query needs."""
    return [f"PREFIX {prefix}: <{iri}>" for prefix, iri in needed(query, prefixes).items()]


def services(query: str) -> list[str]:
    """The IRIs of the endpoints that the query sends parts of itself to (SPARQL 1.1 Federated Query), in their order, each once."""
    words = _words_only(query)
    iris = (match for match in _OPAQUE.finditer(query) if match[0].startswith("<"))
    return list(dict.fromkeys(match[0][1:-1] for match in iris if _SERVICE.search(words, 0, match.start())))
