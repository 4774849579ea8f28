"""The site's map for search engines (sitemaps.org protocol 0.9): every page in every language, and robots.txt, which leads there."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from ciatlas.project import Project
from ciatlas.publish.forms.xml_text import attribute, content

FILE = "sitemap.xml"
ROBOTS = "robots.txt"
# What one file may hold.
MOST_ADDRESSES = 50_000
MOST_BYTES = 50 * 2**20
# Pages that say of themselves that they are no find.
_NOT_LISTED = frozenset({"search.html"})
# What a server answers anew for each that asks; there is no end to its addresses.
_ENDLESS = ("sparql", "search", "reconcile", "inbox")
_ENTRANCE = "index.html"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
_START, _END = f"{_HEAD}<urlset {_NAMESPACES}>\n", "</urlset>\n"


def pages(project: Project, site: Path) -> list[str]:
    """The paths of the pages below a language, percent-encoded, in their order; each language has the same ones.

    site: the folder of the built site. Raises OSError when it cannot be read.
    """
    folder = site / project.languages[0]
    found = (Path(here, name).relative_to(folder).as_posix() for here, _folders, names in os.walk(folder) for name in names if name.endswith(".html"))
    return sorted(quote(path) for path in found if path not in _NOT_LISTED)


def files(project: Project, root: str, paths: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Name and text of each file: the parts, and at last FILE, the index that names them.

    root: the address of the root of the site, with a slash at its end. paths: as pages() gives them. A page changes when an edition does.
    """
    edition = project.editions[-1]
    changed = edition.issued or edition.date
    names = []
    for number, urls in enumerate(_parts(_entries(project, root, paths, changed)), 1):
        names.append(f"sitemap-{number}.xml")
        yield names[-1], "".join((_START, *urls, _END))
    told = (f"<sitemap><loc>{content(root + name)}</loc><lastmod>{changed}</lastmod></sitemap>\n" for name in names)
    yield FILE, "".join((_HEAD, '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n', *told, "</sitemapindex>\n"))


def _entries(project: Project, root: str, paths: Sequence[str], changed: str) -> Iterator[str]:
    """The pages as elements; each names itself in the other languages too, and the one for readers of none of them."""
    for path in paths:
        addresses = {language: f"{root}{language}/{path}" for language in project.languages}
        # The entrance leads each reader to a language; of other pages, readers of no language of the atlas get the first.
        others = {**addresses, "x-default": root if path == _ENTRANCE else addresses[project.languages[0]]}
        links = "".join(f'<xhtml:link rel="alternate" hreflang="{language}" href={attribute(href)}/>' for language, href in others.items())
        for address in addresses.values():
            yield f"<url><loc>{content(address)}</loc><lastmod>{changed}</lastmod>{links}</url>\n"


def _parts(entries: Iterator[str]) -> Iterator[list[str]]:
    part: list[str] = []
    size = 0
    for entry in entries:
        added = len(entry.encode())
        if len(part) == MOST_ADDRESSES or size + added > MOST_BYTES - len(_START) - len(_END):
            yield part
            part, size = [], 0
        part.append(entry)
        size += added
    if part:
        yield part


def robots(root: str, prefix: str = "") -> str:
    """robots.txt (RFC 9309): all may be read but what is computed for each that asks, and where the sitemap is.

    prefix: the path of the root on its host, ``""`` or as ``/atlas``.
    """
    closed = "".join(f"Disallow: {prefix}/{path}\n" for path in _ENDLESS)
    return f"User-agent: *\n{closed}\nSitemap: {root}{FILE}\n"

