"""Links as HTML from pages that lie equally deep: to things by name, to years, to pages elsewhere by host and path. Each is made once."""

from __future__ import annotations

from collections.abc import Container
from urllib.parse import unquote, urlsplit

from markupsafe import Markup, escape

from ciatlas.publish.site.alphabet import language_in
from ciatlas.publish.site.frame import Frame
from ciatlas.publish.wording import plain

# A longer path is cut in its middle, where it tells least.
_LONGEST = 56
_WEB = ("http", "https")


class Anchors:
    """Links from pages so many folders below their language's."""

    def __init__(self, frame: Frame, depth: int, years: Container[int]) -> None:
        """years: those that have a page."""
        self.frame, self.years = frame, years
        self.start = "../" * depth
        self._things: dict[str, Markup] = {}
        self._elsewhere: dict[str, Markup] = {}
        self._hosts: dict[str, Markup] = {}

    def thing(self, iri: str) -> Markup:
        """A thing, concept or term by its name, with the link to its page where it has one."""
        if iri not in self._things:
            atlas = self.frame.atlas
            path, name = atlas.path(iri), atlas.name(iri, self.frame.language)
            self._things[iri] = self.place(path, name.__html__()) if path is not None else name.__html__()
        return self._things[iri]

    def mark(self, iri: str) -> Markup:
        """A concept that says how something is known, as a small mark to stand after it."""
        return Markup(f' <span class="known">{self.thing(iri)}</span>')

    def place(self, path: str, text: Markup | str) -> Markup:
        """A link to a path below the language."""
        return Markup(f'<a href="{self.start}{escape(path)}">{escape(text)}</a>')

    def year(self, value: str, text: Markup | None = None) -> Markup:
        """A year by itself or by a text, with the link to its page where it has one."""
        year = plain(value)
        shown = escape(year) if text is None else text
        return self.place(f"year/{year}.html", shown) if year.isdecimal() and int(year) in self.years else shown

    def elsewhere(self, address: str, text: str | None = None) -> Markup:
        """A page elsewhere: by `text`, else by its host and path. What is no address of the web stays text."""
        if text is not None:
            return Markup('<a href="{}" rel="nofollow noopener">{}</a>').format(address, text) if is_web(address) else escape(text)
        if address not in self._elsewhere:
            self._elsewhere[address] = _elsewhere(address)
        return self._elsewhere[address]

    def host(self, address: str) -> Markup:
        """A page elsewhere by its host alone, where there is little room."""
        if address not in self._hosts:
            text = readable(address)[0] if is_web(address) else plain(address)
            self._hosts[address] = self.elsewhere(address, Markup(f'<bdi dir="ltr">{escape(text)}</bdi>'))
        return self._hosts[address]


def is_web(address: str) -> bool:
    """Whether an address can be followed in a browser and does nothing else there."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    # A name before the host, as in an address of mail, would mislead.
    return parts.scheme in _WEB and bool(parts.netloc) and "@" not in parts.netloc


def _elsewhere(address: str) -> Markup:
    if not is_web(address):
        return Markup('<bdi class="source" dir="ltr">{}</bdi>').format(plain(address))
    host, path = readable(address)
    language = language_in(path)
    shown = Markup('<span lang="{}">{}</span>').format(language, path) if language else path
    return Markup('<a class="source" dir="ltr" href="{}" rel="nofollow noopener"><b>{}</b>{}</a>').format(address, host, shown)


def readable(address: str) -> tuple[str, str]:
    """The host of an address without ``www.``, and its path as people write it, shortened."""
    parts = urlsplit(address)
    path = plain(unquote(parts.path)).rstrip("/") + (f"?{parts.query}" if parts.query else "")
    if len(path) > _LONGEST:
        half = _LONGEST // 2
        path = f"{path[:half]}…{path[-half:]}"
    return plain(parts.netloc.removeprefix("www.")), plain(path)
