"""A file that holds one SPARQL query under a header in comments, as grlc reads it: each line begins with ``#+``, together they are YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ciatlas.fault import AtlasError
from ciatlas.messages import _

MARK = "#+"
# Ten times as fast where libyaml is there.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class QueryFile:
    """name: the file's name without its ending. file: its path as messages name it. header: what the ``#+`` lines say. text: the whole file."""

    name: str
    file: str
    header: Mapping[str, Any]
    text: str

    def texts(self, key: str, languages: tuple[str, ...]) -> dict[str, str]:
        """The header's text under `key` in each language. Raises AtlasError that names file and key when one is missing."""
        value = self.header.get(key)
        for language in languages:
            if not isinstance(value, dict) or not isinstance(value.get(language), str) or not value[language].strip():
                raise AtlasError(
                    _("{file}: header {key}: expected a text for the language {language}").format(file=self.file, key=repr(key), language=repr(language))
                )
        return {language: " ".join(value[language].split()) for language in languages}

    def words(self, key: str) -> tuple[str, ...]:
        """The header's list of words under `key`. Raises AtlasError that names file and key when it is not such a list."""
        value = self.header.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(word, str) for word in value):
            raise AtlasError(_("{file}: header {key}: {value}: expected a list of words").format(file=self.file, key=repr(key), value=repr(value)))
        return tuple(value)


def read(path: Path, file: str) -> QueryFile:
    """One query file. Raises AtlasError that names the file and the line when it cannot be read or its header is no YAML."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AtlasError(_("{file}: the query cannot be read: {reason}").format(file=file, reason=error)) from error
    lines = text.splitlines()
    # Other lines become blank ones, so that a fault in the header has the file's own line number.
    header = "\n".join(line[len(MARK) :].removeprefix(" ") if line.startswith(MARK) else "" for line in lines)
    try:
        value = yaml.load(header, _LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise AtlasError(_("{file}, line {line}: the header is not YAML: {reason}").format(file=file, line=line, reason=error.problem)) from error
    if not isinstance(value, dict):
        raise AtlasError(_("{file}: expected a header of lines that begin with {mark}, for example `{mark} title: ...`").format(file=file, mark=MARK))
    return QueryFile(path.stem, file, value, text)


def read_folder(folder: Path, name: str) -> list[QueryFile]:
    """The query files of a folder in the order of their names; none when there is no such folder.

    name: what messages call the folder.
    """
    return [read(path, f"{name}/{path.name}") for path in sorted(folder.glob("*.rq"))]
