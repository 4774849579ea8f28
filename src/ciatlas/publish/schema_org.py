"""The release as schema.org's Dataset, for search engines: the JSON-LD that goes into a page's head."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ciatlas.project import Project
from ciatlas.publish.checksums import sha256
from ciatlas.publish.described import Described, days
from ciatlas.publish.release_files import ReleaseFile

FILE = "dataset.jsonld"


def write(project: Project, folder: Path, described: Sequence[Described], files: Sequence[ReleaseFile]) -> Path:
    """Writes ``dataset.jsonld``: one Dataset for each edition; gives its path. Raises OSError when the disk is full."""
    datasets = [dataset(project, one, files) for one in described]
    content = {"@context": "https://schema.org/", **(datasets[0] if len(datasets) == 1 else {"@graph": datasets})}
    path = folder / FILE
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path


def dataset(project: Project, one: Described, files: Sequence[ReleaseFile]) -> dict[str, Any]:
    """An edition as schema.org/Dataset, without a context. Files that are pages are left out."""
    edition, counts = one.edition, one.counts
    publisher = {"@type": "Organization", "@id": project.iri("catalog#publisher"), "name": _texts(project.publisher)}
    start = f"{counts.first_year}-01-01" if counts.first_year else ".."
    content = {
        "@type": "Dataset",
        "@id": project.iri(f"data/{edition.name}"),
        "name": _texts(edition.title),
        "description": _texts(project.description),
        "url": project.base,
        "identifier": project.iri(f"data/{edition.name}"),
        "version": edition.version,
        "license": project.licence,
        "creator": publisher,
        "publisher": {"@id": publisher["@id"]},
        "inLanguage": list(project.languages),
        "isAccessibleForFree": True,
        "temporalCoverage": f"{start}/{edition.date}",
        "spatialCoverage": [{"@type": "Place", "name": _texts(names), "sameAs": place} for place, names in counts.places],
        "includedInDataCatalog": {"@type": "DataCatalog", "@id": project.iri("catalog"), "name": _texts(project.title), "url": project.base},
        "distribution": [_download(project, file) for file in files if file.owner == f"data/{edition.name}" and not file.is_page],
    }
    if project.keywords:
        content["keywords"] = [{"@value": word, "@language": tag} for tag, words in project.keywords.items() for word in words]
    if found := days([edition]):
        content |= {"datePublished": found[0], "dateModified": found[1]}
    return content


def _download(project: Project, file: ReleaseFile) -> dict[str, Any]:
    return {
        "@type": "DataDownload",
        "name": file.name.rpartition("/")[2],
        "description": _texts(file.description),
        "contentUrl": project.iri(file.name),
        "encodingFormat": file.type.compression or file.type.media,
        "contentSize": f"{file.path.stat().st_size} B",
        "sha256": sha256(file.path),
    }


def _texts(by_language: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"@value": text, "@language": language} for language, text in sorted(by_language.items())]
