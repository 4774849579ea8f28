"""The annotated tabular data model: what a metadata document says, with defaults and inherited properties resolved.

Properties are named as in the Metadata Vocabulary for Tabular Data, in Python's spelling (``aboutUrl`` is ``about_url``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from ciatlas.fault import Fault
from ciatlas.tables.terms import PREFIXES, datatype_iri

REQUIRES = PREFIXES["dcterms"] + "requires"
DERIVED = PREFIXES["prov"] + "wasDerivedFrom"


@dataclass(frozen=True, slots=True)
class Datatype:
    """A datatype description (tabular metadata, 5.11.2).

    base: name of the built-in datatype, never a short form (``double``, not ``number``).
    id: IRI of the datatype itself where the description gives one.
    format: the format as written (a regular expression, a date pattern, ``Y|N``), or a number's pattern.
    decimal_char, group_char: of numbers; None where the description gives none.
    min_inclusive ... max_exclusive: as written.
    """

    base: str = "string"
    id: str | None = None
    name: str | None = None
    format: str | None = None
    decimal_char: str | None = None
    group_char: str | None = None
    length: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    min_inclusive: str | None = None
    max_inclusive: str | None = None
    min_exclusive: str | None = None
    max_exclusive: str | None = None
    annotations: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def iri(self) -> str:
        """IRI of the datatype that a value gets in RDF."""
        return self.id or datatype_iri(self.base)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file is written (tabular metadata, 5.9). trim is ``true``, ``false``, ``start`` or ``end``.

    Where the two standards give different defaults (comment_prefix), the data model's (section 8) is kept: no row is lost.
    """

    encoding: str = "utf-8"
    delimiter: str = ","
    quote_char: str | None = '"'
    double_quote: bool = True
    comment_prefix: str | None = None
    header: bool = True
    header_row_count: int = 1
    line_terminators: tuple[str, ...] = ("\r\n", "\n")
    skip_blank_rows: bool = False
    skip_columns: int = 0
    skip_initial_space: bool = False
    skip_rows: int = 0
    trim: str = "true"
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column description (tabular metadata, 5.6), the inherited properties (5.7) resolved.

    number: place in the table, the first is 1. named: whether the description gives the name, or it was made up.
    titles: language tag -> titles in that language, in the order given.
    about_url, property_url, value_url: URI templates as written, or None.
    annotations: IRI of a common property -> its normalised value (``{"@value": ...}``, ``{"@id": ...}``, objects, lists).
    """

    name: str
    number: int
    titles: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    virtual: bool = False
    suppress_output: bool = False
    datatype: Datatype = Datatype()
    required: bool = False
    separator: str | None = None
    ordered: bool = False
    lang: str = "und"
    null: tuple[str, ...] = ("",)
    default: str = ""
    about_url: str | None = None
    property_url: str | None = None
    value_url: str | None = None
    text_direction: str = "inherit"
    id: str | None = None
    named: bool = True
    annotations: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def title(self) -> str:
        """The title that a table's header is expected to carry: the first one given, else the name."""
        return next((titles[0] for titles in self.titles.values() if titles), self.name)

    @property
    def requires(self) -> tuple[str, ...]:
        """Names of the columns without whose values this virtual column says nothing (``dcterms:requires``)."""
        return _names(self.annotations.get(REQUIRES))

    @property
    def derived_from(self) -> tuple[str, ...]:
        """Names of the columns whose values this virtual column repeats (``prov:wasDerivedFrom``)."""
        return _names(self.annotations.get(DERIVED))


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A foreign key (tabular metadata, 5.5.2.1): ``columns`` here name the same row as ``referenced_columns`` there.

    resource: URL of the referenced table, as in ``Table.url``; None until a schema reference is resolved.
    """

    columns: tuple[str, ...]
    resource: str | None
    schema_reference: str | None
    referenced_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableSchema:
    """A schema (tabular metadata, 5.5). Keys and titles are names of columns. described: whether it lists its columns."""

    columns: tuple[Column, ...] = ()
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    row_titles: tuple[str, ...] = ()
    id: str | None = None
    described: bool = True
    annotations: Mapping[str, Any] = field(default_factory=dict, hash=False)
    inherited: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def column(self, name: str) -> Column:
        """The column of that name. KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def source_columns(self) -> tuple[Column, ...]:
        """The columns that stand in the file: all but the virtual ones."""
        return tuple(column for column in self.columns if not column.virtual)


@dataclass(frozen=True, slots=True)
class Table:
    """A table description (tabular metadata, 5.4). url: resolved against the base; relative when the base is empty."""

    url: str
    schema: TableSchema = TableSchema()
    dialect: Dialect = Dialect()
    id: str | None = None
    notes: tuple[Any, ...] = ()
    suppress_output: bool = False
    table_direction: str = "auto"
    annotations: Mapping[str, Any] = field(default_factory=dict, hash=False)
    language: str = "und"


@dataclass(frozen=True, slots=True)
class TableGroup:
    """A group of tables (tabular metadata, 5.3), with the warnings met while reading its description."""

    tables: tuple[Table, ...]
    id: str | None = None
    notes: tuple[Any, ...] = ()
    annotations: Mapping[str, Any] = field(default_factory=dict, hash=False)
    warnings: tuple[Fault, ...] = ()

    def table(self, url: str) -> Table:
        """The table of that URL. KeyError when there is none."""
        for table in self.tables:
            if table.url == url:
                return table
        raise KeyError(url)


def default_name(titles: Mapping[str, Sequence[str]], language: str, number: int) -> str:
    """The name of a column that has none (5.6): its first title in the default language, else ``_col.N``."""
    if texts := titles.get(language):
        # quote() lets - and ~ pass, which no variable name of a URI template may hold.
        return quote(texts[0], safe="").replace("-", "%2D").replace("~", "%7E")
    return f"_col.{number}"


def _names(value: Any) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [] if value is None else [value]
    return tuple(item["@value"] for item in items if isinstance(item, dict) and "@value" in item)
