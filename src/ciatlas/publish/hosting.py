"""Files to host the release with: for w3id.org and Apache, nginx, Netlify and Cloudflare Pages; each thing's IRI answers 303."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from shlex import quote
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from pyoxigraph import NamedNode, parse

from ciatlas import retired
from ciatlas.edition import dump_graphs, dump_name, tables
from ciatlas.project import Project
from ciatlas.publish import accept, catalog, example_queries, result_files, void
from ciatlas.publish.file_types import media_types
from ciatlas.rdf.namespaces import WELL_KNOWN

FOLDER = "hosting"
FILES = (".htaccess", "nginx.conf", "_redirects", "_headers", "load.sh", "README.md")
CACHE_SECONDS = 3600
# Path of what is described -> the page at the root of the site that leads to what tells of it in the reader's language.
PAGES = {
    "ns": "ns.html",
    "scheme": "scheme.html",
    "data": "data.html",
    "catalog": "data.html",
    "void": "data.html",
    "query": "queries.html",
    "queries": "queries.html",
}

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
    of_documents, of_parts = documents(project, pages), parts(project, pages)
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
        "documents": of_documents,
        "parts": sorted(of_parts.items(), key=lambda part: (-len(part[0]), part[0])),
        "choices": [dict(one) for one in dict.fromkeys(tuple(files.items()) for files in (*of_documents.values(), *of_parts.values()))],
        "results": results(project),
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
        "shapes": {"ttl": project.shapes.name},
        "catalog": described,
        "data": described,
        "query": described,
        "queries": {"ttl": example_queries.FILE},
        "void": {"ttl": void.FILE},
    }
    versions = _versions(project)
    found |= {version: both(project.vocabulary) for version in versions}
    for edition in project.editions:
        stem, path = dump_name(project, edition), f"data/{edition.name}"
        found[path] = described
        found |= {f"{path}/{table.url.rpartition('.')[0]}": described for table in tables(project, edition).tables}
        found[f"{path}/build"] = described
        found[f"{path}/asserted"] = {"ttl": f"{stem}.ttl", "jsonld": f"{stem}.jsonld", "rdf": f"{stem}.rdf", "nt": f"{stem}.nt.gz"}
        found[f"{path}/derived"] = {"ttl": f"{stem}-derived.ttl", "nt": f"{stem}-derived.nt.gz"}
        found[f"{path}/measured"] = {"ttl": f"{stem}-measured.ttl"}
        found[f"{path}/provenance"] = {"ttl": f"{stem}-provenance.ttl"}
    if project.retired is not None:
        found["data/retired"] = {"ttl": f"{project.name}-retired.ttl", "nt": f"{project.name}-retired.nt.gz"}
    if pages:
        told = {**{path: PAGES["data"] for path, files in found.items() if files is described}, **PAGES}
        told |= {version: PAGES["ns"] for version in versions}
        found |= {path: {**found[path], "html": page} for path, page in told.items()}
    return found


def parts(project: Project, pages: bool = False) -> dict[str, Mapping[str, str]]:
    """What a file tells of beside what the file itself is: the start of their paths below the base -> form -> file.

    Of two starts of a path the longer counts. pages: as for documents().
    """
    newest = dump_name(project, project.editions[-1])

    def told(file: str, page: str) -> Mapping[str, str]:
        return {"ttl": file, **({"html": page} if pages else {})}

    found = {
        "id/claim-review/": told(f"{newest}-measured.ttl", "report.html"),
        "quality/": told(f"{newest}-quality.ttl", "quality.html"),
        "query/": told(example_queries.FILE, PAGES["queries"]),
        "query/claims/": told(f"{newest}-measured.ttl", "report.html"),
        "query/network/": told(f"{newest}-measured.ttl", PAGES["data"]),
        "query/rules/": told(f"{newest}-provenance.ttl", PAGES["data"]),
    }
    for edition in project.editions:
        stem, path = dump_name(project, edition), f"data/{edition.name}"
        found[f"{path}/derived/"] = told(f"{stem}-provenance.ttl", PAGES["data"])
        found[f"{path}/measured/"] = told(f"{stem}-measured.ttl", PAGES["data"])
        found[f"{path}/quality/"] = told(f"{stem}-quality.ttl", "quality.html")
        found[f"{path}/void/"] = told(void.FILE, PAGES["data"])
    return found


def results(project: Project) -> tuple[str, str]:
    """The start of the paths of the newest edition's results as the reviews of claims name them, and the folder of the release that holds them."""
    return f"data/{project.editions[-1].name}/{result_files.FOLDER}/", f"{result_files.FOLDER}/"


def _versions(project: Project) -> list[str]:
    """The paths below the base of the versions that the vocabulary says it is of (OWL 2, 3.1)."""
    said = NamedNode(WELL_KNOWN["owl"] + "versionIRI")
    iris = [quad.object.value for quad in parse(path=project.vocabulary, base_iri=project.base) if quad.predicate == said and isinstance(quad.object, NamedNode)]
    return [iri.removeprefix(project.base) for iri in iris if iri.startswith(project.base)]
