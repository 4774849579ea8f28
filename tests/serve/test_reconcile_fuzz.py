"""Whatever is sent to the reconciliation service, it answers with what was asked or with one clear problem, and never fails."""

from __future__ import annotations

import json
import random
import string
from typing import Any
from urllib.parse import urlencode

import pytest
from reconciliation_schemas import FORM
from serving import Server, ask

TEXTS = ["", "ford", "קרן", "\x00", "\uffff", "👩‍👩‍👧", "a" * 300, "id/organization/fsg", "org:Organization", "ci:country", ":", "://", "http://[", "https://[::1", "<x>", "{{id}}", "%", "&&",
         "((((", "[a]", "wd:Q1", "  ", "\u202e", "'\"", "İ", "ﷺ", "1" * 40, "\u0301", "The", "inc", "of the", "-:-", "'; } #"]  # fmt: skip
PATHS = ["suggest/entity", "suggest/type", "suggest/property", "flyout/entity", "flyout/type", "flyout/property", "preview", "view", "feature", "properties", "", "he"]


class Noise:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def text(self) -> str:
        return self.random.choice([*TEXTS, "".join(self.random.choices(string.printable, k=self.random.randrange(12)))])

    def value(self, depth: int = 0) -> Any:
        kind = self.random.randrange(10)
        if kind < 2:
            return self.random.choice([None, True, False, 0, -1, 1e308, 3.5, 10**30, 1])
        if kind == 2 and depth < 4:
            return [self.value(depth + 1) for _each in range(self.random.randrange(4))]
        if kind == 3 and depth < 4:
            return {self.text(): self.value(depth + 1) for _each in range(self.random.randrange(4))}
        return self.text()

    def query(self) -> dict[str, Any]:
        found = {key: self.value() for key in ("query", "type", "limit", "properties", "type_strict") if self.random.random() < 0.25}
        if self.random.random() < 0.8:
            found["query"] = self.text()
        if self.random.random() < 0.5:
            found["properties"] = [{"pid": self.random.choice(["ci:country", "website", "EIN", "founded", "city", "name", self.text()]), "v": self.value()}]
        return found

    def extension(self) -> dict[str, Any]:
        settings = {key: self.value() for key in ("limit", "content", "count", "language") if self.random.random() < 0.3}
        ids = self.value() if self.random.random() < 0.2 else [self.text() for _each in range(3)]
        return {"ids": ids, "properties": [{"id": self.random.choice(["ci:country", "skos:prefLabel", self.text()]), "settings": settings}]}


@pytest.mark.parametrize("seed", range(4))
def test_nothing_makes_it_fail(server: Server, seed: int):
    noise = Noise(seed)
    statuses = []
    for number in range(120):
        if number % 3 == 0:
            path = f"/reconcile/{noise.random.choice(PATHS)}"
            names = noise.random.sample(["prefix", "cursor", "id", "type", "limit", "callback", "query", "queries", "extend"], noise.random.randrange(5))
            answer = ask(server, f"{path}?{urlencode({name: noise.text() for name in names})}")
        else:
            form = {"queries": {noise.text(): noise.query() for _each in range(3)}} if number % 3 == 1 else {"extend": noise.extension()}
            answer = ask(server, "/reconcile", "POST", urlencode({name: json.dumps(value) for name, value in form.items()}), Content_Type=FORM)
        assert answer.status in (200, 303, 400, 404), (number, answer.text)
        if answer.status >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
            assert json.loads(answer.body)["detail"]
        statuses.append(answer.status)
    assert statuses.count(200) > 20
