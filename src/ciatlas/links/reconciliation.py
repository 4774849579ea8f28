"""A client of the Reconciliation Service API 0.2: the manifest, and batches of queries by POST. It only reads what a service says."""

from __future__ import annotations

import http.client
import json
import math
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from ciatlas import __version__
from ciatlas.fault import AtlasError
from ciatlas.messages import _

VERSION = "0.2"
ATTEMPTS = 5
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 60.0
LARGEST_ANSWER = 32 * 2**20
# So many questions in a row that the service refuses, and it is the service.
REFUSALS = 10
# RFC 9110: what may pass if one waits. A batch may also be too large or too hard for a service (400, 413, 500, ...): then it is halved.
_PASSING = frozenset({408, 429, 500, 502, 503, 504})

Sleep = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a service says of itself (API 0.2, 3): its name, and the beginning of the IRIs of its entities."""

    name: str
    identifier_space: str
    view: str = ""

    def iri(self, id: str) -> str:
        """The IRI of an entity; empty where the identifier space cannot be put before an id to make one."""
        if id.startswith(("http://", "https://")):
            return id
        return self.identifier_space + id if self.identifier_space.endswith(("/", "#", ":", "=")) else ""


@dataclass(frozen=True, slots=True)
class Question:
    """One query (API 0.2, 4.2): the name to look for, type ids, property values by property id, how many candidates at most."""

    query: str
    types: tuple[str, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    limit: int = 5

    def json(self) -> dict[str, Any]:
        asked: dict[str, Any] = {"query": self.query, "limit": self.limit}
        if self.types:
            asked["type"] = self.types[0] if len(self.types) == 1 else list(self.types)
        if self.properties:
            asked["properties"] = [{"pid": pid, "v": value} for pid, value in self.properties]
        return asked


@dataclass(frozen=True, slots=True)
class Candidate:
    """One candidate (API 0.2, 4.3). score: None where the service gave none. match: whether the service holds it for certain."""

    id: str
    name: str
    score: float | None
    match: bool
    description: str = ""
    types: tuple[str, ...] = ()
    features: Mapping[str, float | bool] = field(default_factory=dict)


class _Refused(Exception):
    """The service answered with a status that waiting did not change, or with what is no answer to these queries."""


def manifest(service: str, timeout: float = 30.0, sleep: Sleep = time.sleep) -> Manifest:
    """What the service at `service` says of itself. Raises AtlasError when it is away, or does not speak the API's version 0.2."""
    if urlsplit(service).scheme not in ("http", "https") or not urlsplit(service).hostname:
        raise AtlasError(_("{service}: expected the address of a service, beginning with https:// or http://").format(service=repr(service)))
    try:
        said = _ask(service, None, timeout, sleep)
    except _Refused as error:
        raise AtlasError(_("{service}: {reason}").format(service=service, reason=error)) from error
    versions = said.get("versions") if isinstance(said, dict) else None
    if not isinstance(versions, list) or VERSION not in versions:
        told = _("{service}: expected the manifest of a reconciliation service with version {version} among its versions, found {found}")
        raise AtlasError(told.format(service=service, version=VERSION, found=json.dumps(versions if isinstance(said, dict) else said)[:100]))
    name, space = said.get("name"), said.get("identifierSpace")
    if not isinstance(name, str) or not isinstance(space, str):
        raise AtlasError(_("{service}: the manifest lacks {keys}").format(service=service, keys="name, identifierSpace"))
    view = said.get("view")
    url = view.get("url") if isinstance(view, dict) else None
    return Manifest(name, space, url if isinstance(url, str) else "")


def reconcile(
    service: str, questions: Sequence[Question], batch: int = 20, timeout: float = 30.0, sleep: Sleep = time.sleep
) -> Iterator[tuple[int, list[Candidate] | None]]:
    """The candidates for each question by its place, in order; None where the service gave no usable answer to it.

    batch: how many questions go into one request. What a batch leaves unanswered is asked once more, each by itself; a batch that is
    refused is halved. Raises AtlasError when the service cannot be reached any more, or refuses REFUSALS questions in a row.
    """
    refused = 0
    for start in range(0, len(questions), batch):
        places = range(start, min(start + batch, len(questions)))
        answers = _batch(service, questions, places, timeout, sleep, ATTEMPTS)
        for place in places:
            if place not in answers and len(places) > 1:
                answers |= _batch(service, questions, range(place, place + 1), timeout, sleep, ATTEMPTS)
            answer = answers.get(place)
            refused = refused + 1 if isinstance(answer, _Refused) else 0
            if refused == REFUSALS:
                raise AtlasError(_("{service}: {reason}").format(service=service, reason=answer))
            yield place, None if isinstance(answer, _Refused) else answer


