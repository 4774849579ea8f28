"""The project: what ``atlas.toml`` says of the atlas, checked once and then passed around as plain values."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ciatlas.authority import THEMES
from ciatlas.fault import AtlasError, Fault
from ciatlas.messages import _, ngettext
from ciatlas.rdf.namespaces import WELL_KNOWN

FILE = "atlas.toml"


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of the atlas: its short name (``2015``), the path of its CSVW metadata, version, titles by language.

    date: the day as of which it tells (``YYYY-MM-DD``). issued: the day when this version was published, where that is said.
    checks: the CSVW metadata of the tables of checks against public pages, where there are any.
    """

    name: str
    tables: Path
    version: str
    date: str
    title: Mapping[str, str]
    issued: str | None = None
    checks: Path | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """What ``atlas.toml`` says; paths are absolute, prefixes map a short name to a whole IRI.

    themes: codes of the EU's data themes. endpoint: the address of the public SPARQL endpoint, where there is one.
    retired: the CSVW metadata of the table of retired addresses, where there is one.
    site: the address where the release is hosted, with a slash at its end, which `base` redirects to; None where there is none.
    """

    root: Path
    name: str
    base: str
    languages: tuple[str, ...]
    licence: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    publisher: Mapping[str, str]
    keywords: Mapping[str, tuple[str, ...]]
    themes: tuple[str, ...]
    endpoint: str | None
    vocabulary: Path
    schemes: Path
    shapes: Path
    alignments: Path
    context: Path
    frame: Path
    editions: tuple[Edition, ...]
    prefixes: Mapping[str, str]
    retired: Path | None = None
    site: str | None = None

    def iri(self, path: str) -> str:
        """The IRI of a path below the atlas's base, for example ``data/2015``."""
        return self.base + path

    def graph(self, edition: Edition, part: str) -> str:
        """The IRI of a named graph of an edition: ``asserted``, ``derived`` or ``provenance``."""
        return self.iri(f"data/{edition.name}/{part}")

    def relative(self, path: Path) -> str:
        """A path as messages and outputs name it: relative to the project, with forward slashes."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return path.as_posix()


def find(start: Path) -> Path:
    """The nearest folder from `start` upwards that holds ``atlas.toml``. Raises AtlasError when there is none."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return folder
    raise AtlasError(_("no {file} in {folder} or above it; go into the atlas's folder, or name it with --project").format(file=FILE, folder=start))


