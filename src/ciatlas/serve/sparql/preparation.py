"""A query made ready for the store: looked at, its prefixes declared, the form of its answer chosen."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from ciatlas import endpoint, query, query_text
from ciatlas.serve.problem import Problem
from ciatlas.serve.served import Served
from ciatlas.serve.sparql import formats, guard, terminals
from ciatlas.serve.sparql.kept import is_steady
from ciatlas.serve.sparql.kinds import KINDS
from ciatlas.serve.sparql.request import Request
from ciatlas.serve.sparql.upstream import Question

# Longer queries are looked at in a thread, one at a time, so that other requests need not wait for it.
_LONG: Final = 2**14
# What is ready already is kept for queries that are asked often.
_KEPT, _LONGEST_KEPT = 2048, 2**13
_NAME: Final = re.compile(r"([A-Za-z][\w.-]*):(?!//)")
_RELATIVE: Final = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.-]*:)[^<>\"{}|^`\\\x00-\x20]*>")
_POSITION: Final = re.compile(r"error at (\d+):(\d+): ")
_EXPLAINED, _EXPLAINED_DEPTH, _EXPLAINED_SECONDS = 2048, 8, 1.0


@dataclass(frozen=True, slots=True)
class Prepared:
    """question: as the store gets it. graphs: its dataset by the protocol, written down. shift: signs that were put before its first line."""

    question: Question
    form: str
    format: str
    content_type: bytes
    graphs: bytes
    is_steady: bool
    shift: int


class Preparation:
    """Makes queries ready."""

    def __init__(self, served: Served) -> None:
        self.prefixes = dict(served.project.prefixes)
        # What IRIs that are none without a base are meant below; else it would be an address that nobody outside knows.
        self.base = f"BASE <{served.project.base}>"
        self.services = served.settings.services
        self.is_elsewhere = served.settings.store is not None
        self.known: OrderedDict[tuple[Request, str | None, bool], Prepared] = OrderedDict()
        self.looking = asyncio.Semaphore(1)
        self.explaining = asyncio.Semaphore(1)

    async def prepared(self, asked: Request, accept: str | None, with_page: bool) -> Prepared:
        """The query, ready. Raises Problem where it is refused, or where its answer cannot be had in a form that suits."""
        assert asked.query is not None
        if len(asked.query) > _LONG:
            async with self.looking:
                return await asyncio.to_thread(self._make, asked, accept, with_page)
        key = (asked, accept, with_page)
        found = self.known.get(key)
        if found is None:
            found = self._make(asked, accept, with_page)
            if len(asked.query) + len(accept or "") < _LONGEST_KEPT:
                self.known[key] = found
                if len(self.known) > _KEPT:
                    self.known.popitem(last=False)
        return found

    def _make(self, asked: Request, accept: str | None, with_page: bool) -> Prepared:
        text = asked.query
        assert text is not None
        guard.check(text, self.services, self.is_elsewhere)
        form = formats.form(text)
        if form and form not in formats.FORMS:
            detail = f"The query begins with {form[:100]!r}: expected SELECT, ASK, CONSTRUCT or DESCRIBE; an update is refused, since the atlas is only read."
            raise Problem(HTTPStatus.BAD_REQUEST, detail, f"{KINDS}malformed-query")
        offer = formats.choose(form, accept, asked.format, with_page)
        prologue = "".join(f"{line} " for line in self._prologue(text))
        has_dataset = bool(asked.default_graphs or asked.named_graphs) or self._names_graphs(text)
        try:
            written = (prologue + text).encode()
        except UnicodeEncodeError as error:
            raise Problem(HTTPStatus.BAD_REQUEST, "The query has half of a pair of surrogates: expected whole signs.", f"{KINDS}malformed-query") from error
        question = Question(written, offer.type.encode(), asked.default_graphs, asked.named_graphs, has_dataset, form)
        graphs = "\n".join((*asked.default_graphs, "", *asked.named_graphs)).encode()
        charset = b"; charset=utf-8" if offer.type.startswith("text/") else b""
        return Prepared(question, form, offer.name, offer.type.encode() + charset, graphs, not self.is_elsewhere and is_steady(text), len(prologue))

    def _prologue(self, text: str) -> list[str]:
        base = [self.base] if _RELATIVE.search(text) and "base" not in text.casefold() else []
        # Most queries use no name that is not declared, or none at all: a look that finds too much is enough to know.
        if self.prefixes.keys().isdisjoint(_NAME.findall(text)):
            return base
        return base + query_text.prologue(text, self.prefixes)

    @staticmethod
    def _names_graphs(text: str) -> bool:
        """Whether the query names its dataset itself (FROM, FROM NAMED)."""
        if "from" not in text.casefold():
            return False
        return any(kind == "word" and word.casefold() == "from" for kind, word, _start in terminals.tokens(text))

    async def malformed(self, prepared: Prepared, asked: Request, message: str) -> Problem:
        """The problem of a query that the store does not understand. message: what the store says."""
        text = asked.query or ""
        if self.is_elsewhere:
            # Some show the query again behind what they say.
            message = endpoint.plain(message.strip().partition("\n\n")[0])
        shifted = _POSITION.match(message)
        if shifted and shifted[1] == "1" and prepared.shift:
            column = max(1, int(shifted[2]) - prepared.shift)
            message = f"error at 1:{column}: {message[shifted.end() :]}"
        line, column, words = await self._located(text, message)
        lines = text.splitlines() or [""]
        shown = query.visible(lines[line - 1][:500]) if line <= len(lines) else ""
        return Problem(HTTPStatus.BAD_REQUEST, f"Line {line}, column {column}: {words}", f"{KINDS}malformed-query", line=line, column=column, text=shown)

    async def _located(self, text: str, message: str) -> tuple[int, int, str]:
        # The parser that says it better is slow, so long queries and deep ones are not given to it.
        if len(text) <= _EXPLAINED and query_text.depth(text) <= _EXPLAINED_DEPTH and not self.explaining.locked():
            try:
                async with asyncio.timeout(_EXPLAINED_SECONDS):
                    return await asyncio.shield(self._explained(text, message))
            except TimeoutError:
                pass
        return query.position(message)

    def _explained(self, text: str, message: str) -> "asyncio.Future[tuple[int, int, str]]":
        async def explained() -> tuple[int, int, str]:
            async with self.explaining:
                return await asyncio.to_thread(query.locate, text, message)

        return asyncio.ensure_future(explained())
