"""The lists of organisations, initiatives, events and publications: plain tables by letter, which a script makes searchable."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ciatlas.messages import N_, _, speaking
from ciatlas.publish import wording
from ciatlas.publish.site.alphabet import anchor, by_letter, language_of
from ciatlas.publish.site.anchors import is_web, readable
from ciatlas.publish.site.atlas import Atlas, Text
from ciatlas.publish.site.client_data import LISTED, Record, record
from ciatlas.publish.site.columns import COLUMNS, Column
from ciatlas.publish.site.frame import Frame


@dataclass(frozen=True, slots=True)
class Words:
    """What a list is called and what stands below its heading, as messages."""

    heading: str
    lead: str


WORDS = {
    "organizations": Words(N_("Organisations"), N_("Every organisation in the atlas: what it does in the field, in which domains, where, and since when.")),
    "initiatives": Words(N_("Initiatives"), N_("Every initiative in the atlas: where it works, on what, at which scale, and since when.")),
    "events": Words(N_("Events"), N_("Every conference, course and meeting in the atlas: when and where it was held, and by whom.")),
    "publications": Words(N_("Publications"), N_("Every publication in the atlas: who wrote it, who published it, and when.")),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One value in a cell. path: of its page below the language. href: where else it leads."""

    text: Text | str
    path: str | None = None
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A thing in a plain table: its name with its page, and the other cells in the order of the columns."""

    name: Text
    path: str | None
    cells: tuple[tuple[Item, ...], ...]


def write(frame: Frame) -> None:
    """Writes ``organizations.html`` and its like, for the kinds that the atlas has things of."""
    cells = Cells(frame.atlas, frame.language)
    for key in [key for key, kind in LISTED.items() if frame.atlas.of_kind(kind)]:
        write_list(frame, key, cells)


def write_list(frame: Frame, key: str, cells: Cells) -> None:
    """Writes one list. key: as in client_data.LISTED."""
    atlas, language = frame.atlas, frame.language
    things = atlas.of_kind(LISTED[key])
    records = {iri: record(atlas, iri, language) for iri in things}
    columns = [column for column in COLUMNS[key] if column.is_known(list(records.values()))]
    first = [column for column in columns if column.first and column.key != "name"]
    with speaking(language):
        told = [column.for_script(atlas, language) for column in columns]
        headings = [column.title(atlas, language) for column in first]
        heading, lead = _(WORDS[key].heading), _(WORDS[key].lead)
        groups = [
            (letter, anchor(letter), language_of(letter), [Row(atlas.name(iri, language), atlas.path(iri), cells.row(records[iri], first)) for iri in iris])
            for letter, iris in by_letter(things, lambda iri: atlas.name(iri, language).text, language)
        ]
    data = {"list": key, "kind": LISTED[key], "iri": atlas.project.iri(f"id/{LISTED[key]}/"), "columns": told}
    values = {
        "groups": groups,
        "columns": first,
        "headings": headings,
        "heading": heading,
        "lead": lead,
        "count": len(things),
        "data": json.dumps(data, ensure_ascii=False, separators=(",", ":")),
    }
    frame.write(f"{key}.html", "list.html", **values)


class Cells:
    """Makes the cells of plain tables in one language."""

    def __init__(self, atlas: Atlas, language: str) -> None:
        self.atlas, self.language = atlas, language

    def row(self, record: Record, columns: Sequence[Column]) -> tuple[tuple[Item, ...], ...]:
        """The cells of a record, one for each column."""
        return tuple(tuple(self.items(record, column)) for column in columns)

    def items(self, record: Record, column: Column) -> list[Item]:
        """What stands in a cell; nothing where nothing is known."""
        value = record.get(column.key)
        if value is None and not (column.also and column.also in record) and column.shape != "place":
            return []
        match column.shape:
            case "concepts":
                return self._things(self._concepts.get(column.scheme, {}), value)
            case "country":
                return self._things(self._ids("country"), value)
            case "place":
                return self._place(record, column)
            case "things":
                return [*self._things(self._ids(column.kind), value or []), *self._texts(record.get(column.also, []))]
            case "texts":
                return self._texts(value)
            case "year":
                return [Item(str(value), f"year/{value:04}.html")]
            case "date":
                return [Item(wording.period(value, record.get(column.also), self.language), f"year/{value[:4]}.html")]
            case "language":
                return [Item(wording.language_called(value, self.language))]
            case "number":
                return [Item(wording.number(value, self.language))]
            case "yes":
                return [Item(_("yes") if value else _("no"))]
            case "website":
                return [Item(readable(value)[0], href=value)] if is_web(value) else []
        raise ValueError(f"a column of no known shape: {column.shape}")

    def _place(self, record: Record, column: Column) -> list[Item]:
        # Who has no town on record is at least sought in the region.
        places = self._things(self._ids("place"), record.get(column.key, []))
        return places or (self._things(self._ids("place"), record.get("region", [])) if column.key == "place" else [])

    def _things(self, iris: Mapping[str, str], ids: str | Sequence[str]) -> list[Item]:
        found = [iris[one] for one in ([ids] if isinstance(ids, str) else ids) if one in iris]
        return [Item(self.atlas.name(iri, self.language), self.atlas.path(iri)) for iri in found]

    def _texts(self, texts: Sequence[str]) -> list[Item]:
        return [Item(Text(text, language_of(text) or "", self.language)) for text in texts]

    @cached_property
    def _concepts(self) -> dict[str, dict[str, str]]:
        return {self.atlas.id(scheme): {self.atlas.id(one): one for one in self.atlas.concepts(scheme)} for scheme in self.atlas.schemes}

    def _ids(self, kind: str) -> dict[str, str]:
        if kind not in self._by_kind:
            self._by_kind[kind] = {self.atlas.id(one): one for one in self.atlas.of_kind(kind)}
        return self._by_kind[kind]

    @cached_property
    def _by_kind(self) -> dict[str, dict[str, str]]:
        return {}
