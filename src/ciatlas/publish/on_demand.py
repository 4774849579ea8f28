"""Documents and pages about things, made when they are asked for out of the store of a release: the same bytes as a build writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import unquote

from pyoxigraph import Store

from ciatlas import claims
from ciatlas.edition import tables
from ciatlas.evaluation import in_process
from ciatlas.project import Edition, Project
from ciatlas.publish.dumps import reading_order
from ciatlas.publish.forms import DOCUMENTS
from ciatlas.publish.forms.documents import FORMS, Documents, named
from ciatlas.publish.forms.reading import Reading, read
from ciatlas.publish.site import assets
from ciatlas.publish.site.atlas import prepare
from ciatlas.publish.site.frame import Frame
from ciatlas.publish.site.things import Pages
from ciatlas.publish.story import story

# Pieces of documents that are kept because others may need them.
_PIECES = 20_000

Make = Callable[[], bytes]


class OnDemand:
    """Makes the files about things, and what their pages load, by the names that they have below the root of the site. It is of one thread."""

    def __init__(self, project: Project, store: Store) -> None:
        """store: the release, each graph by its name (edition.open_release), with what was derived and measured.

        Raises AtlasError, or OSError, when the tables of an edition cannot be read.
        """
        self._project, self._store = project, store
        last = project.editions[-1]
        self._atlas = prepare(project, last, store, tables(project, last))
        self._makers: dict[str, Make] = {}
        # A thing that is in several editions has its document from the last.
        for edition in project.editions:
            reading = self._atlas.reading if edition is last else read(project, edition, store)
            self._makers |= self._documents(edition, reading)
        self._makers |= self._pages()
        self._makers |= self._assets()

    def __contains__(self, name: object) -> bool:
        return name in self._makers

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def make(self, name: str) -> bytes:
        """The content of a file that is in this. Raises KeyError for another name, AtlasError when a template has a fault."""
        return self._makers[name]()

    def _documents(self, edition: Edition, reading: Reading) -> dict[str, Make]:
        documents = Documents(self._project, edition, reading, reading_order(tables(self._project, edition)))

        def make(iri: str, form: int) -> bytes:
            if len(documents.pieces) > _PIECES:
                documents.forget()
            return documents.document(iri)[form]

        known = [(iri, name) for iri, name in named(self._project, reading) if name is not None]
        return {f"{DOCUMENTS}/{name}{ending}": partial(make, iri, number) for iri, name in known for number, ending in enumerate(FORMS)}

    def _pages(self) -> dict[str, Make]:
        project, edition = self._project, self._atlas.edition
        verdicts = claims.verdicts(claims.read_claims(project), in_process(self._store, project.prefixes), project)
        found: dict[str, Make] = {}
        for language in project.languages:
            # Nothing is written: where the folder of the site is does not matter.
            pages = Pages(Frame(self._atlas, language, Path()), story(project, edition, [], verdicts, {}, language))
            for iri, path in pages.paths():
                found[f"{language}/{unquote(path)}"] = partial(_page, pages, iri, path)
        return found


    def _assets(self) -> dict[str, Make]:
        copied = {f"{assets.FOLDER}/{name}": path.read_bytes for name, path in assets.copied().items()}
        return copied | {f"{assets.FOLDER}/{name}": text.encode for name, text in assets.made(self._atlas).items()}


def _page(pages: Pages, iri: str, path: str) -> bytes:
    return pages.page(iri, path).encode()
