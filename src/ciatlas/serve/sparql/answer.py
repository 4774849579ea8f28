"""One answer from the store to the client: within the limits, and never a part that looks like the whole."""

from __future__ import annotations

from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Final

from ciatlas import endpoint
from ciatlas.serve.failures import Broken
from ciatlas.serve.measures import Measures
from ciatlas.serve.problem import Problem
from ciatlas.serve.settings import Limits
from ciatlas.serve.sparql.formats import TAILS, Tail
from ciatlas.serve.sparql.kinds import KINDS
from ciatlas.serve.sparql.preparation import Preparation, Prepared
from ciatlas.serve.sparql.request import Request
from ciatlas.serve.sparql.rows import Rows
from ciatlas.serve.sparql.turns import Run
from ciatlas.serve.sparql.upstream import Cut, Failed, Reply, Upstream

# So much of the end is held back until it is seen to be the end.
_TAIL_BYTES: Final = 512
_SHOWN: Final = 4096
_WORD: Final = Tail((b"true", b"false"))


class Answer:
    """Takes the answer of one query from the store."""

    def __init__(self, prepared: Prepared, run: Run, limits: Limits, measures: Measures) -> None:
        self.prepared, self.run, self.limits, self.measures = prepared, run, limits, measures
        self.rows = Rows(prepared.format)
        # The answer of an ASK is one word in these.
        self.tail = _WORD if prepared.form == "ASK" and prepared.format in ("csv", "tsv") else TAILS[prepared.format]
        self.size = 0
        self.reply: Reply | None = None

    async def begin(self, store: Upstream, preparation: Preparation, asked: Request) -> bytes | None:
        """Asks the store; gives the answer where it is small enough to be there as a whole, else None: then `parts` gives it.

        Raises Problem where there is none, or where it is over a limit already.
        """
        try:
            self.reply = await store.send(self.prepared.question, self.run)
        except Failed as failure:
            raise self._failed(failure) from failure
        if self.reply.status != HTTPStatus.OK:
            raise await self._refused(self.reply, preparation, asked)
        first = self.reply.first
        if (problem := self._over(first)) is not None:
            self.close()
            raise problem
        if not self.reply.ended:
            return None
        if not self.tail.is_whole(first[-_TAIL_BYTES:]):
            raise self._broken_off()
        return first

    async def parts(self) -> AsyncIterator[bytes]:
        """The parts of a large answer. Raises Broken where it does not come to its end."""
        reply = self.reply
        assert reply is not None
        held = reply.first
        try:
            while not reply.ended:
                if len(held) > _TAIL_BYTES:
                    yield held[:-_TAIL_BYTES]
                    held = held[-_TAIL_BYTES:]
                data = await reply.more()
                if self._over(data) is not None:
                    raise Broken
                held += data
        except Failed as failure:
            if isinstance(failure, Cut):
                self.measures.refused(failure.reason)
            raise Broken from failure
        finally:
            self.close()
        if not self.tail.is_whole(held[-_TAIL_BYTES:]):
            self.measures.refused("broken")
            raise Broken
        yield held

    def close(self) -> None:
        """No more is wanted."""
        if self.reply is not None and not self.reply.ended:
            self.reply.close()

    def _over(self, data: bytes) -> Problem | None:
        """The problem of an answer that becomes too large with these bytes."""
        self.size += len(data)
        self.rows.pass_on(data)
        if self.size > self.limits.bytes:
            self.measures.refused("bytes")
            return _too_large(f"more than {self.limits.bytes} bytes", f"{KINDS}answer-too-large")
        if self.rows.count > self.limits.rows:
            self.measures.refused("rows")
            return _too_large(f"more than {self.limits.rows} rows", f"{KINDS}too-many-rows")
        return None

    def _failed(self, failure: Failed) -> Exception:
        if isinstance(failure, Cut):
            self.measures.refused(failure.reason)
            if failure.reason == "gone":
                return Broken()
            detail = f"The query ran longer than {self.limits.seconds:g} s and was cut: expected one that asks for less."
            return Problem(HTTPStatus.GATEWAY_TIMEOUT, detail, f"{KINDS}query-too-slow")
        self.measures.refused("away")
        detail = "The store went away while it answered, or is not there: try again soon; a query that wants too much memory ends so every time."
        return Problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, f"{KINDS}store-away", headers={"Retry-After": "2"})

    async def _refused(self, reply: Reply, preparation: Preparation, asked: Request) -> Exception:
        body = reply.first
        self.close()
        if reply.status == HTTPStatus.BAD_REQUEST:
            return await preparation.malformed(self.prepared, asked, body[:_SHOWN].decode("utf-8", "replace"))
        self.measures.refused("failed")
        return Problem(HTTPStatus.BAD_GATEWAY, f"The store could not answer{endpoint.says(body[:_SHOWN])}.", f"{KINDS}query-failed")

    def _broken_off(self) -> Problem:
        self.measures.refused("broken")
        return Problem(HTTPStatus.BAD_GATEWAY, "The store broke off in the middle of its answer.", f"{KINDS}query-failed")


def _too_large(what: str, type: str) -> Problem:
    return Problem(HTTPStatus.FORBIDDEN, f"The answer has {what}, as many as one answer may have: expected a query with a LIMIT, and OFFSET for the rest.", type)
