"""What leads programs through the site: the feed of the editions; where its address is known, sitemap, robots.txt and the search's description."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from ciatlas import released
from ciatlas.project import Project
from ciatlas.publish import atom, opensearch, sitemap
from ciatlas.publish.changes import Changes


def write(project: Project, site: Path, changes: Sequence[Changes]) -> None:
    """Writes them into a site whose pages are all there.

    They want whole addresses, save the feed, whose links may begin where it is itself. Raises AtlasError when the record of releases
    cannot be read, OSError when the disk is full.
    """

    def put(name: str, content: str) -> None:
        (site / name).write_text(content, encoding="utf-8", newline="\n")

    records, root = released.read(project), project.site
    put(atom.FILE, atom.feed(project, project.languages[0], root or "./", records, changes))
    for language in project.languages:
        put(f"{language}/{atom.FILE}", atom.feed(project, language, root or "../", records, changes))
    if root is None:
        return
    for name, content in sitemap.files(project, root, sitemap.pages(project, site)):
        put(name, content)
    put(sitemap.ROBOTS, sitemap.robots(root, urlsplit(root).path.rstrip("/")))
    for language in project.languages:
        put(f"{language}/{opensearch.FILE}", opensearch.description(project, language, root))
    put(opensearch.FILE, opensearch.description(project, project.languages[0], root))
