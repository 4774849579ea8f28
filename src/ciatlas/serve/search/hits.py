"""What was found, with all that an answer tells of it: kind, country, roles, page."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from ciatlas.fault import AtlasError
from ciatlas.links.suggest import KINDS
from ciatlas.names.fold import words
from ciatlas.names.language import canonical
from ciatlas.names.search import Hit, search
from ciatlas.names.spelling import slip
from ciatlas.names.thing import Name
from ciatlas.project import Project
from ciatlas.publish.forms.documents import document_name
from ciatlas.query_text import prologue
from ciatlas.serve import names
from ciatlas.serve.problem import Problem
from ciatlas.serve.served import Served

ROLE = "ci:role"
# A store that is slow just now keeps nobody from what was found without it.
_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Told:
    """A hit. kind: a member of search_page.KINDS. scheme, country, roles: IRIs with names; the scheme is a concept's. page: its page's path below a language, where it has one."""

    hit: Hit
    kind: str
    scheme: tuple[str, Name] | None
    country: tuple[str, Name] | None
    roles: tuple[tuple[str, Name], ...]
    page: str | None


async def find(served: Served, text: str, kind: str, language: str, limit: int, offset: int) -> tuple[list[Told], int]:
    """The hits from `offset`, at most `limit`, and how many there are. kind: empty for all. The last word may be only begun."""
    project, known = served.project, names.of(served)
    index = known.index
    kinds = [_iri(project, KINDS[kind])] if kind else []
    hits, total = await asyncio.to_thread(search, index, text, language, kinds, limit, offset, True)
    roles = await _roles(served, [hit.iri for hit in hits])

    def named(iri: str) -> tuple[str, Name] | None:
        number = index.by_iri.get(iri)
        return None if number is None else (iri, index.things[number].name(language))

    def scheme(hit: Hit) -> tuple[str, Name] | None:
        found = next((known.vocabulary.types[one] for one in hit.types if one.startswith(project.iri("scheme/")) and one in known.vocabulary.types), None)
        if found is None or not found.labels:
            return None
        chosen = min(found.labels, key=lambda one: (one != language, one not in project.languages, one))
        return found.iri, Name(found.labels[chosen], chosen)

    found = []
    for hit in hits:
        country = index.things[index.by_iri[hit.iri]].country
        told = [one for iri in roles.get(hit.iri, ()) if (one := named(iri)) is not None]
        told.sort(key=lambda one: one[1].text.casefold())
        found.append(Told(hit, kind_of(project, hit.iri), scheme(hit), named(country) if country else None, tuple(told), page(project, hit.iri)))
    return found, total


async def _roles(served: Served, iris: Sequence[str]) -> dict[str, list[str]]:
    if not iris:
        return {}
    query = f"SELECT DISTINCT ?x ?role {{ VALUES ?x {{ {' '.join(f'<{iri}>' for iri in iris)} }} ?x {ROLE} ?role }}"
    found: dict[str, list[str]] = {}
    try:
        async with asyncio.timeout(_SECONDS):
            _columns, rows = await served.ask(" ".join([*prologue(query, served.project.prefixes), query]))
    except (AtlasError, Problem, TimeoutError):
        return {}
    for x, role in rows:
        if x is not None and role is not None:
            found.setdefault(x.text, []).append(role.text)
    return found


def kind_of(project: Project, iri: str) -> str:
    """The kind of a thing as its address says it; all concepts are one kind."""
    if iri.startswith(project.iri("id/")):
        return iri.removeprefix(project.iri("id/")).partition("/")[0]
    return "concept"


def page(project: Project, iri: str) -> str | None:
    """The path of the page about a thing below a language, percent-encoded."""
    name = document_name(project, iri) if iri.startswith(project.base) else None
    return None if name is None else f"{quote(name)}.html"


def likeness(text: str) -> Callable[[str], bool]:
    """A test whether a word of a name is one of those in a text, begins with one, or is one but for a slip."""
    sought = words(text)
    same = set(map(canonical, sought))

    def is_like(word: str) -> bool:
        return any(one in same or canonical(one) in same or any(one.startswith(other) or slip(other, one) > 0.7 for other in sought) for one in words(word))

    return is_like


def _iri(project: Project, name: str) -> str:
    prefix, _colon, local = name.partition(":")
    return project.prefixes[prefix] + local