def _batch(
    service: str, questions: Sequence[Question], places: range, timeout: float, sleep: Sleep, attempts: int
) -> dict[int, list[Candidate] | _Refused]:
    """The answers to the questions at some places: candidates, or that the service refuses the question; nothing where it passes over it."""
    asked = {f"q{place}": questions[place].json() for place in places}
    try:
        said = _ask(service, urlencode({"queries": json.dumps(asked, ensure_ascii=False)}).encode(), timeout, sleep, attempts)
    except _Refused as error:
        if len(places) == 1:
            return {places.start: error}
        # The whole has had its attempts: a half is refused for good or not at all.
        middle = places.start + len(places) // 2
        halves = (range(places.start, middle), range(middle, places.stop))
        return {place: answer for half in halves for place, answer in _batch(service, questions, half, timeout, sleep, 1).items()}
    if not isinstance(said, dict):
        return {}
    answers: dict[int, list[Candidate] | _Refused] = {}
    for place in places:
        answer = said.get(f"q{place}")
        result = answer.get("result") if isinstance(answer, dict) else None
        if isinstance(result, list):
            found = [candidate for one in result if (candidate := _candidate(one)) is not None]
            # An answer in which nothing is a candidate is garbage; one that is empty says that there is none.
            if found or not result:
                answers[place] = found[: questions[place].limit]
    return answers


def _candidate(said: object) -> Candidate | None:
    if not isinstance(said, dict) or not isinstance(said.get("id"), str) or not said["id"]:
        return None
    score = said.get("score")
    types = said.get("type") if isinstance(said.get("type"), list) else []
    features = said.get("features") if isinstance(said.get("features"), list) else []
    return Candidate(
        id=said["id"],
        name=_text(said.get("name")),
        score=float(score) if _is_number(score) else None,
        match=said.get("match") is True,
        description=_text(said.get("description")),
        types=tuple(filter(None, (_text(one.get("name") or one.get("id")) if isinstance(one, dict) else _text(one) for one in types))),
        features={
            one["id"]: one["value"]
            for one in features
            if isinstance(one, dict) and isinstance(one.get("id"), str) and (isinstance(one.get("value"), bool) or _is_number(one.get("value")))
        },
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _ask(service: str, form: bytes | None, timeout: float, sleep: Sleep, attempts: int = ATTEMPTS) -> Any:
    """What the service answers, as JSON. Waits and tries again where that may help.

    Raises AtlasError when it cannot be reached, _Refused when it can but gives no JSON.
    """
    headers = {"Accept": "application/json", "User-Agent": f"ciatlas/{__version__}"}
    request = urllib.request.Request(service, data=form, headers=headers)  # noqa: S310 - the scheme was looked at
    for attempt in range(1, attempts + 1):
        wait = FIRST_PAUSE * 2 ** (attempt - 1)
        try:
            with urllib.request.urlopen(request, timeout=timeout) as response:  # noqa: S310
                body = response.read(LARGEST_ANSWER + 1)
            if len(body) > LARGEST_ANSWER:
                raise _Refused(_("the answer has more than {number} bytes").format(number=LARGEST_ANSWER))
            return json.loads(body)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code not in _PASSING or attempt == attempts:
                raise _Refused(_("answered {status} {reason}").format(status=error.code, reason=error.reason)) from error
            wait = max(wait, _retry_after(error))
        except (OSError, http.client.HTTPException) as error:
            if attempt == attempts:
                reason = getattr(error, "reason", None) or error
                told = _("{service} cannot be reached ({reason}); tried {number} times")
                raise AtlasError(told.format(service=service, reason=reason, number=attempts)) from error
        except (ValueError, RecursionError) as error:
            raise _Refused(_("the answer is not JSON: {reason}").format(reason=error)) from error
        sleep(min(wait, LONGEST_PAUSE))
    raise AssertionError


def _retry_after(error: urllib.error.HTTPError) -> float:
    """The seconds that Retry-After asks for (RFC 9110, 10.2.3); 0 where it names a date or nothing."""
    value = error.headers.get("Retry-After", "") if error.headers else ""
    return float(value) if value.isascii() and value.isdigit() else 0.0
