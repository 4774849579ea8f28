"""The columns of the lists: which keys of a record they show, and as what; the same for the plain tables and for the lists' script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ciatlas.messages import N_, _
from ciatlas.publish.site.atlas import Atlas


@dataclass(frozen=True, slots=True)
class Column:
    """key: of a record (client_data.record). shape: what its values are, which says how they are shown, sorted and exported.

    heading: a message; empty where the column is called as its scheme is. scheme: last part of the IRI of the scheme that its
    values are concepts of. kind: the kind of the things that its values are. also: a key whose texts belong to the column too.
    first: shown before the reader chooses columns.
    """

    key: str
    shape: str
    heading: str = ""
    scheme: str = ""
    kind: str = ""
    also: str = ""
    first: bool = False

    def title(self, atlas: Atlas, language: str) -> str:
        """The heading in the language in use."""
        if self.heading:
            return _(self.heading)
        scheme = next((one for one in atlas.schemes if atlas.id(one) == self.scheme), None)
        name = atlas.name(scheme, language).text if scheme else self.scheme
        return name[:1].upper() + name[1:]

    def for_script(self, atlas: Atlas, language: str) -> dict[str, Any]:
        """The column as the script of lists takes it."""
        told = {"key": self.key, "shape": self.shape, "heading": self.title(atlas, language), "first": self.first}
        return told | {name: value for name in ("scheme", "kind", "also") if (value := getattr(self, name))}

    def is_known(self, records: Sequence[Mapping[str, Any]]) -> bool:
        """Whether any record has something to show in it."""
        return any(self.key in record or (self.also and self.also in record) for record in records)


NAME = Column("name", "name", N_("Name"), first=True)
COUNTRY = Column("country", "country", N_("Country"), first=True)
PLACE = Column("place", "place", N_("Place"), first=True)
REGION = Column("region", "place", N_("State or region"))
DOMAINS = Column("domains", "concepts", scheme="domain", first=True)
TIES = Column("ties", "concepts", scheme="fsg-tie")
USAGE = Column("usage", "concepts", scheme="term-usage")
CONFIDENCE = Column("confidence", "concepts", scheme="confidence")
DEGREE = Column("degree", "number", N_("Ties in the network"))
WEBSITE = Column("website", "website", N_("Website"))
ALT = Column("alt", "texts", N_("Other names"))

COLUMNS: dict[str, tuple[Column, ...]] = {
    "organizations": (
        NAME,
        COUNTRY,
        PLACE,
        REGION,
        Column("roles", "concepts", scheme="role", first=True),
        DOMAINS,
        Column("type", "concepts", scheme="organization-type", first=True),
        Column("since", "year", N_("In the field since"), first=True),
        Column("founded", "year", N_("Founded")),
        TIES,
        USAGE,
        DEGREE,
        WEBSITE,
        ALT,
        CONFIDENCE,
    ),
    "initiatives": (
        NAME,
        COUNTRY,
        PLACE,
        REGION,
        DOMAINS,
        Column("scale", "concepts", scheme="place-scale", first=True),
        Column("settlement", "concepts", scheme="settlement"),
        Column("placeBased", "yes", N_("Place-based")),
        Column("year", "year", N_("Began"), first=True),
        Column("end", "year", N_("Ended")),
        Column("government", "concepts", scheme="local-government"),
        TIES,
        USAGE,
        DEGREE,
        WEBSITE,
        ALT,
        CONFIDENCE,
    ),
    "events": (
        NAME,
        Column("date", "date", N_("Date"), also="until", first=True),
        PLACE,
        REGION,
        COUNTRY,
        Column("organizers", "things", N_("Organised by"), kind="organization", first=True),
        Column("attendance", "number", N_("Participants"), first=True),
        WEBSITE,
        ALT,
        CONFIDENCE,
    ),
    "publications": (
        NAME,
        Column("authors", "texts", N_("Authors"), first=True),
        Column("publishers", "things", N_("Published by"), kind="organization", also="publisherNames", first=True),
        Column("year", "year", N_("Year"), first=True),
        Column("type", "concepts", scheme="publication-type", first=True),
        Column("domains", "concepts", scheme="domain"),
        Column("language", "language", N_("Language")),
        WEBSITE,
        ALT,
        CONFIDENCE,
    ),
}
