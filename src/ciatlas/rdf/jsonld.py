"""JSON-LD 1.1 compacted with a context, one object for each thing, nested where a frame says so.

Written for one shape of context (terms, prefixes, type coercion, language maps, sets, reverse terms, a scoped @vocab):
that is the part of JSON-LD 1.1 API, 5.1 (compaction) and of Framing (@embed) which a published dump needs, at a hundredth
of a general processor's time. That the result means the same graph is shown by parsing it, not by trust in this module.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ciatlas.fault import AtlasError
from ciatlas.rdf.namespaces import RDF, XSD
from ciatlas.rdf.ntriples import object_key

# The integers that JSON-LD gives back unchanged, and that a double (RFC 8259, 6) holds without loss.
_CANONICAL_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")

Describe = Callable[[str], list[Triple]]
Referrers = Callable[[str, str], list[str]]


@dataclass(frozen=True, slots=True)
class Term:
    """One term definition of a context (JSON-LD 1.1, 9.15.1): its key, its IRI, and how values are coerced and held."""

    key: str
    iri: str
    coercion: str | None
    container: frozenset[str]
    language: str | None
    reverse: bool
    scoped: Mapping[str, str]


class Context:
    """A context read for compaction. Raises AtlasError that names the file and the term when it is not of the shape above."""

    def __init__(self, path: Path) -> None:
        try:
            self.json: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["@context"]
            items = list(self.json.items())
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise AtlasError(f"{path.name}: not a JSON-LD context: {error}") from error
        self.prefixes: dict[str, str] = {}
        self.vocab: str = self.json.get("@vocab", "")
        self.aliases: dict[str, str] = {}
        self.terms: dict[str, list[Term]] = {}
        self.reverse: dict[str, Term] = {}
        for key, value in items:
            if isinstance(value, str) and value.startswith("@"):
                self.aliases[value] = key
            elif isinstance(value, str) and value.endswith(("/", "#")):
                self.prefixes[key] = value
        for key, value in items:
            if not key.startswith("@") and key not in self.prefixes and key not in self.aliases.values():
                self._add(path.name, key, value)
        self._by_length = sorted(((iri, prefix) for prefix, iri in self.prefixes.items()), key=lambda pair: (-len(pair[0]), pair))

    def _add(self, file: str, key: str, value: Any) -> None:
        definition = {"@id": value} if isinstance(value, str) else value
        if not isinstance(definition, dict):
            raise AtlasError(f"{file}: term {key!r}: {value!r}: expected an IRI or a term definition")
        iri = definition.get("@reverse") or definition.get("@id") or key
        container = definition.get("@container", [])
        term = Term(
            key=key,
            iri=self.expand(iri),
            coercion=self.expand(definition["@type"]) if "@type" in definition else None,
            container=frozenset([container] if isinstance(container, str) else container),
            language=definition.get("@language"),
            reverse="@reverse" in definition,
            scoped=definition.get("@context", {}),
        )
        if term.reverse:
            self.reverse[term.iri] = term
        else:
            self.terms.setdefault(term.iri, []).append(term)

    def expand(self, name: str) -> str:
        """A keyword, absolute IRI, prefixed name or vocabulary word as a keyword or an absolute IRI (JSON-LD 1.1 API, 5.2)."""
        prefix, colon, local = name.partition(":")
        if name.startswith("@") or local.startswith("//"):
            return name
        if colon:
            return self.prefixes[prefix] + local if prefix in self.prefixes else name
        return self.vocab + name

    def alias(self, keyword: str) -> str:
        """The context's own word for a keyword (``id`` for ``@id``), or the keyword."""
        return self.aliases.get(keyword, keyword)

    def compact_iri(self, iri: str) -> str:
        """An IRI as prefix:local where a prefix fits, else whole (JSON-LD 1.1 API, 5.3, not relative to the vocabulary)."""
        for namespace, prefix in self._by_length:
            if iri.startswith(namespace) and len(iri) > len(namespace) and not iri.startswith("//", len(namespace)):
                return f"{prefix}:{iri[len(namespace):]}"
        return iri

    def compact_word(self, iri: str, scoped: Mapping[str, str] | None = None) -> str:
        """An IRI as a word: of a term's scoped context, or a term, or relative to @vocab, else as `compact_iri`.

        JSON-LD 1.1 API, 5.3, relative to the vocabulary.
        """
        scoped = scoped or {}
        vocab = scoped.get("@vocab", self.vocab)
        local = iri[len(vocab) :] if vocab and iri.startswith(vocab) else ""
        if local and ":" not in local and not local.startswith("@") and (scoped.get(local) == iri or local not in self.json):
            return local
        for term in self.terms.get(iri, ()):
            if term.key not in scoped:
                return term.key
        return self.compact_iri(iri)


