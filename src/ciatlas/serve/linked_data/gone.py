"""Retired addresses: 301 to what came in their place, else 410 (RFC 9110, 15.5.11) that says since when and why, in each form alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from itertools import chain
from urllib.parse import quote, unquote

from pyoxigraph import NamedNode, Store

from ciatlas import retired
from ciatlas.project import Project
from ciatlas.publish.forms import DOCUMENTS
from ciatlas.publish.hosting import CACHE_SECONDS
from ciatlas.publish.site.retired_page import RetiredPages
from ciatlas.rdf import written
from ciatlas.retired import Retired
from ciatlas.serve.compression import CODINGS, SMALLEST, pack
from ciatlas.serve.linked_data import links
from ciatlas.serve.linked_data.asked import Asked
from ciatlas.serve.linked_data.documents import OFFERS, Documents
from ciatlas.serve.linked_data.files import Files, media_type
from ciatlas.serve.linked_data.links import Links
from ciatlas.serve.linked_data.representation import Representation, encoded
from ciatlas.serve.negotiation import Offer, choose, choose_coding, choose_language
from ciatlas.serve.problem import MEDIA_TYPE, Problem

_CACHED = f"public, max-age={CACHE_SECONDS}"
# Answers that are kept: pages and documents of some kilobytes.
_KEPT = 512
_PROBLEM = Offer("problem", MEDIA_TYPE, ("application/json",))
_FORMS = tuple(Offer(one.name, one.type, tuple(also for also in one.also if also not in _PROBLEM.also)) for one in OFFERS)


@dataclass(frozen=True, slots=True)
class Found:
    """A row of the table at an address. form: that the address ends in, empty where in none. language: of the page that was there, if it was one."""

    row: Retired
    form: str = ""
    language: str | None = None
    of_document: bool = False


class Gone:
    """Finds retired addresses, and what answers them."""

    def __init__(self, project: Project, files: Files, documents: Documents) -> None:
        """Reads the table. Raises AtlasError when it cannot be read."""
        self._project, self._documents = project, documents
        self._rows = {unquote(row.path): row for row in retired.read(project)}
        self._store = Store()
        retired.load(project, self._store)
        self._pages = RetiredPages(project, lambda path: files.path(path) is not None)
        self._page = lru_cache(_KEPT)(self._made_page)
        self._document = lru_cache(_KEPT)(self._made_document)

    def find(self, name: str) -> Found | None:
        """What is retired at a path below the root, decoded: of a thing or concept, of a document about it, of its page in a language."""
        if (row := self._rows.get(name)) is not None:
            return Found(row)
        start, _slash, about = name.partition("/")
        if start in self._project.languages and about.endswith(".html"):
            row = self._of(about.removesuffix(".html")) or self._of(about.removesuffix("/index.html"))
            return None if row is None else Found(row, "html", start)
        if start != DOCUMENTS:
            return None
        if (row := self._of(about)) is not None:
            return Found(row, of_document=True)
        stem, form = self._documents.split(about)
        return None if not form or (row := self._of(stem)) is None else Found(row, form, of_document=True)

    def _of(self, document: str) -> Retired | None:
        """The row of what a document of that name was about."""
        return self._rows.get(document) or self._rows.get(f"id/{document}")

    async def answer(self, asked: Asked, found: Found) -> Representation:
        """301 where something came in its place; else what tells of it, in the form and the language that the client likes best.

        Who says nothing of a form gets the one that the address ends in. Raises Problem (410) for who likes problem documents.
        """
        if found.row.replaced_by is not None:
            return _moved(asked.root + links.safe(await self._replacement(found, found.row.replaced_by)))
        offers = (*(one for one in _FORMS if one.name == found.form), _PROBLEM, *_FORMS)
        form = (choose(asked.accept, offers) or _PROBLEM).name
        link = self._links(asked.root, found.row, form)
        if form == "problem":
            raise self._problem(found.row, link)
        headers = {"Link": link}
        if form == "html":
            language = found.language or choose_language(asked.language, self._project.languages)
            # Its links are relative, so that they hold under whatever name the server is reached.
            content = self._page(found.row.path, language, asked.path.count(b"/") - 1)
            headers["Content-Language"] = language
        else:
            content = self._document(found.row.path, form)
        return _gone(content, form, asked.encoding, headers)

    async def _replacement(self, found: Found, target: str) -> str:
        about = target.removeprefix("id/")
        if found.of_document:
            return f"{DOCUMENTS}/{about}{'.' * bool(found.form)}{found.form}"
        page = await self._documents.page(unquote(about), found.language) if found.language else None
        return target if page is None else quote(page)

    def _made_page(self, path: str, language: str, depth: int) -> bytes:
        return self._pages.page(self._rows[unquote(path)], language, depth).encode()

    def _made_document(self, path: str, form: str) -> bytes:
        project = self._project
        said = self._store.quads_for_pattern(NamedNode(project.iri(path)), None, None, NamedNode(retired.graph(project)))
        return written.write((f"{quad.triple} .\n" for quad in said), form, project.prefixes, project.context)

    def _links(self, root: str, row: Retired, form: str) -> str:
        document = f"{root}{DOCUMENTS}/{row.path.removeprefix('id/')}"
        iri, dataset = self._project.iri(row.path), retired.graph(self._project)
        others = [(f"{document}.{one.name}", "alternate", one.type) for one in OFFERS if one.name != form]
        return links.header(chain([(iri, "cite-as", ""), (dataset, "collection", "")], others, Links(self._project, root).always))

    def _problem(self, row: Retired, link: str) -> Problem:
        """The problem of an address whose thing was taken out, with the reasons in each language."""
        iri, reasons = self._project.iri(row.path), row.reasons
        told = f"{iri} was retired on {row.date}" if row.date else f"{iri} was retired"
        first = next((reasons[one] for one in ("en", *self._project.languages) if one in reasons), "")
        detail = f"{told}, and nothing came in its place" + (f": {first}" if first else "")
        headers = {"Vary": _vary(), "Cache-Control": _CACHED, "Link": link}
        return Problem(HTTPStatus.GONE, detail, headers=headers, address=iri, retired=row.date, reasons=dict(reasons), replaced_by=None)


def _gone(content: bytes, form: str, encoding: str | None, headers: Mapping[str, str]) -> Representation:
    coding = choose_coding(encoding, CODINGS) if len(content) >= SMALLEST else None
    sent = pack(content, coding) if coding else content
    coded = {"Content-Encoding": coding} if coding else {}
    told = {"Content-Type": media_type(f"{DOCUMENTS}.{form}"), "Cache-Control": _CACHED, "Vary": _vary("Accept-Encoding"), **coded, **headers}
    return Representation(HTTPStatus.GONE, encoded(told), b"", sent, None, len(sent))


def _moved(target: str) -> Representation:
    return Representation(HTTPStatus.MOVED_PERMANENTLY, encoded({"Location": target, "Cache-Control": _CACHED}))


def _vary(*further: str) -> str:
    return ", ".join(("Accept", "Accept-Language", *further))
