"""The vocabulary, the schemes, the datasets, the catalogue: their addresses below the base, and the file that holds each form of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from anyio import to_thread
from pyoxigraph import CanonicalizationAlgorithm, Dataset, NamedNode, parse

from ciatlas.edition import dump_name
from ciatlas.project import Project
from ciatlas.publish import hosting, void
from ciatlas.publish.accept import NAMES
from ciatlas.publish.file_types import media_types
from ciatlas.publish.forms import FOLDER as FORMS_FOLDER
from ciatlas.publish.site.leads import TARGETS
from ciatlas.rdf import written
from ciatlas.serve.linked_data.files import Files
from ciatlas.serve.negotiation import Offer

VOID = ".well-known/void"
# Of an edition with all its graphs: form -> ending of its file.
_DATASET_FORMS = {"trig": ".trig", "nq": ".nq.gz"}
_TYPES = media_types()
# Longer files are not put into another form while somebody waits.
_CONVERTED_BYTES = 32 * 2**20


@dataclass(frozen=True, slots=True)
class Resource:
    """What is described by files. offers: the forms that there are, the best for all that say nothing first. files: form -> path below the root.

    page: path below a language of the page that tells of it, which then is the form ``html``.
    """

    offers: tuple[Offer, ...]
    files: Mapping[str, str]
    page: str | None


def resources(project: Project, files: Files, pages: bool) -> dict[str, Resource]:
    """The resources by their paths below the base. pages: whether there is a site."""
    known = {**hosting.documents(project, pages), VOID: {"ttl": void.FILE}}
    further: dict[str, dict[str, str]] = {}
    for edition in project.editions:
        stem = f"{FORMS_FOLDER}/{dump_name(project, edition)}"
        named = {form: f"{stem}{ending}" for form, ending in _DATASET_FORMS.items()}
        further[f"data/{edition.name}"] = {form: file for form, file in named.items() if files.path(file) is not None}
    return {path: _resource({**named, **further.get(path, {})}) for path, named in known.items()}


def _resource(named: Mapping[str, str]) -> Resource:
    """named: form -> file, of which one is Turtle, from which others can be made."""
    stem = named["ttl"].removesuffix(".ttl")
    forms = {**{form: f"{stem}.{form}" for form in written.FORMS}, **named}
    page = TARGETS[forms.pop("html")] if "html" in forms else None
    order = [form for form in (*NAMES, *_DATASET_FORMS) if form in forms or (form == "html" and page)]
    return Resource(tuple(Offer(form, *_names(form)) for form in order), forms, page)


class Parts:
    """What files of the release tell of beside what they themselves are: measurements, checks of rows, queries, reviews, partitions."""

    def __init__(self, project: Project, root: Path, pages: bool) -> None:
        """root: the folder of the files. pages: whether there is a site."""
        self._project, self._root = project, root
        self.resources = {start: _resource(named) for start, named in hosting.parts(project, pages).items()}
        self._known: dict[str, frozenset[str]] = {}

    async def find(self, path: str) -> Resource | None:
        """The files that tell of what has this path below the base; None when none does. Raises OSError when a file cannot be read."""
        start = max((start for start in self.resources if path.startswith(start)), key=len, default=None)
        if start is None:
            return None
        found = self.resources[start]
        return found if path in await to_thread.run_sync(self._told, found.files["ttl"]) else None

    def _told(self, file: str) -> frozenset[str]:
        if file not in self._known:
            source = self._root / file
            quads = parse(path=source, base_iri=self._project.base) if source.is_file() else ()
            starts = tuple(self._project.iri(start) for start in self.resources)
            iris = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
            self._known[file] = frozenset(iri.removeprefix(self._project.base) for iri in iris if iri.startswith(starts))
        return self._known[file]


def _names(form: str) -> tuple[str, tuple[str, ...]]:
    names = NAMES.get(form) or (_TYPES[form],)
    return names[0], names[1:]


class Converted:
    """Makes the forms that the release does not have as files out of the Turtle that it has: a maker of files."""

    def __init__(self, project: Project, root: Path, found: Iterable[Resource]) -> None:
        """root: the folder of the files. found: the resources whose forms are wanted."""
        self._project, self._root = project, root
        self._names = {file for one in found for form, file in one.files.items() if form in written.FORMS and "/" not in file}

    def knows(self, name: str) -> bool:
        """Whether it is a form that some resource offers and that can be made."""
        if name not in self._names:
            return False
        source = self._source(name)
        return source.is_file() and source.stat().st_size <= _CONVERTED_BYTES

    def make(self, name: str) -> bytes | None:
        """The resource in the form that the name ends in. Raises OSError when its file cannot be read."""
        if not self.knows(name):
            return None
        project, form = self._project, name.rpartition(".")[2]
        dataset = Dataset(parse(path=self._source(name), base_iri=project.base))
        # A parser calls blank nodes something else each time.
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        return written.write((f"{quad.triple} .\n" for quad in dataset), form, project.prefixes, project.context)

    def names(self, start: str) -> list[str]:
        """The names of what it can make that begin so."""
        return [name for name in sorted(self._names) if name.startswith(start)]

    def _source(self, name: str) -> Path:
        return self._root / f"{name.rpartition('.')[0]}.ttl"
