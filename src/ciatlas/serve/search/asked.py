"""What a search asks: its parameters, checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request

from ciatlas.publish.site.search_page import KINDS, LONGEST
from ciatlas.serve.negotiation import Offer, choose, choose_language, not_acceptable
from ciatlas.serve.problem import Problem

PER_PAGE = 20
# So far one leafs through; who wants all takes the files.
LAST_PAGE = 50

HTML = Offer("html", "text/html", ("application/xhtml+xml",))
JSON = Offer("json", "application/json")
SUGGESTIONS = Offer("suggestions", "application/x-suggestions+json")
_NAMES = ("q", "kind", "lang", "page", "format")
FORMATS = (HTML, JSON, SUGGESTIONS)


@dataclass(frozen=True, slots=True)
class Asked:
    """words: what is sought, empty where there is only the form to show. kind: a member of KINDS, empty for all. page: from 1."""

    words: str
    kind: str
    page: int
    language: str
    format: Offer

    @property
    def first(self) -> int:
        """The place of the first result on the page, from 0."""
        return (self.page - 1) * PER_PAGE


def read(request: Request, languages: tuple[str, ...], path: str, has_page: bool = True, language: str | None = None) -> Asked:
    """Reads the parameters ``q``, ``kind``, ``lang``, ``page`` and ``format``.

    languages: of the atlas. path: of the search, for the addresses of other forms. has_page: whether there is a page for people.
    language: where the address has it already; then it is a page. Raises Problem that names the parameter, its value, and what was expected.
    """
    given = request.query_params
    for name in _NAMES:
        if len(given.getlist(name)) > 1:
            raise _bad(f"{name} is there {len(given.getlist(name))} times: expected once")
    if len(given.get("q", "")) > LONGEST:
        raise _bad(f"q has {len(given['q'])} characters: expected at most {LONGEST}")
    words = " ".join(given.get("q", "").replace("\x00", " ").split())
    kind = _one_of("kind", given.get("kind", ""), ("", *KINDS))
    page = _page(given.get("page", ""))
    if language is not None:
        return Asked(words, kind, page, language, HTML)
    tongue = _one_of("lang", given["lang"], languages) if "lang" in given else choose_language(request.headers.get("accept-language"), languages)
    return Asked(words, kind, page, tongue, _format(request, path, FORMATS if has_page else FORMATS[1:]))


def _format(request: Request, path: str, offers: tuple[Offer, ...]) -> Offer:
    if "format" in request.query_params:
        name = _one_of("format", request.query_params["format"], [one.name for one in offers])
        return next(one for one in offers if one.name == name)
    accept = ", ".join(request.headers.getlist("accept"))
    found = choose(accept, offers)
    if found is None:
        raise not_acceptable(accept, [(f"{path}?format={one.name}", one.type) for one in offers])
    return found


def _page(given: str) -> int:
    # Clients of OpenSearch leave out the value of an optional parameter, not its name.
    if not given:
        return 1
    page = int(given) if given.isascii() and given.isdecimal() and len(given) < 9 else 0
    if not 1 <= page <= LAST_PAGE:
        raise _bad(f"page is {_shown(given)}: expected a whole number from 1 to {LAST_PAGE}")
    return page


def _one_of(name: str, given: str, known: Sequence[str]) -> str:
    if given not in known:
        raise _bad(f"{name} is {_shown(given)}: expected one of {', '.join(filter(None, known))}")
    return given


def _shown(value: str) -> str:
    return repr(value if len(value) <= 60 else f"{value[:60]}…")


def _bad(detail: str) -> Problem:
    return Problem(HTTPStatus.BAD_REQUEST, detail)