def compact(context: Context, triples: Sequence[Triple], nest: Callable[[str, str], Any] | None = None) -> dict[str, Any]:
    """One subject's statements as one compacted object. Keys come in the order of the context, others after them by name.

    nest: gives, for a property IRI and an object IRI, the object to write in place of a reference, or None.
    """
    statements = [(triple.predicate.value, object_key(triple.object), triple.object) for triple in triples]
    statements.sort(key=itemgetter(0, 1))
    found: dict[str, Any] = {}
    for iri, group in itertools.groupby(statements, itemgetter(0)):
        if iri == RDF + "type":
            types = [context.compact_word(value.value) for _, _, value in group]
            found[context.alias("@type")] = types[0] if len(types) == 1 else types
            continue
        for _, _, value in group:
            _add_value(context, found, iri, value, nest)
    order = {key: number for number, key in enumerate(context.json)}
    keys = sorted(found, key=lambda key: (order.get(key, len(order)), key))
    subject = triples[0].subject
    name = str(subject) if isinstance(subject, BlankNode) else context.compact_iri(subject.value)
    identified = {context.alias("@id"): name}
    type_key = context.alias("@type")
    if type_key in found:
        identified[type_key] = found[type_key]
    return identified | {key: found[key] for key in keys if key != type_key}


def _add_value(context: Context, found: dict[str, Any], iri: str, value: Any, nest: Callable[[str, str], Any] | None) -> None:
    term, written = _choose(context, iri, value)
    if nest and isinstance(value, NamedNode):
        written = nest(iri, value.value) or written
    if term is None:
        found.setdefault(context.compact_iri(iri), []).append(written)
    elif "@language" in term.container:
        by_language = found.setdefault(term.key, {})
        language = value.language
        known = by_language.get(language)
        if known is None:
            by_language[language] = [written] if "@set" in term.container else written
        else:
            by_language[language] = [*(known if isinstance(known, list) else [known]), written]
    elif "@set" in term.container:
        found.setdefault(term.key, []).append(written)
    elif term.key not in found:
        found[term.key] = written
    else:
        known = found[term.key]
        found[term.key] = [*(known if isinstance(known, list) else [known]), written]


def _choose(context: Context, iri: str, value: Any) -> tuple[Term | None, Any]:
    """The term that suits a value best, and the value as that term lets it be written (JSON-LD 1.1 API, 5.4)."""
    terms = context.terms.get(iri, ())
    if isinstance(value, BlankNode):
        reference = next((term for term in terms if term.coercion == "@id"), None)
        return (reference, str(value)) if reference else (_plain(terms), {context.alias("@id"): str(value)})
    if isinstance(value, NamedNode):
        for term in terms:
            if term.coercion == "@id":
                return term, context.compact_iri(value.value)
            if term.coercion == "@vocab":
                return term, context.compact_word(value.value, term.scoped)
        return _plain(terms), {context.alias("@id"): context.compact_iri(value.value)}
    assert isinstance(value, Literal)
    datatype = value.datatype.value
    for term in terms:
        if value.language and ("@language" in term.container or term.language == value.language):
            return term, value.value
        if not value.language and term.coercion == datatype:
            return term, _native(value) if datatype in (XSD + "integer", XSD + "boolean") else value.value
    term = _plain(terms)
    if value.language:
        return term, {"@value": value.value, "@language": value.language}
    native = _native(value)
    if datatype == XSD + "string" or not isinstance(native, str):
        return term, native
    return term, {"@value": value.value, context.alias("@type"): context.compact_word(datatype)}


