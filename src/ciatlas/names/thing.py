"""A thing of the atlas as names know it: its names in all languages, its classes, and what tells it from others of the same name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """One name. language: a BCP 47 tag, empty where it is unknown. preferred: whether it is the thing's name, not another one."""

    text: str
    language: str = ""
    preferred: bool = True


@dataclass(frozen=True, slots=True)
class Key:
    """What is a thing's alone. text: as the atlas writes it. scheme: IRI of the identifier's scheme, or of the property that says it."""

    text: str
    scheme: str


@dataclass(slots=True)
class Thing:
    """One thing. IRIs are whole.

    types: its classes and, of a concept, its scheme; the first is the one that says most. place: where it is; of a place, what that
    lies in. when: the date or year that tells it from others of its name. rank: how well connected it is, to put the better known one
    first among things that are equally near.
    """

    iri: str
    names: tuple[Name, ...]
    types: tuple[str, ...] = ()
    country: str | None = None
    place: str | None = None
    when: str = ""
    websites: tuple[str, ...] = ()
    keys: tuple[Key, ...] = ()
    rank: int = 0

    def name(self, language: str) -> Name:
        """Its name in a language, else in English, else the first."""
        named = [name for name in self.names if name.preferred] or list(self.names)
        return min(named, key=lambda name: (name.language != language, name.language != "en"))
