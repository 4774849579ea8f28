"""The page about the atlas: what the project says of itself, how sure facts are, how to correct, cite and reuse them, who can use the pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from markdown_it import MarkdownIt
from markupsafe import Markup

from ciatlas.fault import AtlasError
from ciatlas.messages import _
from ciatlas.project import Project
from ciatlas.publish.site.atlas import Atlas
from ciatlas.publish.site.frame import Frame
from ciatlas.publish.site.home import sources
from ciatlas.rdf.namespaces import WELL_KNOWN

# What the project says of its atlas, in Markdown, a file for each language; it may have none.
FOLDER = "about"
# The schemes that say how sure a fact is.
_CERTAINTY = ("confidence", "basis")


def write(frame: Frame) -> None:
    """Writes ``about.html`` of the language. Raises AtlasError when the project's text cannot be read."""
    atlas = frame.atlas
    frame.write(
        "about.html",
        "about.html",
        told=told(atlas.project, frame.language),
        sources=sources(atlas),
        certainty=[scheme for wanted in _CERTAINTY for scheme in atlas.schemes if atlas.id(scheme) == wanted],
        tables=list(tables(atlas, frame.language)),
        issued=(atlas.edition.issued or atlas.edition.date)[:4],
        iri=atlas.project.iri(f"data/{atlas.edition.name}"),
    )


def told(project: Project, language: str) -> Markup:
    """The project's own text as HTML, in which nothing but Markdown is understood; empty when there is none in the language."""
    path = project.root / FOLDER / f"{language}.md"
    if not path.is_file():
        return Markup()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AtlasError(_("{file} cannot be read: {reason}").format(file=project.relative(path), reason=error)) from error
    # Links that would run something are not made links; pictures would need files that the site does not have.
    return Markup(MarkdownIt("commonmark", {"html": False}).enable("table").disable("image").render(text))


def tables(atlas: Atlas, language: str) -> Iterator[tuple[str, str]]:
    """The tables of the edition: title in the language, and the file's path in the project."""
    folder = atlas.edition.tables.parent
    for table in atlas.group.tables:
        titles = table.annotations.get(WELL_KNOWN["dcterms"] + "title") or []
        file = atlas.project.relative(Path(folder, table.url.rpartition("/")[2]))
        yield next((text["@value"] for text in titles if text.get("@language") == language), file), file