def _plain(terms: Iterable[Term]) -> Term | None:
    return next((term for term in terms if term.coercion is None and not term.language and "@language" not in term.container), None)


def _native(value: Literal) -> str | int | bool:
    """A number or a truth value as JSON's own, where that gives back the same literal (JSON-LD 1.1 API, 8.5)."""
    if value.datatype.value == XSD + "boolean" and value.value in ("true", "false"):
        return value.value == "true"
    if value.datatype.value == XSD + "integer" and _CANONICAL_INTEGER.fullmatch(value.value):
        return int(value.value)
    return value.value


def write(
    subjects: Iterable[tuple[str, list[Triple]]],
    context: Context,
    embed: Iterable[str] = (),
    describe: Describe = lambda iri: [],
    referrers: Referrers = lambda property, target: [],
) -> Iterator[str]:
    """A JSON-LD document in parts: the context itself (nobody need fetch it), then one object for each thing that is not nested.

    embed: properties whose objects are nested, or, where the context has a reverse term for the property, whose subjects
    are nested in their object. describe: an IRI's statements. referrers: (property, object) -> subjects, sorted.
    """
    embedded = frozenset(embed)
    backward = sorted(iri for iri in embedded if iri in context.reverse)
    forward = embedded.difference(backward)

    def owner(subject: str, triples: list[Triple]) -> str | None:
        """The one thing that `subject` is nested in, or None. Only leaves are nested: a ring or a chain loses nothing."""
        links = [triple for triple in triples if triple.predicate.value in embedded]
        if not links:
            owners = [one for iri in sorted(forward) for one in referrers(iri, subject)]
            return owners[0] if len(owners) == 1 and not any(referrers(iri, subject) for iri in backward) else None
        target = links[0].object
        if len(links) > 1 or links[0].predicate.value not in backward or not isinstance(target, NamedNode):
            return None
        target_triples = describe(target.value)
        is_leaf_too = any(triple.predicate.value in backward for triple in target_triples)
        return target.value if target_triples and not is_leaf_too else None

    def nest(iri: str, target: str) -> dict[str, Any] | None:
        if iri not in forward:
            return None
        triples = describe(target)
        return compact(context, triples) if triples and owner(target, triples) else None

    def thing(subject: str, triples: list[Triple]) -> dict[str, Any]:
        written = compact(context, triples, nest)
        for iri in backward:
            parts = [describe(one) for one in referrers(iri, subject)]
            parts = [[t for t in one if t.predicate.value != iri] for one in parts if owner(one[0].subject.value, one) == subject]
            if parts:
                written[context.reverse[iri].key] = [compact(context, one) for one in parts]
        return written

    graph = context.alias("@graph")
    head = json.dumps({"@context": context.json}, ensure_ascii=False, indent=2)
    yield head[: head.rindex("\n}")] + f',\n  {json.dumps(graph)}: ['
    separator = "\n"
    for subject, triples in subjects:
        if owner(subject, triples) is None:
            yield separator + json.dumps(thing(subject, triples), ensure_ascii=False, indent=1)
            separator = ",\n"
    yield "\n  ]\n}\n"


def frame_embeds(path: Path, context: Context) -> tuple[str, ...]:
    """The property IRIs for which a frame file says ``"@embed": "@always"`` (JSON-LD 1.1 Framing, 2.3.1), sorted.

    Raises AtlasError that names the file and the key when a key is no term of the context.
    """
    try:
        frame: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise AtlasError(f"{path.name}: not a JSON-LD frame: {error}") from error
    by_key = {term.key: term.iri for terms in context.terms.values() for term in terms} | {
        term.key: term.iri for term in context.reverse.values()
    }
    embeds: list[str] = []
    for key, value in frame.items():
        if isinstance(value, Mapping) and value.get("@embed") == "@always":
            if key not in by_key:
                raise AtlasError(f"{path.name}: {key!r}: expected a term of the context")
            embeds.append(by_key[key])
    return tuple(sorted(embeds))
