"""The tables as a Data Package (Data Package 2.0, datapackage.org): their schemas are those of the CSVW metadata, in Table Schema's words."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ciatlas.edition import dump_name
from ciatlas.project import Edition, Project
from ciatlas.publish.checksums import sha256
from ciatlas.publish.described import Described, days
from ciatlas.publish.release_files import table_title
from ciatlas.tables.datatype import enumeration
from ciatlas.tables.model import Column, Table

FILE = "datapackage.json"
_PROFILES = "https://datapackage.org/profiles/2.0/"

# CSVW's datatypes that Table Schema has under another name; all others are texts there, with the pattern of their format.
_TYPES = {"date": "date", "gYear": "year", "gYearMonth": "yearmonth", "decimal": "number", "double": "number", "integer": "integer"}
_LICENCES = {
    "https://creativecommons.org/licenses/by/4.0/": ("CC-BY-4.0", "Creative Commons Attribution 4.0"),
    "https://creativecommons.org/licenses/by-sa/4.0/": ("CC-BY-SA-4.0", "Creative Commons Attribution Share-Alike 4.0"),
    "https://creativecommons.org/publicdomain/zero/1.0/": ("CC0-1.0", "CC0 1.0"),
}


def copy_tables(edition: Edition, folder: Path) -> None:
    """Copies an edition's tables and their CSVW metadata into ``data/<edition>/`` of the release's folder. Raises OSError."""
    target = folder / "data" / edition.name
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted({*edition.tables.parent.glob("*.csv"), edition.tables}):
        shutil.copyfile(path, target / path.name)


def write(project: Project, described: Described, folder: Path) -> list[Path]:
    """Writes the package beside the copied tables and, for the latest edition, at the top of the release; gives the paths."""
    name = described.edition.name
    places = {folder / "data" / name / FILE: ""}
    if described.edition == max(project.editions, key=lambda edition: edition.date):
        places[folder / FILE] = f"data/{name}/"
    for path, begin in places.items():
        text = json.dumps(package(project, described, folder, begin), ensure_ascii=False, indent=2)
        path.write_text(text + "\n", encoding="utf-8")
    return list(places)


def package(project: Project, described: Described, folder: Path, begin: str) -> dict[str, Any]:
    """The package's descriptor. begin: the path of the tables' folder from where the descriptor lies, with its slash."""
    edition, group = described.edition, described.group
    first = project.languages[0]
    licence, title = _LICENCES.get(project.licence, (None, None))
    found = days([edition])
    descriptor = {
        "$schema": f"{_PROFILES}datapackage.json",
        "name": dump_name(project, edition),
        "id": project.iri(f"data/{edition.name}"),
        "title": edition.title[first],
        "description": project.description[first],
        "homepage": project.base,
        "version": edition.version,
        "created": f"{found[0]}T00:00:00Z" if found else None,
        "keywords": list(project.keywords.get(first, ())) or None,
        "licenses": [_known({"name": licence, "path": project.licence, "title": title})],
        "contributors": [{"title": project.publisher[first], "roles": ["publisher"]}],
        "resources": [_resource(project, edition, table, folder, begin) for table in group.tables],
    }
    return _known(descriptor)


def _resource(project: Project, edition: Edition, table: Table, folder: Path, begin: str) -> dict[str, Any]:
    path = folder / "data" / edition.name / table.url
    return {
        "name": _resource_name(table.url),
        "type": "table",
        "title": table_title(table.annotations, table.url, project)[project.languages[0]],
        "path": begin + table.url,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": table.dialect.encoding,
        "bytes": path.stat().st_size,
        "hash": f"sha256:{sha256(path)}",
        "dialect": {"delimiter": table.dialect.delimiter, "quoteChar": table.dialect.quote_char, "doubleQuote": table.dialect.double_quote},
        "schema": _schema(table),
    }


def _schema(table: Table) -> dict[str, Any]:
    columns = {column.name: column for column in table.schema.source_columns}
    keys = [
        {
            "fields": list(key.columns),
            "reference": {"resource": "" if key.resource == table.url else _resource_name(key.resource), "fields": list(key.referenced_columns)},
        }
        for key in table.schema.foreign_keys
        # A key for each item of a list is CSVW as we extend it; Table Schema has keys of whole cells only.
        if key.resource and not any(columns[name].separator for name in key.columns)
    ]
    schema = {
        "fields": [_field(column, column.name in table.schema.primary_key) for column in columns.values()],
        "primaryKey": list(table.schema.primary_key) or None,
        "foreignKeys": keys or None,
        "missingValues": sorted({null for column in columns.values() for null in column.null}) or [""],
    }
    return _known(schema)


def _field(column: Column, is_key: bool) -> dict[str, Any]:
    datatype = column.datatype
    titles = next(iter(column.titles.values()), ())
    kind = "string" if column.separator else "boolean" if datatype.base == "boolean" else _TYPES.get(datatype.base, "string")
    constraints: dict[str, Any] = {"required": column.required or is_key or None}
    field: dict[str, Any] = {"name": column.title, "type": kind, "title": titles[-1] if titles else None, "description": _description(column)}
    words = enumeration(datatype)
    if kind == "boolean" and datatype.format:
        true, _, false = datatype.format.partition("|")
        field |= {"trueValues": [true], "falseValues": [false]}
    elif column.separator:
        constraints["pattern"] = _list_pattern(column, words)
    elif kind == "string" and words:
        constraints["enum"] = list(words)
    elif kind == "string":
        constraints["pattern"] = datatype.format
        field["format"] = "uri" if datatype.base == "anyURI" else None
    else:
        constraints |= {"minimum": _bound(kind, datatype.min_inclusive), "maximum": _bound(kind, datatype.max_inclusive)}
    return _known(field | {"constraints": _known(constraints) or None})


def _list_pattern(column: Column, words: tuple[str, ...] | None) -> str | None:
    item = "|".join(map(re.escape, words)) if words else column.datatype.format
    return f"(?:{item})(?:{re.escape(column.separator or ';')}(?:{item}))*" if item else None


def _description(column: Column) -> str | None:
    values = column.datatype.annotations.get("http://purl.org/dc/terms/description", [])
    listed = values if isinstance(values, list) else [values]
    return next((str(one["@value"]) for one in listed if isinstance(one, dict) and one.get("@language", "en") == "en"), None)


def _bound(kind: str, text: str | None) -> int | float | str | None:
    if text is None or kind not in ("integer", "number", "year"):
        return text
    return float(text) if "." in text else int(text)


def _resource_name(url: str | None) -> str:
    return (url or "").removesuffix(".csv").lower()


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that there are."""
    return {key: value for key, value in values.items() if value is not None}
