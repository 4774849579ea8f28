"""A project of a few rows made by hand, with the real vocabulary and queries: as another community's would be, or as hostile as a table can be."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from atlas_files import PROJECT_PARTS, ROOT

Row = Mapping[str, str]
Tables = Mapping[str, Sequence[Row]]

BASE = "https://w3id.org/ciatlas/"
SOURCE = {"sources": "https://source.example/page", "confidence": "high"}
PLACES: Tables = {
    "countries": [{"code": "US", "name": "United States", "name_he": "ארצות הברית", "continent": "north-america", "sources": SOURCE["sources"]}],
    "places": [{"id": "us-illinois-springfield", "name": "Springfield", "kind": "city", "country": "US", "latitude": "39.8", "longitude": "-89.6", **SOURCE}],
}


def make(folder: Path, tables: Tables, base: str = BASE, languages: Sequence[str] = ("en", "he"), texts: Mapping[str, str] | None = None) -> Path:
    """Makes a project whose tables have these rows and no others; gives its folder.

    tables: table's name -> rows; columns not named stay empty. base: what takes the place of the real atlas's address everywhere.
    texts: what else to replace in atlas.toml, old -> new.
    """
    folder.mkdir(parents=True)
    for part in PROJECT_PARTS:
        source = ROOT / part
        shutil.copytree(source, folder / part) if source.is_dir() else shutil.copy(source, folder / part)
    for path in sorted((folder / "data" / "2015").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header, lineterminator="\n", restval="")
            writer.writeheader()
            writer.writerows({**PLACES, **tables}.get(path.stem, ()))
    if base != BASE:
        for path in [path for path in folder.rglob("*") if path.is_file()]:
            text = path.read_text(encoding="utf-8")
            # The shapes have it as a regular expression too.
            path.write_text(text.replace(BASE, base).replace(BASE.replace(".", "[.]"), base.replace(".", "[.]")), encoding="utf-8")
    toml = folder / "atlas.toml"
    text = toml.read_text(encoding="utf-8").replace('languages = ["en", "he"]', f"languages = {json.dumps(languages)}")
    for language in {"en", "he"} - set(languages):
        text = re.sub(rf"^{language} = .*\n", "", text, flags=re.MULTILINE)
    for old, new in (texts or {}).items():
        assert old in text, old
        text = text.replace(old, new)
    toml.write_text(text, encoding="utf-8")
    return folder
