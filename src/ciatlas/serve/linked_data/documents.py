"""The documents about things and concepts: where each form and each page is, and the links that go with it in the header."""

from __future__ import annotations

from urllib.parse import quote

from ciatlas.project import Project
from ciatlas.publish.accept import NAMES
from ciatlas.publish.forms import DOCUMENTS
from ciatlas.publish.forms.documents import FORMS
from ciatlas.rdf.namespaces import RDF, WELL_KNOWN
from ciatlas.serve.linked_data.files import Files
from ciatlas.serve.linked_data.links import Links
from ciatlas.serve.negotiation import Offer

# In the order by which other web servers choose as well (publish.accept).
OFFERS = tuple(Offer(form, types[0], types[1:]) for form, types in NAMES.items())
_TYPES = {offer.name: offer.type for offer in OFFERS}


class Documents:
    """Looks for documents by their names below ``doc/``, decoded: ``organization/fsg``, ``scheme/domain/education``."""

    def __init__(self, project: Project, files: Files) -> None:
        self.project, self.files = project, files
        self._of_things = project.iri("id/")

    def name(self, path: str) -> str | None:
        """The name of the document about what a path below the base names (``id/…``, ``scheme/…``); None when it names no thing."""
        if path.startswith("id/"):
            return path[3:] or None
        return path if path.startswith("scheme/") and path != "scheme/" else None

    def split(self, name: str) -> tuple[str, str]:
        """A document's name and form, as its ending says it; an empty form where it has no such ending."""
        stem, dot, ending = name.rpartition(".")
        return (stem, ending) if dot and ending in _TYPES else (name, "")

    async def is_there(self, name: str) -> bool:
        """Whether there is a document of that name."""
        return not name.endswith("/") and await self.files.is_there(f"{DOCUMENTS}/{name}{FORMS[0]}")

    async def page(self, name: str, language: str) -> str | None:
        """Where the page about a thing is below the root; None when it has none."""
        for path in (f"{language}/{name}.html", f"{language}/{name}/index.html"):
            if await self.files.is_there(path):
                return path
        return None

    async def link(self, name: str, written: str, form: str, page: str | None, links: Links) -> str:
        """The value of the Link header of a document in a form. written: its name percent-encoded, as the client wrote it."""
        found = await self.files.content(f"{DOCUMENTS}/{name}.nt", None)
        lines = (found.whole or b"") if found is not None else b""
        iri, edition = self._topic(lines, name)
        return links.of_document(iri, f"{DOCUMENTS}/{written}", form, list(_TYPES.items()), page, objects(lines, iri, RDF + "type"), edition)

    def _topic(self, lines: bytes, name: str) -> tuple[str, str]:
        """The thing that a document is about and the dataset that it belongs to, as it says itself."""
        topic = f"> <{WELL_KNOWN['foaf']}primaryTopic> <".encode()
        for line in lines.split(b"\n"):
            if topic in line:
                document, _verb, rest = line.partition(topic)
                datasets = objects(lines, document[1:].decode(), WELL_KNOWN["dcterms"] + "isPartOf")
                return rest.partition(b">")[0].decode(), next(iter(datasets), self.project.iri("data"))
        start = self.project.base if name.startswith("scheme/") else self._of_things
        return start + quote(name), self.project.iri("data")


def objects(lines: bytes, subject: str, property: str) -> list[str]:
    """The IRIs that a property of a subject points at, out of N-Triples."""
    start = f"<{subject}> <{property}> <".encode()
    return [line.removeprefix(start).partition(b">")[0].decode() for line in lines.split(b"\n") if line.startswith(start)]
