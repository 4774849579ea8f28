"""Turtle as a person would write it: prefixes, one block for each subject, properties in a chosen order (RDF 1.1 Turtle)."""

from __future__ import annotations

import itertools
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ciatlas.rdf.namespaces import RDF, XSD
from ciatlas.rdf.ntriples import object_key

# The part of PN_LOCAL (Turtle 6.5) that needs no escape and reads well; all else is written as a whole IRI.
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
IN_MEMORY_CHARACTERS = 64 * 2**20
_BARE = {
    XSD + "boolean": re.compile(r"true|false"),
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
}
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
# Besides what Turtle demands, what would turn the reading direction of a line or hide in it is escaped.
_ESCAPED = re.compile("[\"\\\\\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class Names:
    """Writes terms with the prefixes given, and remembers which prefixes it used."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._by_length = sorted(((iri, prefix) for prefix, iri in prefixes.items()), key=lambda pair: (-len(pair[0]), pair))
        self._known: dict[str, str] = {}
        self.used: set[str] = set()

    def iri(self, iri: str) -> str:
        """An IRI as prefix:local where that is legal, else in angle brackets."""
        known = self._known.get(iri)
        if known is None:
            known = self._known[iri] = self._write(iri)
        return known

    def _write(self, iri: str) -> str:
        for namespace, prefix in self._by_length:
            if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
                self.used.add(prefix)
                return f"{prefix}:{iri[len(namespace):]}"
        return f"<{iri}>"

    def term(self, term: NamedNode | BlankNode | Literal) -> str:
        """A term in Turtle's syntax; numbers and booleans bare where their form allows it."""
        if isinstance(term, NamedNode):
            return self.iri(term.value)
        if isinstance(term, BlankNode):
            return str(term)
        datatype = term.datatype.value
        bare = _BARE.get(datatype)
        if bare and bare.fullmatch(term.value):
            return term.value
        # A text of several lines, such as a query, is written as it reads (STRING_LITERAL_LONG_QUOTE).
        marks = '"""' if "\n" in term.value else '"'
        text = marks + "\n".join(map(escape, term.value.split("\n"))) + marks
        if term.language:
            return f"{text}@{term.language}"
        return text if datatype == XSD + "string" else f"{text}^^{self.iri(datatype)}"


def escape(text: str) -> str:
    """The text of a literal between double quotes (STRING_LITERAL_QUOTE), safe to read in any editor."""
    return _ESCAPED.sub(lambda match: _ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04X}", text)


def blocks(subjects: Iterable[tuple[str, list[Triple]]], names: Names, order: Mapping[str, int]) -> Iterator[str]:
    """One block of Turtle for each subject.

    order: property IRIs in the order in which they are to be read; others follow by their IRI; rdf:type is first.
    """
    type_iri = RDF + "type"

    def rank(iri: str) -> tuple[int, str]:
        return (-1 if iri == type_iri else order.get(iri, len(order)), iri)

    for _, triples in subjects:
        # The terms are read once: each access to one makes it anew.
        statements = [(rank(triple.predicate.value), object_key(triple.object), triple.predicate.value, triple.object) for triple in triples]
        statements.sort(key=itemgetter(0, 1))
        lines: list[str] = []
        for iri, group in itertools.groupby(statements, itemgetter(2)):
            name = "a" if iri == type_iri else names.iri(iri)
            lines.append(f"{name} {_objects([names.term(value) for _, _, _, value in group])}")
        yield f"{names.term(triples[0].subject)}\n    " + " ;\n    ".join(lines) + " .\n"


def _objects(objects: Sequence[str]) -> str:
    joined = ", ".join(objects)
    return joined if len(joined) <= 100 else ",\n        ".join(objects)


def write(
    subjects: Iterable[tuple[str, list[Triple]]], prefixes: Mapping[str, str], order: Sequence[str] = (), comment: str = ""
) -> Iterator[str]:
    """A Turtle document in parts: a comment, the prefixes that it uses, the blocks in the order of `subjects`.

    prefixes: short name -> namespace IRI. order: property IRIs as they are to be read.
    """
    names = Names(prefixes)
    ranks = {iri: number for number, iri in enumerate(order)}
    # The prefixes stand first but are known last; a large document waits on disk.
    with tempfile.SpooledTemporaryFile(IN_MEMORY_CHARACTERS, "w+", encoding="utf-8", newline="\n") as body:
        for block in blocks(subjects, names, ranks):
            body.write("\n" + block)
        body.seek(0)
        for line in comment.splitlines():
            yield f"# {line}".rstrip() + "\n"
        for prefix in sorted(names.used):
            yield f"@prefix {prefix}: <{prefixes[prefix]}> .\n"
        yield from iter(lambda: body.read(2**20), "")
