"""The program's own questions: a SELECT or an ASK, and its rows as values."""

from __future__ import annotations

import asyncio

from ciatlas import endpoint, query_text
from ciatlas.fault import AtlasError
from ciatlas.insights import Result
from ciatlas.serve.served import Ask
from ciatlas.serve.sparql.upstream import Cut, Failed, Question, Stoppable, Upstream

_JSON = b"application/sparql-results+json"
_STORE = "the store"


class _Run:
    what: Stoppable | None = None

    def runs(self, what: Stoppable) -> None:
        self.what = what

    def cut(self) -> None:
        if self.what is not None:
            self.what.cut(Cut("time"))


def asker(upstream: Upstream, seconds: float) -> Ask:
    """A way to ask the store. The ask raises AtlasError when the query is none, endpoint.Interrupted when no whole answer came in `seconds`."""

    async def ask(query: str) -> Result:
        run = _Run()
        timer = asyncio.get_running_loop().call_later(seconds, run.cut)
        try:
            reply = await upstream.send(Question(query.encode(), _JSON, form=query_text.form(query)), run)
            parts = [reply.first]
            while not reply.ended:
                parts.append(await reply.more())
        except Cut as error:
            raise endpoint.Interrupted(f"the store did not answer within {seconds:g} s") from error
        except Failed as error:
            raise endpoint.Interrupted(str(error)) from error
        finally:
            timer.cancel()
        body = b"".join(parts)
        if reply.status != 200:
            raise AtlasError(f"the store refused the query{endpoint.says(body)}")
        return endpoint.results(_STORE, body)

    return ask
