"""Content negotiation (RFC 9110, 12): which of the forms or languages that there are a client likes best."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus

from babel.core import get_global
from werkzeug.http import parse_list_header, parse_options_header

from ciatlas.serve.problem import Problem

# More than this of a header, or more members, is not looked at: no client that means what it says needs as much.
LONGEST, MOST = 4096, 100

# RFC 9110, 12.4.2; Java's own client writes its weights without the zero, and its wildcard without the second half.
_WEIGHT = re.compile(r"(?:0?\.\d{1,9}|0\.?|1(?:\.0*)?)", re.ASCII)
_LOOSE = re.compile(r"[ \t]{0,8}=[ \t]{0,8}")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Offer:
    """One form that there is. name: by which the caller knows it. type: its media type. also: other types by which clients ask for it."""

    name: str
    type: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Range:
    main: str
    sub: str
    parameters: frozenset[tuple[str, str]]
    weight: float


def choose(accept: str | None, offers: tuple[Offer, ...]) -> Offer | None:
    """The offer that an Accept header likes best, the first of those liked alike; None when none is acceptable.

    accept: all its lines joined by commas; None, an empty one, and one in which nothing can be read, take anything.
    """
    if not accept:
        return offers[0] if offers else None
    return _choose(_bounded(accept), offers)


@lru_cache(maxsize=1024)
def _choose(accept: str, offers: tuple[Offer, ...]) -> Offer | None:
    ranges = list(_ranges(accept))
    if not ranges:
        return offers[0] if offers else None
    best, most = None, 0.0
    for offer in offers:
        if (weight := _weight(ranges, offer)) > most:
            best, most = offer, weight
    return best


def _weight(ranges: Sequence[_Range], offer: Offer) -> float:
    """How much an offer is liked: by its own name, else by one of its other names, else by a wildcard (RFC 9110, 12.5.1)."""
    named = [weight for name in (offer.type, *offer.also) if (weight := _named(ranges, name)) is not None]
    if named:
        return max(named)
    main = offer.type.partition("/")[0]
    for wanted in (main, "*"):
        if weights := [one.weight for one in ranges if one.main == wanted and one.sub == "*"]:
            return max(weights)
    return 0.0


def _named(ranges: Sequence[_Range], type: str) -> float | None:
    """How much a type is liked by its name. Parameters (a profile, a version) are wishes: they count where nothing is said without them."""
    main, _slash, sub = type.partition("/")
    found = [one for one in ranges if one.main == main and one.sub == sub]
    plain = [one.weight for one in found if one.parameters <= {("charset", "utf-8")}]
    weights = plain or [one.weight for one in found]
    return max(weights) if weights else None


def _ranges(accept: str) -> Iterator[_Range]:
    for name, weight, parameters in _members(accept):
        main, slash, sub = name.partition("/")
        if name == "*":
            main, slash, sub = "*", "/", "*"
        if slash and _TOKEN.fullmatch(main) and _TOKEN.fullmatch(sub) and (main != "*" or sub == "*"):
            known = frozenset((key.lower(), value.lower()) for key, value in parameters.items())
            yield _Range(main, sub, known, weight)


def choose_language(accept: str | None, languages: tuple[str, ...]) -> str:
    """The language that an Accept-Language header likes best; the first of all where it likes none (RFC 9110, 12.5.4 allows that).

    languages: codes of two or three letters. ``he-IL`` and the old ``iw`` are Hebrew too (RFC 4647, 3.4).
    """
    return _choose_language(_bounded(accept), languages) if accept else languages[0]


@lru_cache(maxsize=1024)
def _choose_language(accept: str, languages: tuple[str, ...]) -> str:
    aliases: Mapping[str, str] = get_global("language_aliases")
    weights: dict[str, float] = {}
    for name, weight, _parameters in _members(accept):
        primary = name.partition("-")[0]
        language = aliases.get(primary, primary)
        # Who does not want one kind of a language does not refuse the language.
        if name == primary or weight > 0:
            weights[language] = max(weight, weights.get(language, 0.0))
    any_other = weights.get("*", 0.0)
    best = max(languages, key=lambda one: weights.get(one, any_other))
    if weights.get(best, any_other) > 0:
        return best
    return next((one for one in languages if one not in weights), languages[0])


def choose_coding(accept: str | None, codings: tuple[str, ...]) -> str | None:
    """The content coding that an Accept-Encoding header likes best, the first of those liked alike; None for the content as it is.

    codings: names as registered (``gzip``). As it is, content is liked only where the header prefers that, or nothing else.
    """
    return _choose_coding(_bounded(accept), codings) if accept else None


@lru_cache(maxsize=1024)
def _choose_coding(accept: str, codings: tuple[str, ...]) -> str | None:
    weights: dict[str, float] = {}
    for name, weight, _parameters in _members(accept):
        weights[name.removeprefix("x-")] = weight
    any_other = weights.get("*", 0.0)
    best, most = None, max(weights.get("identity", 0.0), 0.0)
    for coding in codings:
        weight = weights.get(coding, any_other)
        if weight > 0 and (weight > most or (best is None and weight >= most)):
            best, most = coding, weight
    return best


def _members(header: str) -> Iterator[tuple[str, float, dict[str, str]]]:
    """The members of a header with their weights and parameters, names in small letters; what cannot be read is passed over."""
    for member in parse_list_header(header)[:MOST]:
        # Spaces around the sign are an old bad habit (RFC 9110, 5.6.6).
        name, parameters = parse_options_header(_LOOSE.sub("=", member))
        weight = parameters.pop("q", "1").strip()
        if name and _WEIGHT.fullmatch(weight):
            yield name.strip().lower(), float(weight), parameters


def _bounded(header: str) -> str:
    """So much of a header as is looked at, and no half of a member at its end."""
    return header if len(header) <= LONGEST else header[:LONGEST].rpartition(",")[0]


def not_acceptable(accept: str, available: Iterable[tuple[str, str]], headers: Mapping[str, str] | None = None) -> Problem:
    """The problem of a client that takes none of what there is (RFC 9110, 15.5.7). available: address and media type of each form."""
    forms = [{"href": href, "type": type} for href, type in available]
    told = ", ".join(dict.fromkeys(form["type"] for form in forms))
    shown = accept if len(accept) <= 200 else f"{accept[:200]}…"
    detail = f"Accept is {shown!r}: expected one of {told}, or */*"
    links = ", ".join(f'<{form["href"]}>; rel="alternate"; type="{form["type"]}"' for form in forms)
    return Problem(HTTPStatus.NOT_ACCEPTABLE, detail, headers={"Vary": "Accept", "Link": links, **(headers or {})}, available=forms)
