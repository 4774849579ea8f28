"""The metadata that a CSV file carries itself, its header, and whether it fits a description (tabular metadata, 6.3; data model, 8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from ciatlas.messages import _, ngettext
from ciatlas.tables.dialect import Lines, read
from ciatlas.tables.model import Column, Table, TableSchema, default_name


def annotate(table: Table, header: Sequence[Sequence[str]], width: int, validating: bool = False) -> tuple[Table, str | None]:
    """A table whose schema has a column for each one of the file, and what does not fit, or None.

    header: the header rows. width: how many cells the first row has. A table without described columns gets those of the
    header; columns beyond the described ones get the names ``_col.N``. validating: names do not stand in for titles.
    """
    language = table.schema.inherited.get("lang", "und")
    found = embedded_titles(header, width, language)
    if not table.schema.described:
        columns = tuple(
            Column(name=default_name(titles, language, number), number=number, titles=titles, named=False, **table.schema.inherited)
            for number, titles in enumerate(found, 1)
        )
        return replace(table, schema=replace(table.schema, columns=columns)), None
    described = table.schema.source_columns
    fault = None
    if header and len(described) != len(found):
        fault = ngettext(
            "{number} column, as the metadata describes, not {found}", "{number} columns, as the metadata describes, not {found}", len(described)
        ).format(number=len(described), found=len(found))
    elif header:
        wrong = [column for column, titles in zip(described, found) if not is_compatible(column, titles, validating)]
        if wrong:
            fault = _("the titles {titles} in the header").format(titles=", ".join(column.title for column in wrong))
    if len(found) <= len(described):
        return table, fault
    extra = tuple(
        Column(name=f"_col.{number}", number=number, named=False, **table.schema.inherited)
        for number in range(len(described) + 1, len(found) + 1)
    )
    virtual = tuple(replace(column, number=column.number + len(extra)) for column in table.schema.columns if column.virtual)
    return replace(table, schema=replace(table.schema, columns=(*described, *extra, *virtual))), fault


def embedded_titles(header: Sequence[Sequence[str]], width: int, language: str) -> list[Mapping[str, tuple[str, ...]]]:
    """The titles that the header gives to each column, in the table's language; none for a column without any."""
    columns = max([width, *(len(row) for row in header)], default=0)
    texts = [tuple(row[place] for row in header if place < len(row) and row[place]) for place in range(columns)]
    return [{language: titles} if titles else {} for titles in texts]


def is_compatible(column: Column, titles: Mapping[str, tuple[str, ...]], validating: bool) -> bool:
    """Whether a described column and one of a header may be the same (tabular metadata, 6.3, column compatibility)."""
    if not titles or not (column.named or column.titles):
        return True
    if not column.titles:
        return not validating
    return any(
        language_matches(tag, other) and set(texts) & set(others)
        for tag, texts in column.titles.items()
        for other, others in titles.items()
    )


def language_matches(one: str, other: str) -> bool:
    """Whether two language tags are equal when cut to the shorter; ``und`` matches every one (BCP 47)."""
    if "und" in (one, other):
        return True
    parts, others = one.lower().split("-"), other.lower().split("-")
    shorter = min(len(parts), len(others))
    return parts[:shorter] == others[:shorter]


def undescribed(url: str) -> Table:
    """A table that nothing is known of but where it is."""
    return Table(url, TableSchema(described=False))


def open_table(table: Table, text: Iterable[str], validating: bool = False) -> tuple[Table, Lines, str | None]:
    """A table with a column for each one of its file, its rows, and what of the header does not fit (see annotate)."""
    lines = read(text, table.dialect)
    first = next(lines.rows, None)
    annotated, fault = annotate(table, lines.header, len(first[1]) if first is not None else 0, validating)
    rows = lines.rows if first is None else chain([first], lines.rows)
    return annotated, replace(lines, rows=rows), fault
