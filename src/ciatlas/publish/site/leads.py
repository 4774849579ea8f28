"""The pages at the addresses of documents and of what has no language of its own: each leads to the page in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, unquote

from ciatlas.publish.forms.documents import FORMS
from ciatlas.publish.site.frame import Frame
from ciatlas.publish.wording import is_right_to_left, plain

# Page at the root, to which the addresses of hosting lead -> where it leads to below a language.
TARGETS = {
    "data.html": "downloads.html",
    "ns.html": "ns.html",
    "quality.html": "quality.html",
    "queries.html": "sparql.html",
    "report.html": "report/index.html",
    "scheme.html": "scheme/index.html",
}


def write(frame: Frame) -> None:
    """Writes ``doc/….html`` for each thing, concept and scheme, and TARGETS at the root. frame: of any of the languages.

    Raises OSError when the disk is full.
    """
    languages = frame.atlas.project.languages
    template = frame.environment.get_template("lead.html")
    for path, target, iri in _leads(frame):
        prefix = "../" * path.count("/")
        tongues = [
            {
                "language": one,
                "direction": "rtl" if is_right_to_left(one) else "ltr",
                "href": f"{prefix}{one}/{target}",
                "name": frame.atlas.name(iri, one).text if iri else plain(frame.atlas.project.title[one]),
            }
            for one in languages
        ]
        document = quote(unquote(path).rpartition("/")[2].removesuffix(".html")) if iri else None
        frame.put(path, template.render(tongues=tongues, prefix=prefix, iri=iri, document=document, forms=FORMS))


def _leads(frame: Frame) -> Iterator[tuple[str, str, str | None]]:
    """Path below the root, path below a language, and the thing, where it is about one."""
    atlas = frame.atlas
    for iri in (*atlas.reading.things, *atlas.reading.concepts):
        if (path := atlas.path(iri)) is not None:
            yield f"doc/{path.removesuffix('/index.html').removesuffix('.html')}.html", path, iri
    for page, target in TARGETS.items():
        yield page, target, None
