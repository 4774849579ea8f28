"""The manifest of the reconciliation service (API 0.2, 3.2): what it is, what it offers, and where."""

from __future__ import annotations

from typing import Any

from ciatlas import __version__
from ciatlas.links.suggest import KINDS
from ciatlas.project import Project
from ciatlas.serve.names import Names
from ciatlas.serve.reconcile.queries import BATCH
from ciatlas.serve.reconcile.words import Words

PATH = "reconcile"
VERSIONS = ("0.1", "0.2")
# Of a preview, in pixels.
WIDTH, HEIGHT = 430, 280
SUGGESTED = ("entity", "type", "property")


def manifest(project: Project, names: Names, words: Words, root: str, path: str) -> dict[str, Any]:
    """The manifest. root: the address of the server. path: of the service below it."""
    service, host = f"{root}{path}", root.rstrip("/")
    vocabulary = names.vocabulary
    defaults = [iri for name in KINDS.values() if (iri := vocabulary.ids.iri(name)) in vocabulary.types]
    return {
        "versions": list(VERSIONS),
        "name": project.title.get(words.language) or next(iter(project.title.values()), project.name),
        "identifierSpace": project.base,
        "schemaSpace": project.iri("ns#"),
        "documentation": f"{root}{words.language}/linking.html",
        "logo": f"{root}static/icon.svg",
        "serviceVersion": __version__,
        "defaultTypes": [words.type_in_full(vocabulary.types[iri]) for iri in defaults],
        "view": {"url": f"{service}/view?id={{{{id}}}}"},
        "feature_view": {"url": f"{service}/feature?id={{{{id}}}}"},
        "preview": {"url": f"{service}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": {
            kind: {
                "service_url": host,
                "service_path": f"/{path}/suggest/{kind}",
                "flyout_service_url": host,
                "flyout_service_path": f"/{path}/flyout/{kind}?id=${{id}}",
            }
            for kind in SUGGESTED
        },
        "extend": {
            "propose_properties": {"service_url": host, "service_path": f"/{path}/properties"},
            "property_settings": settings(project),
        },
        "batchSize": BATCH,
    }


def settings(project: Project) -> list[dict[str, Any]]:
    """What one may set for a property whose values are fetched (API 0.2, 7.1)."""
    languages = [{"value": "", "name": "all languages"}, *({"value": one, "name": one} for one in project.languages)]
    return [
        {"name": "limit", "label": "Limit", "type": "number", "default": 0, "help_text": "At most so many values for each thing; 0 for all of them"},
        {
            "name": "content",
            "label": "Content",
            "type": "select",
            "default": "entity",
            "help_text": "What to fetch of values that are things themselves",
            "choices": [{"value": "entity", "name": "things with their ids"}, {"value": "literal", "name": "their names"}, {"value": "id", "name": "their addresses"}],
        },
        {"name": "count", "label": "Count", "type": "checkbox", "default": False, "help_text": "The number of values instead of the values"},
        {"name": "language", "label": "Language", "type": "select", "default": "", "help_text": "Texts in this language alone", "choices": languages},
    ]
