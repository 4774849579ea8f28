"""The page of queries: an editor whose queries are answered in the reader's browser, over the dumps that lie beside the pages.

Its scripts read ``<language>/queries.json`` (the graphs, the prefixes, the queries that are ready) and, for completion,
``<language>/vocabulary.json``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ciatlas.edition import dump_graphs
from ciatlas.messages import _, speaking
from ciatlas.project import Project
from ciatlas.publish import example_queries
from ciatlas.publish.site.atlas import Atlas
from ciatlas.publish.site.frame import Frame
from ciatlas.publish.story import section_names
from ciatlas.publish.wording import plain
from ciatlas.query_file import QueryFile, read_folder
from ciatlas.rdf.turtle import Names


def write(frame: Frame, release: Path) -> None:
    """Writes ``sparql.html`` and the data of its scripts. release: the folder that has the dumps. Raises AtlasError, OSError."""
    atlas, language = frame.atlas, frame.language
    found = graphs(atlas.project, release)
    with speaking(language):
        groups = _groups(atlas, language)
    ready = [one for group in groups for section in group["sections"] for one in section["queries"]]
    content = {
        "base": atlas.project.base,
        "endpoint": atlas.project.endpoint,
        "graphs": found,
        "kinds": sorted({atlas.kind(iri) for iri in atlas.reading.things}),
        "prefixes": dict(atlas.project.prefixes),
        "queries": {one["key"]: {"title": one["title"], "text": one["text"], "columns": one["columns"]} for one in ready},
    }
    frame.put(f"{language}/queries.json", _json(content))
    frame.put(f"{language}/vocabulary.json", _json(vocabulary(atlas, language)))
    megabytes = round(sum(one["bytes"] for one in found) / 1e6, 1)
    frame.write("sparql.html", "sparql.html", graphs=found, groups=groups, prefixes=list(atlas.project.prefixes.items()), megabytes=megabytes)


def graphs(project: Project, release: Path) -> list[dict[str, Any]]:
    """The named graphs that a query sees, as edition.open_release has them: file below the site's root, graph, media type, size in bytes."""
    return [{"file": name, "graph": graph, "format": media, "bytes": (release / name).stat().st_size} for name, graph, media in dump_graphs(project)]


def vocabulary(atlas: Atlas, language: str) -> dict[str, Any]:
    """What the editor completes: prefixes, terms with their kind, label and definition, concepts with label and scheme."""
    names = Names(atlas.project.prefixes)
    terms = []
    for iri, said in atlas.terms.items():
        if iri.startswith(atlas.project.iri("ns#")) and iri != atlas.project.iri("ns#"):
            definition = next((one for one in said.get(atlas.iri("skos:definition"), ()) if getattr(one, "language", None) == language), None)
            kind = "class" if atlas.is_class(iri) else "property"
            terms.append([names.iri(iri), kind, atlas.name(iri, language).text, plain(definition.value) if definition else ""])
    others = sorted(names.iri(iri) for iri in atlas.uses if iri not in atlas.terms)
    terms += [[name, "property" if name.partition(":")[2][:1].islower() else "class", "", ""] for name in others if not name.startswith("<")]
    concepts = [
        [names.iri(one), atlas.name(one, language).text, atlas.name(scheme, language).text] for scheme in atlas.schemes for one in atlas.concepts(scheme)
    ]
    return {"prefixes": dict(atlas.project.prefixes), "terms": terms, "concepts": concepts}


def _groups(atlas: Atlas, language: str) -> list[dict[str, Any]]:
    """The queries that are ready: those to learn from, then what the report asks, by its sections."""
    groups = [{"name": _("To learn from"), "sections": [{"name": "", "queries": list(_ready(atlas, example_queries.EXAMPLES, language))}]}]
    for folder, name in (("insights", _("The report's insights")), ("claims", _("The report's claims"))):
        found = list(_ready(atlas, folder, language))
        names = section_names()
        order = [*names, *sorted({one["section"] for one in found} - names.keys())]
        sections = [{"name": names.get(word, plain(word)), "queries": here} for word in order if (here := [one for one in found if one["section"] == word])]
        if sections:
            groups.append({"name": name, "sections": sections})
    return groups


def _ready(atlas: Atlas, folder: str, language: str) -> Iterator[dict[str, Any]]:
    for file in read_folder(atlas.project.root / "queries" / folder, f"queries/{folder}"):
        tags = file.header.get("tags")
        yield {
            "key": file.name,
            "title": plain(file.texts("title", (language,))[language]),
            "description": plain(file.texts("description", (language,))[language]),
            "tags": [str(tag) for tag in tags] if isinstance(tags, list) else [],
            "section": str(file.header.get("section") or "world"),
            "text": example_queries.body(file),
            "columns": _columns(file, language),
        }


def _columns(file: QueryFile, language: str) -> dict[str, str]:
    """The titles of the query's columns, as far as its header has them in the language."""
    said = file.header.get("columns")
    found = said.items() if isinstance(said, dict) else ()
    return {name: plain(texts[language]) for name, texts in found if isinstance(texts, dict) and isinstance(texts.get(language), str)}


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"
