"""What a request of the reconciliation service asks: its parameters, of the address or of a form; the JSON in them; and the form of the answer."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from ciatlas.serve.problem import Problem

# Of a form. A batch of a hundred queries with ten properties each has 50 KB.
LARGEST = 2**20
FORM = "application/x-www-form-urlencoded"
# A name of a function or of a member of an object, and nothing that could be more (ECMAScript, 12.7, in ASCII).
_CALLBACK = re.compile(r"[A-Za-z_$][\w$]{0,63}(?:\.[A-Za-z_$][\w$]{0,63}){0,7}", re.ASCII)
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_SHOWN = 60


async def parameters(request: Request) -> dict[str, str]:
    """The parameters by name, those of a form before those of the address; of several with one name the first.

    Raises Problem when the form is too long, or the body is no form.
    """
    found = dict(reversed(_pairs(request.url.query, "the address")))
    if request.method == "POST":
        kind = request.headers.get("content-type", FORM).partition(";")[0].strip().lower()
        if kind != FORM:
            detail = f"Content-Type is {shown(kind)}: expected {FORM}, as the Reconciliation Service API 0.2 sends queries"
            raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail, headers={"Accept-Post": FORM})
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST:
                raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The form has more than {LARGEST} bytes: expected a smaller batch")
        found |= dict(reversed(_pairs(body.decode("utf-8", "replace"), "the form")))
    return found


def _pairs(text: str, where: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=100, errors="replace")
    except ValueError as error:
        raise Problem(HTTPStatus.BAD_REQUEST, f"There are more than 100 parameters in {where}: expected a few") from error


def read_json(name: str, text: str) -> Any:
    """The JSON of a parameter. Raises Problem with where it is wrong."""
    try:
        value = json.loads(text, parse_constant=_no_number)
        if _HALF.search(text):
            json.dumps(value, ensure_ascii=False).encode()
    except RecursionError as error:
        raise bad(f"{name}: nested too deep: expected JSON as the Reconciliation Service API 0.2 has it") from error
    except UnicodeEncodeError as error:
        raise bad(f"{name}: half of a character is in it (a surrogate alone): expected whole characters") from error
    except ValueError as error:
        raise bad(f"{name}: {shown(text)} is no JSON: {error}") from error
    return value


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number of JSON")


def bad(detail: str) -> Problem:
    """The problem of a request that says something else than was expected."""
    return Problem(HTTPStatus.BAD_REQUEST, detail)


def shown(value: object) -> str:
    """A value as messages show it: as JSON, shortened."""
    text = json.dumps(value, ensure_ascii=True, default=str)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def whole_number(name: str, value: object, default: int, least: int, most: int) -> int:
    """A parameter or member that is a number; `default` where there is none, never more than `most`. Raises Problem for another value."""
    if value is None or value == "":
        return default
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 10:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value) or value != int(value) or value < least:
        raise bad(f"{name} is {shown(value)}: expected a whole number, {least} or more")
    return min(int(value), most)


def answer(content: object, given: Mapping[str, str]) -> Response:
    """Content as JSON, or as a call of the function that ``callback`` names (JSONP, API 0.2, 3.3). Raises Problem for what is no name."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    told = {"Vary": "Accept-Language"}
    callback = given.get("callback")
    if callback is None:
        return Response(text, headers=told, media_type="application/json")
    if not _CALLBACK.fullmatch(callback):
        raise bad(f"callback is {shown(callback)}: expected the name of a function, of letters, digits, _, $ and dots")
    # The two signs end lines in older ECMAScript, but not in JSON; the comment keeps others from reading the answer as something else.
    script = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return Response(f"/**/{callback}({script});", headers=told, media_type="text/javascript")
