"""Foreign keys in a metadata document (tabular metadata, 5.5.2.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ciatlas.messages import _
from ciatlas.tables import properties
from ciatlas.tables.common_property import described_object
from ciatlas.tables.model import ForeignKey, Table
from ciatlas.tables.properties import Context


def foreign_key(context: Context, described: Mapping[str, Any], names: set[str], where: str) -> ForeignKey | None:
    """The foreign key that an object describes; None after an error. names: of the table's columns."""
    known, _annotations = described_object(
        context, described, where, {"columnReference": properties.strings, "reference": _as_object}, annotated=False
    )
    columns = known.get("columnReference", ())
    if not columns or not names.issuperset(columns):
        context.error(f"{where}.columnReference", described.get("columnReference"), _("names of columns of this table"))
        return None
    reference, _annotations = described_object(
        context,
        known.get("reference", {}),
        f"{where}.reference",
        {"resource": properties.link, "schemaReference": properties.link, "columnReference": properties.strings},
        annotated=False,
    )
    if ("resource" in reference) == ("schemaReference" in reference) or not reference.get("columnReference"):
        context.error(f"{where}.reference", described.get("reference"), _("columnReference with either resource or schemaReference"))
        return None
    return ForeignKey(columns, reference.get("resource"), reference.get("schemaReference"), reference["columnReference"])


def _as_object(context: Context, value: Any, where: str) -> Any:
    return value if isinstance(value, dict) else context.error(where, value, _("an object"))


def resolve_keys(context: Context, tables: Sequence[Table | None]) -> tuple[Table, ...]:
    """Points each foreign key to its table and makes sure that the columns named there exist (5.5.2.1)."""
    present = [table for table in tables if table is not None]
    return tuple(_resolved(context, table, present) for table in present)


def _resolved(context: Context, table: Table, tables: Sequence[Table]) -> Table:
    keys = tuple(_resolve_key(context, table, key, tables) for key in table.schema.foreign_keys)
    return replace(table, schema=replace(table.schema, foreign_keys=keys))


def _resolve_key(context: Context, table: Table, key: ForeignKey, tables: Sequence[Table]) -> ForeignKey:
    for target in tables:
        if target.url == key.resource or (key.schema_reference is not None and target.schema.id == key.schema_reference):
            missing = set(key.referenced_columns) - {column.name for column in target.schema.columns}
            if missing:
                context.error(table.url, sorted(missing), _("names of columns of {file} in a foreign key's reference").format(file=target.url))
            return replace(key, resource=target.url)
    context.error(table.url, key.resource or key.schema_reference, _("a table of this group in a foreign key's reference"))
    return key
