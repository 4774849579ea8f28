"""The CSVW metadata as an RML mapping, so that Morph-KGC makes the same triples from the same tables.

RML reads a cell as a whole. A cell with a separator and a boolean written yes or no go through a DuckDB query, as Morph-KGC offers it.
A table whose properties stand in its rows (links.csv, a hundred of them) is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ciatlas.tables.model import Column, Table, TableGroup

_PREFIXES = """@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
"""


def mapping(group: TableGroup, folder: Path) -> str:
    """The mapping in Turtle. folder: where the tables are."""
    tables = [table for table in group.tables if not any("{" in (column.property_url or "") for column in table.schema.columns)]
    return _PREFIXES + "".join(text for table in tables for text in _maps(table, folder / table.url))


def _maps(table: Table, path: Path) -> Iterator[str]:
    """A triples map for each column: Morph-KGC splits a map by predicate anyway."""
    for column in table.schema.columns:
        if column.suppress_output:
            continue
        source = table.schema.column(column.derived_from[0]) if column.derived_from else column
        yield f"""
<#{table.url}/{column.name}> rml:logicalSource [ {_source(source, path)} ] ;
  rr:subjectMap [ rr:template {_quoted(column.about_url)} ] ;
  rr:predicateObjectMap [ rr:predicate <{column.property_url}> ; rr:objectMap [ {_object(source)} ] ] .
"""


def _source(column: Column, path: Path) -> str:
    if column.separator:
        expression = f"unnest(string_split(\\\"{column.name}\\\", '{column.separator}'))"
    elif column.datatype.base == "boolean" and not column.virtual:
        yes, no = (column.datatype.format or "true|false").split("|")
        expression = f"CASE \\\"{column.name}\\\" WHEN '{yes}' THEN 'true' WHEN '{no}' THEN 'false' ELSE '' END"
    else:
        return f'rml:source "{path}" ; rml:referenceFormulation ql:CSV'
    return f"rml:query \"SELECT * REPLACE ({expression} AS \\\"{column.name}\\\") FROM read_csv('{path}', all_varchar = true, header = true)\""


def _object(column: Column) -> str:
    if column.value_url == f"{{+{column.name}}}":
        return f'rml:reference "{column.name}" ; rr:termType rr:IRI'
    if column.value_url and "{" not in column.value_url:
        return f"rr:constant <{column.value_url}>"
    if column.value_url:
        return f"rr:template {_quoted(column.value_url)}"
    if column.datatype.base != "string":
        return f'rml:reference "{column.name}" ; rr:datatype <{column.datatype.iri}>'
    language = "" if column.lang == "und" else f' ; rr:language "{column.lang}"'
    return f'rml:reference "{column.name}"{language}'


def _quoted(text: str | None) -> str:
    return f'"{text}"'
