"""What each edition changed in the one before it, published beside the editions: as pages, as RDF and as a patch."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from ciatlas import messages
from ciatlas.diff import account, sides, text
from ciatlas.diff.changes import compare
from ciatlas.diff.patch import description, rdf_patch
from ciatlas.diff.words import Words
from ciatlas.fault import AtlasError
from ciatlas.project import Edition, Project

FOLDER = "changes"
_HTML, _TURTLE, _PATCH = "text/html", "text/turtle", "application/rdf-patch"


@dataclass(frozen=True, slots=True)
class File:
    """name: path below the release. media: its media type. language: of a page, None of what programs read."""

    name: str
    media: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What came from one edition to the next. summary: one line by language."""

    former: Edition
    later: Edition
    summary: Mapping[str, str]
    files: tuple[File, ...]


def write(project: Project, folder: Path) -> list[Changes]:
    """Writes ``changes/`` into a release and tells what there is, by edition; nothing where there is only one.

    Raises AtlasError when an edition's tables cannot be read, OSError when the disk is full.
    """
    editions = sorted(project.editions, key=lambda one: (one.date, one.name))
    return [_write(project, former, later, folder) for former, later in pairwise(editions)]


def _write(project: Project, former: Edition, later: Edition, folder: Path) -> Changes:
    before, after = sides.read(project, former.name), sides.read(project, later.name)
    changes = compare(project, before.triples, after.triples)
    stem = f"{FOLDER}/{former.name}-{later.name}"
    (folder / FOLDER).mkdir(exist_ok=True)
    summaries, files = {}, []

    def put(content: str, media: str, ending: str, language: str | None = None) -> None:
        files.append(File(f"{stem}{ending}", media, language))
        (folder / f"{stem}{ending}").write_text(content, encoding="utf-8", newline="\n")

    for language in project.languages:
        with messages.speaking(language):
            summaries[language] = account.summary(former.title[language], later.title[language], changes)
            told = account.sections(changes, Words(project, language, (after.triples, before.triples)))
        put(text.page(summaries[language], told, former.title[language], later.title[language], language), _HTML, f"-{language}.html", language)
    put(description(project, before, after, changes), _TURTLE, ".ttl")
    # A patch cannot name what has no address; the other forms tell of it all the same.
    with suppress(AtlasError):
        put(rdf_patch(changes), _PATCH, ".rdfp")
    return Changes(former, later, summaries, tuple(files))