def read(folder: Path) -> Project:
    """The project in `folder` (the folder that holds ``atlas.toml``, or one below it).

    Raises AtlasError with one fault per wrong key; each names the key, its value and what was expected.
    """
    root = find(folder)
    try:
        toml = tomllib.loads((root / FILE).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise AtlasError(_("{file} cannot be read: {reason}").format(file=FILE, reason=error)) from error
    except tomllib.TOMLDecodeError as error:
        raise AtlasError(_("{file}: not TOML: {reason}").format(file=FILE, reason=error)) from error
    reader = _Reader(root)
    project = reader.project(toml)
    if reader.faults:
        told = ngettext("{file} has {number} fault", "{file} has {number} faults", len(reader.faults))
        raise AtlasError(told.format(file=FILE, number=len(reader.faults)), reader.faults)
    return project


class _Reader:
    """Collects the faults of one file, so that a run names all of them and not the first one."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.faults: list[Fault] = []

    def project(self, toml: dict[str, Any]) -> Project:
        base = self.iri(toml, "base")
        if base and not base.endswith(("/", "#")):
            self.fault("base", base, _("an IRI that ends in / or #, since the atlas's names are appended to it"))
        ontology = self.table(toml, "ontology")
        languages = self.strings(toml, "languages")
        return Project(
            root=self.root,
            name=self.name(toml, "name", ""),
            base=base,
            languages=languages,
            licence=self.iri(toml, "licence"),
            title=self.texts(toml, "title", languages),
            description=self.texts(toml, "description", languages),
            publisher=self.texts(toml, "publisher", languages),
            keywords=self.keywords(toml, languages),
            themes=self.themes(toml),
            endpoint=self.iri(toml, "endpoint") if "endpoint" in toml else None,
            vocabulary=self.file(ontology, "ontology.vocabulary"),
            schemes=self.file(ontology, "ontology.schemes"),
            shapes=self.file(ontology, "ontology.shapes"),
            alignments=self.file(ontology, "ontology.alignments"),
            context=self.file(ontology, "ontology.context"),
            frame=self.file(ontology, "ontology.frame"),
            editions=self.editions(toml, languages),
            prefixes=self.prefixes(toml, base),
            retired=self.file(toml, "retired") if "retired" in toml else None,
            site=self.site(toml) if "site" in toml else None,
        )

    def editions(self, toml: dict[str, Any], languages: tuple[str, ...]) -> tuple[Edition, ...]:
        tables = toml.get("edition")
        if not isinstance(tables, list) or not tables or not all(isinstance(one, dict) for one in tables):
            self.fault("edition", tables, _("at least one [[edition]]"))
            return ()
        editions = tuple(self.edition(table, f"edition {number}", languages) for number, table in enumerate(tables, 1))
        for number, edition in enumerate(editions):
            if edition.name in {other.name for other in editions[:number]}:
                self.fault("edition.name", edition.name, _("a name that no other edition has"))
        return editions

    def edition(self, table: dict[str, Any], where: str, languages: tuple[str, ...]) -> Edition:
        return Edition(
            name=self.name(table, "name", where),
            tables=self.file(table, f"{where}.tables"),
            version=self.string(table, "version", where),
            date=self.date(table, "date", where),
            title=self.texts(table, "title", languages, where),
            issued=self.date(table, "issued", where) if "issued" in table else None,
            checks=self.file(table, f"{where}.checks") if "checks" in table else None,
        )

    def date(self, table: dict[str, Any], key: str, where: str) -> str:
        value = self.string(table, key, where)
        if value and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            self.fault(f"{where}.{key}", value, _("a date as YYYY-MM-DD, in quotes"))
        return value

    def keywords(self, toml: dict[str, Any], languages: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for language, words in (self.table(toml, "keywords") if "keywords" in toml else {}).items():
            if not languages:
                continue
            if language in languages and isinstance(words, list) and words and all(isinstance(word, str) and word.strip() for word in words):
                found[language] = tuple(words)
            else:
                self.fault(f"keywords.{language}", words, _("a list of words in quotes, for one of the languages {languages}").format(languages=", ".join(languages)))
        return found

    def themes(self, toml: dict[str, Any]) -> tuple[str, ...]:
        value = toml.get("themes", [])
        if isinstance(value, list) and all(isinstance(code, str) and code in THEMES for code in value):
            return tuple(value)
        self.fault("themes", value, _("a list of the EU's data themes: {themes}").format(themes=", ".join(THEMES)))
        return ()

    def prefixes(self, toml: dict[str, Any], base: str) -> dict[str, str]:
        own: dict[str, str] = {}
        for prefix, path in self.table(toml, "prefixes").items():
            if not isinstance(path, str) or not re.fullmatch(r"[^\s<>\"{}|\\^`]+", path):
                self.fault(f"prefixes.{prefix}", path, _("an IRI, or a path below base"))
            elif not re.fullmatch(r"[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?", prefix):
                self.fault(f"prefixes.{prefix}", prefix, _("a prefix of letters, digits and hyphens"))
            else:
                own[prefix] = path if "://" in path else base + path
        return dict(sorted({**WELL_KNOWN, **own}.items()))

    def fault(self, key: str, value: object, expected: str) -> None:
        self.faults.append(Fault("project", FILE, None, key, None if value is None else str(value), expected))

    def table(self, toml: dict[str, Any], key: str) -> dict[str, Any]:
        value = toml.get(key)
        if isinstance(value, dict):
            return value
        self.fault(key, value, _("a table [{key}]").format(key=key))
        return {}

    def string(self, toml: dict[str, Any], key: str, where: str = "") -> str:
        value = toml.get(key)
        if isinstance(value, str) and value.strip():
            return value
        self.fault(f"{where}.{key}" if where else key, value, _("a text in quotes"))
        return ""

    def name(self, toml: dict[str, Any], key: str, where: str) -> str:
        value = self.string(toml, key, where)
        if value and not re.fullmatch(r"[0-9a-z]+(?:[.-][0-9a-z]+)*", value):
            expected = _("small letters, digits, dots and hyphens, since it becomes part of IRIs and file names")
            self.fault(f"{where}.{key}" if where else key, value, expected)
        return value

    def strings(self, toml: dict[str, Any], key: str) -> tuple[str, ...]:
        value = toml.get(key)
        if isinstance(value, list) and value and all(isinstance(item, str) and re.fullmatch(r"[a-z]{2,3}", item) for item in value):
            return tuple(value)
        self.fault(key, value, _('a list of language codes, for example ["en", "he"]'))
        return ()

    def texts(self, toml: dict[str, Any], key: str, languages: tuple[str, ...], where: str = "") -> dict[str, str]:
        table = toml.get(key)
        name = f"{where}.{key}" if where else key
        if not isinstance(table, dict):
            self.fault(name, table, _("a text for each of the languages {languages}").format(languages=", ".join(languages)))
            return {}
        for language in languages:
            if not isinstance(table.get(language), str):
                self.fault(f"{name}.{language}", table.get(language), _("a text in quotes"))
        return {language: text for language, text in table.items() if isinstance(text, str)}

    def iri(self, toml: dict[str, Any], key: str) -> str:
        value = self.string(toml, key)
        if value and not re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", value):
            self.fault(key, value, _("an IRI that begins with https:// or http://"))
        return value

    def site(self, toml: dict[str, Any]) -> str:
        value = self.string(toml, "site")
        # It becomes part of the settings of web servers, which have signs of their own.
        if value and not re.fullmatch(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?/(?:[A-Za-z0-9._~-]+/)*", value):
            self.fault("site", value, _("an address that begins with https:// and ends in /, of letters, digits and . _ ~ - only"))
        return value

    def file(self, toml: dict[str, Any], name: str) -> Path:
        value = self.string(toml, name.rpartition(".")[2], name.rpartition(".")[0])
        path = (self.root / value).resolve()
        if value and not path.is_relative_to(self.root):
            self.fault(name, value, _("a path inside the project"))
        elif value and not path.is_file():
            self.fault(name, value, _("a file that exists"))
        return path
