"""The names of what is served, in an index that is made when the server starts: for the search and for the reconciliation service."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.routing import BaseRoute

from ciatlas import messages
from ciatlas.links.suggest import KINDS
from ciatlas.messages import _
from ciatlas.names import store, vocabulary
from ciatlas.names.index import Index
from ciatlas.names.keys import Keys
from ciatlas.names.matching import Matching
from ciatlas.names.vocabulary import Vocabulary
from ciatlas.project import Project
from ciatlas.publish.site.kinds import kind_names
from ciatlas.serve.served import Served


@dataclass(frozen=True, slots=True)
class Names:
    """index: things by their names. keys: by what is theirs alone. vocabulary: the types and properties. matching: of queries."""

    index: Index
    keys: Keys
    vocabulary: Vocabulary
    matching: Matching


# A process serves one release; tests may serve several.
_of: dict[int, Names] = {}


def of(served: Served) -> Names:
    """The names of what is served. Raises KeyError outside of `lifespan`."""
    return _of[id(served)]


def routes(_served: Served) -> list[BaseRoute]:
    """None: other parts speak of names."""
    return []


@asynccontextmanager
async def lifespan(served: Served) -> AsyncIterator[None]:
    """Makes the index before the server is ready. Raises AtlasError where the store cannot be asked."""
    _of[id(served)] = await read(served)
    try:
        yield
    finally:
        del _of[id(served)]


async def read(served: Served) -> Names:
    """Reads the names from the store; the index is made beside the loop, which has others to serve meanwhile."""
    things = await store.read(served.ask, served.project)
    index = await asyncio.to_thread(Index, things)
    keys = await asyncio.to_thread(Keys, things)
    words = await vocabulary.read(served.ask, served.project, index, keys, called(served.project))
    return Names(index, keys, words, Matching(index, keys, words.kind, words.ids.iri))


def called(project: Project) -> dict[str, dict[str, str]]:
    """IRI -> language -> what classes and properties are called that come from other vocabularies than the atlas's own."""
    labels: dict[str, dict[str, str]] = {}
    for language in project.languages:
        with messages.speaking(language):
            kinds = kind_names()
            named = {
                **{name: kinds["scheme" if kind == "concept" else kind] for kind, name in KINDS.items()},
                "org:classification": _("Type"),
                "foaf:homepage": _("Website"),
                "schema:url": _("To read"),
                "schema:foundingDate": _("Founded"),
                "schema:startDate": _("Date"),
                "schema:endDate": _("Ended"),
                "schema:location": _("Place"),
                "schema:organizer": _("Organised by"),
                "dcterms:issued": _("Year"),
                "dcterms:type": _("Kind"),
                "dcterms:language": _("Language"),
                "dcterms:title": _("Title"),
                "dcterms:creator": _("Authors"),
                "dcterms:publisher": _("Published by"),
                "dcterms:source": _("Sources"),
                "skos:prefLabel": _("Name"),
                "skos:altLabel": _("Other names"),
                "skos:notation": _("Code"),
                "skos:note": _("Notes"),
                "adms:identifier": _("Identifiers"),
            }
        for name, text in named.items():
            prefix, _colon, local = name.partition(":")
            labels.setdefault(project.prefixes[prefix] + local, {})[language] = text
    return labels
