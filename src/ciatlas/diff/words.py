"""Changes in words: names of things, of their tables and of their columns, and values, in one language of the atlas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from ciatlas.diff.changes import Change, Subject
from ciatlas.edition import tables
from ciatlas.messages import _
from ciatlas.project import Project
from ciatlas.rdf.namespaces import RDFS, WELL_KNOWN, XSD
from ciatlas.rdf.turtle import Names
from ciatlas.tables.model import Column, Table

SKOS, ORG = WELL_KNOWN["skos"], WELL_KNOWN["org"]
# From the best name of a thing to what must do.
NAMES = (SKOS + "prefLabel", RDFS + "label", WELL_KNOWN["dcterms"] + "title", WELL_KNOWN["schema"] + "text", SKOS + "notation")
_BARE = {XSD + name for name in ("integer", "decimal", "gYear", "gYearMonth", "date", "boolean")}


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a thing that changed: its title, and the values that it had and has, sorted."""

    title: str
    former: tuple[str, ...]
    later: tuple[str, ...]


class Words:
    """Knows the names of things, tables and columns in one language; a name that is missing there is given in English, else in any."""

    def __init__(self, project: Project, language: str, triples: Sequence[Iterable[Triple]]) -> None:
        """triples: where names are looked for, the first place that has one wins; the vocabulary comes last."""
        self.language = language
        self._names = Names(project.prefixes)
        # What an engagement is in: the property of ORG, or the atlas's own for events.
        self._wholes = (ORG + "organization", project.prefixes.get("ci", "") + "event")
        vocabulary = [quad.triple for path in (project.vocabulary, project.schemes) for quad in parse(path=str(path), format=RdfFormat.TURTLE)]
        self._labels: dict[str, dict[Subject, dict[str, str]]] = {}
        self._parts: dict[Subject, dict[str, NamedNode]] = {}
        for source in (vocabulary, *reversed(triples)):
            self._read(source)
        self._tables = list(tables(project, project.editions[-1]).tables)

    def _read(self, triples: Iterable[Triple]) -> None:
        found: dict[tuple[str, Subject], dict[str, str]] = {}
        for triple in triples:
            predicate = triple.predicate.value
            if predicate in NAMES and isinstance(triple.object, Literal):
                texts = found.setdefault((predicate, triple.subject), {})
                language = triple.object.language or ""
                # Two names in one language are a fault of the data, not a reason to tell another story at each run.
                texts[language] = min(triple.object.value, texts.get(language, triple.object.value))
            elif predicate in (ORG + "member", ORG + "role", *self._wholes) and isinstance(triple.object, NamedNode):
                self._parts.setdefault(triple.subject, {})[predicate] = triple.object
        for (predicate, subject), texts in found.items():
            self._labels.setdefault(predicate, {})[subject] = texts

    def thing(self, thing: Subject) -> str:
        """The name of a thing; an engagement's is put together from its parts; an address where nothing names it."""
        return self._label(thing) or self.address(thing)

    def _label(self, thing: Subject) -> str | None:
        for predicate in NAMES:
            if texts := self._labels.get(predicate, {}).get(thing):
                return self._text(texts)
        parts = self._parts.get(thing, {})
        member, role = parts.get(ORG + "member"), parts.get(ORG + "role")
        whole = next((parts[name] for name in self._wholes if name in parts), None)
        if member is None or role is None or whole is None or thing in (member, role, whole):
            return None
        names = {name: self._label(part) or self.address(part) for name, part in (("member", member), ("role", role), ("whole", whole))}
        return _("{member}, {role} in {whole}").format(**names)

    def _text(self, texts: Mapping[str, str]) -> str:
        return texts.get(self.language) or texts.get("en") or texts[min(texts)]

    def reason(self, change: Change) -> str:
        """Why a thing was merged or removed; empty where that is not told."""
        return self._text(change.reasons) if change.reasons else ""

    def address(self, thing: Subject) -> str:
        """A thing's IRI with its prefix, as in ``organization:fsg``."""
        return self._names.iri(thing.value) if isinstance(thing, NamedNode) else str(thing)

    def table(self, thing: Subject) -> str:
        """The title of the table that has things with such an address; that of other things where there is none."""
        table = self._table(thing)
        return _title(table, self.language) if table else _("Other things")

    def _table(self, thing: Subject) -> Table | None:
        if isinstance(thing, BlankNode):
            return None
        fitting = [(len(start), table) for table in self._tables for start in [_start(_about(table))] if start and thing.value.startswith(start)]
        return max(fitting, key=lambda pair: pair[0])[1] if fitting else None

    def fields(self, change: Change) -> list[Field]:
        """The columns in which a thing changed, in the order of its table, with their values before and after."""
        table = self._table(change.thing)
        found: dict[tuple[int, str], tuple[list[str], list[str]]] = {}
        for side, statements in enumerate((change.removed, change.added)):
            for triple in statements:
                column = _column(table, triple) if table else None
                if column is not None and column.derived_from:
                    continue
                place = column.number if column else 10_000
                title = self._column_title(column) if column and column.titles else self._property(triple.predicate)
                found.setdefault((place, title), ([], []))[side].append(self.value(triple.object))
        return [Field(title, tuple(sorted(old)), tuple(sorted(new))) for (_place, title), (old, new) in sorted(found.items())]

    def _column_title(self, column: Column) -> str:
        """The last title is the one for people; the first is the header, for programs."""
        titles = column.titles.get(self.language) or column.titles.get("en") or (column.title,)
        return titles[-1]

    def _property(self, predicate: NamedNode) -> str:
        texts = self._labels.get(RDFS + "label", {}).get(predicate)
        return self._text(texts) if texts else self.address(predicate)

    def value(self, value: Subject | Literal) -> str:
        """A value as a reader knows it: the name of a thing, a number or date as it is, a text between quotation marks.

        What nobody sees in a text (a space at its end, a character that turns its direction) is seen here.
        """
        if isinstance(value, Literal):
            return value.value if value.datatype.value in _BARE and value.value.isprintable() else repr(value.value)
        return self.thing(value)


def _about(table: Table) -> str:
    return next((column.about_url for column in table.schema.source_columns if column.about_url), "")


def _start(template: str | None) -> str:
    return (template or "").partition("{")[0]


def _title(table: Table, language: str) -> str:
    texts = table.annotations.get(WELL_KNOWN["dc11"] + "title") or table.annotations.get(WELL_KNOWN["dcterms"] + "title") or []
    by_language = {text.get("@language"): text["@value"] for text in texts}
    return by_language.get(language) or by_language.get("en") or table.url


def _column(table: Table, triple: Triple) -> Column | None:
    """The column that makes such statements: of several with one property, the one with the language, datatype or kind of address."""
    columns = [one for one in table.schema.columns if one.property_url == triple.predicate.value and one.about_url == _about(table)]
    value = triple.object
    if isinstance(value, Literal):
        exact = [one for one in columns if (one.lang == value.language if value.language else one.datatype.iri == value.datatype.value)]
    elif isinstance(value, NamedNode):
        exact = [one for one in columns if _start(one.value_url) and value.value.startswith(_start(one.value_url))]
    else:
        exact = []
    return next(iter([*exact, *columns]), None)
