"""The things of an atlas with their names, read from its store by SPARQL, whichever store that is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from sys import intern

from ciatlas.insights import Result, Row
from ciatlas.links.suggest import KINDS
from ciatlas.names.thing import Key, Name, Thing
from ciatlas.project import Project
from ciatlas.query_text import prologue

Ask = Callable[[str], Awaitable[Result]]

PREFERRED = ("skos:prefLabel", "dcterms:title")
OTHER = ("skos:altLabel",)
COUNTRY = "ci:country"
# Where a thing is; of a place, the region that it lies in. The first that is known counts.
PLACES = ("ci:seat", "ci:place", "schema:location", "ci:region")
# What tells things of one name apart in time. The first that is known counts.
TIMES = ("schema:startDate", "dcterms:issued", "schema:foundingDate", "ci:startYear")
WEBSITES = ("foaf:homepage", "schema:url")
SAME = ("owl:sameAs", "schema:sameAs", "skos:exactMatch")
CODES = ("org:identifier", "skos:notation")
IDENTIFIER = "adms:identifier"


async def read(ask: Ask, project: Project) -> list[Thing]:
    """All things of the kinds that have names, sorted by their IRIs. ask: asks the store a query that declares its prefixes.

    Raises what `ask` raises.
    """
    reader = _Reader(ask, project)
    await reader.classes()
    await reader.schemes()
    await reader.names()
    await reader.facts()
    await reader.identifiers()
    return reader.things()


class _Reader:
    def __init__(self, ask: Ask, project: Project) -> None:
        self._ask, self.project = ask, project
        self.types: dict[str, list[str]] = {}
        self.named: dict[str, dict[Name, None]] = {}
        self.said: dict[str, dict[str, list[str]]] = {}
        self.keys: dict[str, dict[Key, None]] = {}

    async def ask(self, query: str) -> list[Row]:
        return (await self._ask(" ".join([*prologue(query, self.project.prefixes), query])))[1]

    def iri(self, name: str) -> str:
        prefix, _colon, local = name.partition(":")
        return self.project.prefixes[prefix] + local

    async def pairs(self, pattern: str) -> Iterable[tuple[str, str, str]]:
        """(IRI of a thing, text, language) of what a pattern with ?x and ?y finds, of the things whose types are known."""
        rows = await self.ask(f"SELECT ?x ?y {{ {pattern} }}")
        return [(x.text, y.text, y.language or "") for x, y in rows if x is not None and y is not None and x.text in self.types]

    async def classes(self) -> None:
        """The types of each thing, the one with the fewest things first: it says most."""
        # One path for each kind: Virtuoso follows no path of which both ends are variables.
        below = " UNION ".join(f"{{ ?class rdfs:subClassOf+ {kind} }}" for kind in KINDS.values())
        rows = await self.ask(f"SELECT DISTINCT ?class {{ {below} FILTER(ISIRI(?class)) }}")
        classes = dict.fromkeys([*(self.iri(kind) for kind in KINDS.values()), *(row[0].text for row in rows if row[0] is not None)])
        extensions: dict[str, list[str]] = {}
        for one in classes:
            found = await self.ask(f"SELECT DISTINCT ?x {{ ?x a <{one}> FILTER(STRSTARTS(STR(?x), \"{self.project.base}\")) }}")
            if found:
                extensions[intern(one)] = [row[0].text for row in found if row[0] is not None and row[0].iri]
        kinds = {self.iri(kind) for kind in KINDS.values()}
        # A kind before what is only some things of a kind: an initiative is one first, and place-based then.
        for one, found_iris in sorted(extensions.items(), key=lambda item: (item[0] not in kinds, len(item[1]), item[0])):
            for iri in found_iris:
                self.types.setdefault(iri, []).append(one)

    async def schemes(self) -> None:
        for iri, scheme, _language in await self.pairs("?x skos:inScheme ?y"):
            self.types[iri].append(intern(scheme))

    async def names(self) -> None:
        for properties, preferred in ((PREFERRED, True), (OTHER, False)):
            for property in properties:
                for iri, text, language in await self.pairs(f"?x {property} ?y"):
                    self.named.setdefault(iri, {})[Name(text, intern(language), preferred)] = None

    async def facts(self) -> None:
        for property in (COUNTRY, *PLACES, *TIMES, *WEBSITES, "ci:degree"):
            said = self.said.setdefault(property, {})
            for iri, text, _language in await self.pairs(f"?x {property} ?y"):
                said.setdefault(iri, []).append(intern(text))

    async def identifiers(self) -> None:
        for property in (*SAME, *CODES):
            predicate = intern(self.iri(property))
            for iri, text, _language in await self.pairs(f"?x {property} ?y"):
                self.keys.setdefault(iri, {})[Key(text, predicate)] = None
        rows = await self.ask(f"SELECT DISTINCT ?x ?y ?scheme {{ ?x {IDENTIFIER} [ skos:notation ?y ; ci:identifierScheme ?scheme ] }}")
        for x, y, scheme in rows:
            if x is not None and y is not None and scheme is not None and x.text in self.types:
                self.keys.setdefault(x.text, {})[Key(y.text, intern(scheme.text))] = None

    def things(self) -> list[Thing]:
        shared: dict[tuple[str, ...], tuple[str, ...]] = {}
        found = []
        for iri in sorted(self.named):
            types = tuple(dict.fromkeys(self.types[iri]))
            found.append(
                Thing(
                    iri,
                    tuple(sorted(self.named[iri], key=lambda name: (not name.preferred, name.language, name.text))),
                    shared.setdefault(types, types),
                    country=self._first(iri, COUNTRY),
                    place=self._first(iri, *PLACES),
                    when=self._first(iri, *TIMES) or "",
                    websites=tuple(sorted({one for property in WEBSITES for one in self.said[property].get(iri, ())})),
                    keys=tuple(sorted(self.keys.get(iri, ()), key=lambda key: (key.scheme, key.text))),
                    rank=int(degree) if (degree := self._first(iri, "ci:degree") or "0").isdecimal() else 0,
                )
            )
        return found

    def _first(self, iri: str, *properties: str) -> str | None:
        return next((min(values) for property in properties if (values := self.said[property].get(iri)) and values), None)
