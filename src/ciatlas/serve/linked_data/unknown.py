"""Addresses that name nothing: answers that help on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from rapidfuzz import fuzz, process

from ciatlas.project import Project
from ciatlas.publish.accept import NAMES
from ciatlas.serve.negotiation import Offer, choose
from ciatlas.serve.problem import MEDIA_TYPE, Problem

# As in links between names: below this a guess confuses more than it helps.
_LIKENESS, _GUESSES = 60.0, 3
_LONGEST = 200

_OFFERS = (Offer("problem", MEDIA_TYPE, ("application/json",)), Offer("html", NAMES["html"][0], NAMES["html"][1:]))


def wants_page(accept: str | None) -> bool:
    """Whether what the client is told of a problem should be a page for people."""
    found = choose(accept, _OFFERS)
    return found is not None and found.name == "html"


def not_found(project: Project, name: str | None, near: Sequence[str]) -> Problem:
    """The problem of an address that names nothing. near: paths below the base that may have been meant."""
    if name is None:
        return Problem(HTTPStatus.NOT_FOUND, "the path is none that anything here can have: expected names of visible letters between slashes")
    shown = name[:_LONGEST]
    further: dict[str, Any] = {}
    detail = f"{f'/{shown}'!r} names nothing here"
    if near:
        further["nearest"] = [project.iri(quote(one)) for one in near]
        detail += f"; did you mean {further['nearest'][0]}?"
    return Problem(HTTPStatus.NOT_FOUND, detail, headers={"Vary": "Accept"}, **further)


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """The names most like the given one, the most like first; none when nothing is like it."""
    found = process.extract(name, known, scorer=fuzz.ratio, processor=str.casefold, score_cutoff=_LIKENESS, limit=_GUESSES)
    return [one for one, _score, _key in found]
