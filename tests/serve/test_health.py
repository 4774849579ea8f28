"""Health: whether the server is ready, told in time whatever the store does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import coroutines
import pytest
from atlas_files import ROOT
from starlette.requests import Request

from ciatlas import project
from ciatlas.fault import AtlasError
from ciatlas.insights import Result, Value
from ciatlas.project import Project
from ciatlas.serve import health
from ciatlas.serve.health import Health
from ciatlas.serve.problem import Problem


@dataclass
class Store:
    """A store that answers with a number, after the event, or not at all. asked: what it was asked."""

    answers: Callable[[], Awaitable[None]]
    project: Project = field(default_factory=lambda: project.read(ROOT))
    name: str = "abc"
    asked: list[str] = field(default_factory=list)

    async def ask(self, query: str) -> Result:
        self.asked.append(query)
        await self.answers()
        return ("answer",), [(Value("42"),)]


async def at_once() -> None:
    pass


async def never() -> None:
    await asyncio.Event().wait()


async def failing() -> None:
    raise AtlasError("the store is away")


async def asked_of(one: Health) -> dict[str, object]:
    found = json.loads((await one.answer(Request({"type": "http"}))).body)
    assert isinstance(found, dict)
    return found


def test_it_tells_what_is_served():
    async def run() -> None:
        one = Health(Store(at_once))  # type: ignore[arg-type]
        assert (await asked_of(one))["statements"] is None
        await asyncio.sleep(0.01)
        told = await asked_of(one)
        assert (told["status"], told["release"], told["statements"]) == ("ready", "abc", 42)
        assert sum("COUNT" in query for query in one.served.asked) == 1, "counted once"  # type: ignore[attr-defined]

    coroutines.run(run())


@pytest.mark.parametrize(("answers", "detail"), [(never, "did not answer within"), (failing, "does not answer")])
def test_it_is_not_ready_while_the_store_does_not_answer(answers: Callable[[], Awaitable[None]], detail: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(health, "SECONDS", 0.05)

    async def run() -> None:
        with pytest.raises(Problem) as raised:
            await asked_of(Health(Store(answers)))  # type: ignore[arg-type]
        answer = raised.value.response()
        assert answer.status_code == 503 and answer.headers["retry-after"] and detail in raised.value.detail

    coroutines.run(run())


def test_many_who_ask_at_once_share_one_question():
    async def run() -> None:
        gate = asyncio.Event()

        async def when_open() -> None:
            await gate.wait()

        store = Store(when_open)
        one = Health(store)  # type: ignore[arg-type]
        asking = [asyncio.create_task(asked_of(one)) for _number in range(50)]
        await asyncio.sleep(0)
        gate.set()
        assert all(told["status"] == "ready" for told in await asyncio.gather(*asking))
        assert len([query for query in store.asked if query.startswith("ASK")]) == 1

    coroutines.run(run())
