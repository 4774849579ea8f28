"""Things, types and properties as the reconciliation service tells of them, in one language."""

from __future__ import annotations

from typing import Any

from ciatlas.names.thing import Thing
from ciatlas.names.vocabulary import Labels, Property, Type
from ciatlas.serve.names import Names


class Words:
    """What is told in a language."""

    def __init__(self, names: Names, language: str) -> None:
        self.names, self.language = names, language

    def label(self, labels: Labels) -> str:
        """A label in the language, else in English, else any."""
        return labels.get(self.language) or labels.get("en") or next(iter(labels.values()), "")

    def name(self, iri: str) -> str:
        """The name of a thing of the index; empty for another IRI."""
        number = self.names.index.by_iri.get(iri)
        return self.names.index.things[number].name(self.language).text if number is not None else ""

    def description(self, thing: Thing) -> str:
        """What tells a thing from its namesakes: where it is, and when."""
        parts = [self.name(one) for one in (thing.place, thing.country) if one]
        return ", ".join(dict.fromkeys(part for part in (*parts, thing.when) if part))

    def type(self, iri: str) -> dict[str, Any]:
        """A type as candidates have it."""
        one = self.names.vocabulary.types[iri]
        return {"id": one.id, "name": self.label(one.labels)}

    def type_in_full(self, one: Type) -> dict[str, Any]:
        """A type as a manifest and suggestions have it (API 0.2, 2.2)."""
        ids = {other.id: other for other in self.names.vocabulary.types.values()}
        broader = [{"id": id, "name": self.label(ids[id].labels)} for id in one.broader]
        return {"id": one.id, "name": self.label(one.labels), **({"broader": broader} if broader else {})}

    def property(self, one: Property) -> dict[str, Any]:
        """A property as suggestions and proposals have it."""
        return {"id": one.id, "name": self.label(one.labels)}
