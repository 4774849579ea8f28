"""Files to host the release with: for w3id.org and Apache, nginx, Netlify and Cloudflare Pages; each thing's IRI answers 303."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from shlex import quote
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from ciatlas import retired
from ciatlas.edition import dump_graphs
from ciatlas.project import Project
from ciatlas.publish import accept, catalog, void
from ciatlas.publish.file_types import media_types

FOLDER = "hosting"
FILES = (".htaccess", "nginx.conf", "_redirects", "_headers", "load.sh", "README.md")
CACHE_SECONDS = 3600
# Path of what is described -> the page at the root of the site that leads to what tells of it in the reader's language.
PAGES = {"ns": "ns.html", "scheme": "scheme.html", "data": "data.html", "catalog": "data.html"}

# What one may expect in a path without it having a meaning for a web server's settings.
_PLAIN_PATH = re.compile(r"[A-Za-z0-9._~/-]+")


def write(project: Project, folder: Path, pages: bool = False) -> list[Path]:
    """Writes FILES into ``hosting/`` in `folder`; gives their paths.

    pages: whether there is an HTML page beside each document about a thing; then the root of the host is the folder of the site, else
    `folder` itself. Without `site` in atlas.toml, redirects stay on
    the host that answers. A retired address answers 301 to what replaced it, else 410. Raises OSError when the disk is full.
    """
    environment = Environment(
        loader=PackageLoader("ciatlas.publish", "templates/hosting"), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )
    default = "html" if pages else "ttl"
    gone = [one for one in retired.read(project) if _PLAIN_PATH.fullmatch(one.path) and _PLAIN_PATH.fullmatch(one.replaced_by or "x")]
    values = {
        "title": project.title[project.languages[0]],
        "base": project.base,
        "name": urlsplit(project.base).path.strip("/"),
        "site": project.site,
        "host": urlsplit(project.site).hostname if project.site else None,
        "pages": pages,
        "default": default,
        "rules": list(accept.rules(default, pages)),
        "documents": documents(project, pages),
        "void": void.FILE,
        "gone": gone,
        "types": media_types(),
        "seconds": CACHE_SECONDS,
        "graphs": {quote(name): quote(graph) for name, graph, _media in dump_graphs(project)},
    }
    target = folder / FOLDER
    target.mkdir(exist_ok=True)
    paths = []
    for name in FILES:
        path = target / name
        path.write_text(environment.get_template(f"{name}.j2").render(values, escape=re.escape), encoding="utf-8", newline="\n")
        paths.append(path)
    return paths


def documents(project: Project, pages: bool = False) -> dict[str, Mapping[str, str]]:
    """What is described by a file of the release, by path below the base: form -> file. The first form is for all that ask for others.

    pages: whether there are pages too, under the names in PAGES.
    """

    def both(path: Path) -> Mapping[str, str]:
        return {"ttl": path.name, "jsonld": f"{path.stem}.jsonld"}

    described = {"ttl": catalog.FILE, "jsonld": catalog.JSON_FILE}
    found: dict[str, Mapping[str, str]] = {
        "ns": both(project.vocabulary),
        "scheme": both(project.schemes),
        "alignments": both(project.alignments),
        "catalog": described,
        "data": described,
    }
    for edition in project.editions:
        stem = f"{project.name}-{edition.name}"
        found[f"data/{edition.name}"] = described
        found[f"data/{edition.name}/asserted"] = {"ttl": f"{stem}.ttl", "jsonld": f"{stem}.jsonld", "rdf": f"{stem}.rdf", "nt": f"{stem}.nt.gz"}
        found[f"data/{edition.name}/derived"] = {"ttl": f"{stem}-derived.ttl", "nt": f"{stem}-derived.nt.gz"}
        found[f"data/{edition.name}/measured"] = {"ttl": f"{stem}-measured.ttl"}
        found[f"data/{edition.name}/provenance"] = {"ttl": f"{stem}-provenance.ttl"}
    if project.retired is not None:
        found["data/retired"] = {"ttl": f"{project.name}-retired.ttl", "nt": f"{project.name}-retired.nt.gz"}
    if pages:
        told = {**PAGES, **{f"data/{edition.name}": PAGES["data"] for edition in project.editions}}
        found |= {path: {**found[path], "html": page} for path, page in told.items()}
    return found
