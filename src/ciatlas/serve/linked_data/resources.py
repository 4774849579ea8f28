"""The addresses of the atlas: what answers each of them, in which form and in which language."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import quote

from ciatlas.project import Project
from ciatlas.publish import hosting
from ciatlas.publish.forms import DOCUMENTS
from ciatlas.publish.site.leads import TARGETS
from ciatlas.serve.linked_data import path, unknown
from ciatlas.serve.linked_data.asked import Asked
from ciatlas.serve.linked_data.described import Parts, Resource
from ciatlas.serve.linked_data.documents import OFFERS, Documents
from ciatlas.serve.linked_data.files import Content, Files, media_type
from ciatlas.serve.linked_data.gone import Gone
from ciatlas.serve.linked_data.links import Links
from ciatlas.serve.linked_data.names import Names
from ciatlas.serve.linked_data.representation import Representation, encoded
from ciatlas.serve.negotiation import Offer, choose, choose_language, not_acceptable

_CACHED = f"public, max-age={hosting.CACHE_SECONDS}"
_FOR_EVER = "public, max-age=31536000, immutable"
_PAGE, _INDEX, _LOST = ".html", "index.html", "404.html"


class Resources:
    """Finds what answers a request. Whatever it finds depends on nothing but what was asked."""

    def __init__(
        self, project: Project, files: Files, described: Mapping[str, Resource], parts: Parts, frozen: frozenset[str], modified: str | None
    ) -> None:
        """described: by paths below the base. frozen: names of files that never change. modified: the value of Last-Modified.

        Raises AtlasError when the table of retired addresses cannot be read.
        """
        self.project, self.files, self.described, self.parts, self.frozen, self.modified = project, files, described, parts, frozen, modified
        self.documents = Documents(project, files)
        self.gone = Gone(project, files, self.documents)
        self.names = Names(files)

    async def answer(self, asked: Asked) -> Representation:
        """What is sent. Raises Problem for what is not there (any more), not acceptable, or no path at all."""
        name = path.name(asked.path)
        if name is None:
            return await self._missing(asked, None)
        if (retired := self.gone.find(name)) is not None:
            return await self.gone.answer(asked, retired)
        if (found := self._described(name)) is not None:
            return self._lead(asked, *found)
        if (topic := self.documents.name(name)) is not None and await self.documents.is_there(topic):
            return self._about(asked, name)
        if name.startswith(f"{DOCUMENTS}/") and (answer := await self._document(asked, name.removeprefix(f"{DOCUMENTS}/"))) is not None:
            return answer
        if (answer := await self._file(asked, name)) is not None:
            return answer
        if (told := await self.parts.find(name)) is not None:
            return self._lead(asked, told, name, "")
        start, folder = hosting.results(self.project)
        if name.startswith(start) and await self.files.is_there(name.replace(start, folder, 1)):
            return _redirect(302, f"{asked.root}{folder}{self._written(asked, name, start)}")
        return await self._missing(asked, name)

    def _written(self, asked: Asked, name: str, start: str) -> str:
        """What of the path follows its `start`, as it can stand in a header: as the client wrote it, where that is valid."""
        written = path.written(asked.path) or ""
        return (written if written.startswith(f"/{start}") else f"/{quote(name)}").removeprefix(f"/{start}")

    def _described(self, name: str) -> tuple[Resource, str, str] | None:
        """What is described by files, with its path and the form that an ending asks for, where that is not the file itself."""
        stem = name.removesuffix("/")
        if stem in self.described:
            return self.described[stem], stem, ""
        stem, _dot, ending = stem.rpartition(".")
        found = self.described.get(stem)
        if found is not None and (found.files.get(ending, name) != name or (ending == "html" and found.page)):
            return found, stem, ending
        # Of several that one page at the root tells of, any leads to it.
        described = next((one for one, resource in self.described.items() if resource.page == TARGETS[name]), None) if name in TARGETS else None
        return (self.described[described], described, "html") if described is not None else None

    def _lead(self, asked: Asked, found: Resource, name: str, form: str) -> Representation:
        """303 to the file that describes it, or to the page in the reader's language."""
        types = [(file, media_type(file).partition(";")[0]) for file in found.files.values()]
        vary = ["Accept"] if not form else []
        if not form:
            if (chosen := choose(asked.accept, found.offers)) is None:
                raise not_acceptable(asked.accept or "", ((asked.root + file, type) for file, type in types))
            form = chosen.name
        link = Links(self.project, asked.root).of_dataset(self.project.iri(name), types)
        if form != "html":
            return _redirect(303, asked.root + quote(found.files[form]), vary, link)
        vary.append("Accept-Language")
        language = choose_language(asked.language, self.project.languages)
        return _redirect(303, f"{asked.root}{language}/{found.page}", vary, link, True)

    def _about(self, asked: Asked, name: str) -> Representation:
        """303 from a thing to the document about it (Cool URIs for the Semantic Web, 4.2), in the form that the client likes best."""
        document = f"{asked.root}{DOCUMENTS}/{self._written(asked, name, 'id/' if name.startswith('id/') else '')}"
        chosen = self._chosen(asked, document)
        return _redirect(303, f"{document}.{chosen.name}", ["Accept"])

    def _chosen(self, asked: Asked, document: str) -> Offer:
        chosen = choose(asked.accept, OFFERS)
        if chosen is None:
            raise not_acceptable(asked.accept or "", ((f"{document}.{offer.name}", offer.type) for offer in OFFERS))
        return chosen

    async def _document(self, asked: Asked, name: str) -> Representation | None:
        """A document about a thing by negotiation or by its ending; None when there is none."""
        written = self._written(asked, f"{DOCUMENTS}/{name}", f"{DOCUMENTS}/")
        stem, form = self.documents.split(name)
        vary: list[str] = []
        if not form or not await self.documents.is_there(stem):
            # A name may hold a full stop.
            if not await self.documents.is_there(name):
                return None
            stem, form, vary = name, self._chosen(asked, f"{asked.root}{DOCUMENTS}/{written}").name, ["Accept"]
        else:
            written = written.rpartition(".")[0]
        of_root = Links(self.project, asked.root)
        if form != "html":
            file = f"{DOCUMENTS}/{stem}.{form}"
            content = await self.files.content(file, asked.encoding)
            if content is None:
                return None
            headers = {"Link": await self.documents.link(stem, written, form, None, of_root)}
            if vary:
                headers["Content-Location"] = f"{asked.root}{DOCUMENTS}/{written}.{form}"
            return self._sent(file, content, vary, headers)
        language = choose_language(asked.language, self.project.languages)
        vary.append("Accept-Language")
        page = await self.documents.page(stem, language)
        if page is None:
            return None
        # Its links are relative: the bytes hold only where the page is as deep as the document.
        if page.count("/") != f"{DOCUMENTS}/{stem}".count("/"):
            return _redirect(303, asked.root + quote(page), vary, None, True)
        content = await self.files.content(page, asked.encoding)
        if content is None:
            return None
        link = await self.documents.link(stem, written, form, quote(page), of_root)
        return self._sent(page, content, vary, {"Link": link, "Content-Location": asked.root + quote(page)})

    async def _file(self, asked: Asked, name: str) -> Representation | None:
        """A file of the site, or the page of a folder; None when there is neither."""
        if not name and self.files.path(_INDEX) is None:
            return self._lead(asked, self.described["catalog"], "catalog", "")
        if (content := await self.files.content(name if name and not name.endswith("/") else f"{name}{_INDEX}", asked.encoding)) is None:
            if not name.endswith("/") and await self.files.is_there(f"{name}/{_INDEX}"):
                # Relative links in the page begin at the folder.
                return _redirect(301, f"{asked.root}{self._written(asked, name, '')}/", with_query=True)
            return None
        file = name if name and not name.endswith("/") else f"{name}{_INDEX}"
        of_root = Links(self.project, asked.root)
        language, _slash, rest = file.partition("/")
        about = rest.removesuffix(_PAGE).removesuffix("/index")
        if language in self.project.languages and file.endswith(_PAGE) and await self.documents.is_there(about):
            link = await self.documents.link(about, quote(about), "html", quote(file), of_root)
        else:
            link = of_root.of_file()
        return self._sent(file, content, [], {"Link": link})

    def _sent(self, file: str, content: Content, vary: list[str], headers: dict[str, str], status: int = 200) -> Representation:
        """The representation that a file's content is."""
        all_headers = {"Content-Type": media_type(file), "ETag": content.tag.decode()}
        if content.coding:
            all_headers["Content-Encoding"] = content.coding
        if self.modified:
            all_headers["Last-Modified"] = self.modified
        all_headers["Cache-Control"] = _FOR_EVER if file in self.frozen else _CACHED
        all_headers["Vary"] = ", ".join([*vary, "Accept-Encoding"])
        if content.size is not None:
            all_headers["Accept-Ranges"] = "bytes"
        language = file.partition("/")[0]
        if language in self.project.languages and file.endswith(_PAGE):
            all_headers["Content-Language"] = language
        return Representation(status, encoded({**all_headers, **headers}), content.tag, content.whole, content.path, content.size, content.unpack)

    async def _missing(self, asked: Asked, name: str | None) -> Representation:
        """The answer for what is not there: the site's page for people, a problem document with the nearest names for programs."""
        content = await self.files.content(_LOST, asked.encoding) if unknown.wants_page(asked.accept) else None
        if content is None or content.whole is None:
            near = await self.names.near(name) if name else []
            raise unknown.not_found(self.project, name, near)
        headers = {"Content-Type": media_type(_LOST), "Cache-Control": "no-cache", "Vary": "Accept, Accept-Encoding"}
        if content.coding:
            headers["Content-Encoding"] = content.coding
        return Representation(HTTPStatus.NOT_FOUND, encoded(headers), b"", content.whole, None, content.size)


def _redirect(status: int, target: str, vary: list[str] | None = None, link: str | None = None, with_query: bool = False) -> Representation:
    headers = {"Location": target, "Cache-Control": _CACHED}
    if vary:
        headers["Vary"] = ", ".join(vary)
    if link:
        headers["Link"] = link
    return Representation(status, encoded(headers), with_query=with_query)
