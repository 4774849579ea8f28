"""What may not reach the store: queries that would have it call out, and queries that would end it.

Read as the grammar's terminals, not by looking for a word: it may stand in strings, IRIs, comments and names. A processor that
reads without terminals of its own may see others at two places (a ``<`` that could begin an IRI or compare, and ``service:``, a prefix
or a keyword before the empty prefix); where it matters, such a query is refused.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from http import HTTPStatus
from typing import Final

from ciatlas import query
from ciatlas.serve.problem import Problem
from ciatlas.serve.sparql.kinds import KINDS
from ciatlas.serve.sparql.terminals import Token, tokens, with_codepoints

# Of clauses and of operators: the native server goes down a step of the stack for each. Measured: 2,000 of the one, 6,000 of the other
# are too many.
CLAUSES: Final = 500
OPERATORS: Final = 2000
# No shorter query can have as many.
_SHORT: Final = 2000

_CLAUSE_WORDS: Final = frozenset(("bind", "filter", "optional", "minus", "union", "graph", "service", "select", "exists", "lateral", "as"))
_OPERATORS: Final = frozenset(("!", "^", "|", "||", "&&", "*", "/", "+", "-"))
_SURE_IRI: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")
# Words that only a name follows.
_BEFORE_NAME: Final = frozenset(("graph", "from", "named"))
_OF_VIRTUOSO: Final = re.compile(r"<?(?:bif|sql):", re.IGNORECASE)

_FEDERATED = f"{KINDS}service-refused"
_COMPLEX = f"{KINDS}query-too-complex"


def check(text: str, services: Collection[str], is_elsewhere: bool = False) -> None:
    """Raises Problem where a query must not go to the store.

    services: IRIs of endpoints that it may call. is_elsewhere: whether the store is one of which we only know that it speaks SPARQL.
    """
    _simple(text)
    readings = [text]
    if "\\u" in text or "\\U" in text:
        readings.append(with_codepoints(text))
    for reading in readings:
        if "service" in reading.casefold():
            _services(reading, services)
        if is_elsewhere:
            _extensions(reading)


def _simple(text: str) -> None:
    """Raises Problem where brackets are nested too deep, or clauses or operators too many."""
    if text.count("(") + text.count("{") + text.count("[") + text.count("<<") <= query.DEPTH and len(text) <= _SHORT:
        return
    deepest = depth = clauses = operators = 0
    is_data = False
    former = ""
    for kind, word, _start in tokens(text):
        if kind == "sign":
            if word in "({[":
                depth += 1
                deepest = max(deepest, depth)
            elif word in ")}]":
                depth -= 1
                is_data = is_data and word != "}"
            elif word == "<" and former == "<":
                # A quoted triple of RDF 1.2; two comparisons do not stand side by side.
                depth += 1
                deepest = max(deepest, depth)
            elif word == ">" and former == ">":
                depth -= 1
            elif not is_data:
                operators += word in _OPERATORS
        elif kind == "word":
            small = word.lower()
            clauses += small in _CLAUSE_WORDS
            is_data = is_data or small == "values"
        former = word
    for found, most, what in ((deepest, query.DEPTH, "brackets nested"), (clauses, CLAUSES, "clauses"), (operators, OPERATORS, "operators")):
        if found > most:
            raise Problem(HTTPStatus.BAD_REQUEST, f"The query has {found} {what}: expected at most {most}.", _COMPLEX)


def _services(text: str, services: Collection[str]) -> None:
    words = [Token(*one) for one in tokens(text)]
    for number, token in enumerate(words):
        if _calls(words, number):
            target = _target(words, number)
            if target is None:
                _refuse(text, token, "SERVICE with a target that is not written as <…>", services)
            elif target not in services:
                _refuse(text, token, f"SERVICE <{target[:200]}>", services)
    # Where the terminals themselves are in doubt, the word may be hidden in one.
    for token in words:
        if token.kind == "iri" and not _SURE_IRI.match(token.text) and any(sign in token.text for sign in "')#"):
            _refuse(text, token, "the word SERVICE, and an IRI that may also be read as a comparison", services)


def _calls(words: list[Token], number: int) -> bool:
    """Whether the word SERVICE may stand there."""
    token = words[number]
    if token.kind == "word":
        return "service" in token.text.casefold()
    if token.kind == "name" and token.text.partition(":")[0].casefold().endswith(("service", "silent")):
        follows = words[number + 1].text if number + 1 < len(words) else ""
        former = words[number - 1].text.casefold() if number else ""
        return follows == "{" and former not in _BEFORE_NAME
    return False


def _target(words: list[Token], number: int) -> str | None:
    """The IRI that a SERVICE at that place names, where it names one in full."""
    if words[number].text.casefold() != "service":
        return None
    number += 1
    if number < len(words) and words[number].text.casefold() == "silent":
        number += 1
    if number < len(words) and words[number].kind == "iri" and "\\" not in words[number].text:
        return words[number].text[1:-1]
    return None


def _extensions(text: str) -> None:
    """Pragmas and functions of Virtuoso, which fetch and run what they name."""
    for number, (kind, word, start) in enumerate(tokens(text)):
        if (number == 0 and word.casefold() == "define") or (kind in ("name", "iri") and _OF_VIRTUOSO.match(word)):
            line, column = place(text, start)
            detail = f"Line {line}, column {column}: {word[:100]!r} is no SPARQL 1.1: expected a query without extensions of the store."
            raise Problem(HTTPStatus.BAD_REQUEST, detail, f"{KINDS}extension-refused", line=line, column=column)


def _refuse(text: str, token: Token, found: str, services: Collection[str]) -> None:
    line, column = place(text, token.start)
    allowed = f"one of {', '.join(f'<{one}>' for one in services)}" if services else "no SERVICE, since this endpoint calls no other one"
    detail = f"Line {line}, column {column}: {found}: expected {allowed}."
    raise Problem(HTTPStatus.FORBIDDEN, detail, _FEDERATED, line=line, column=column)


def place(text: str, position: int) -> tuple[int, int]:
    """Line and column of a position, both from 1."""
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)
