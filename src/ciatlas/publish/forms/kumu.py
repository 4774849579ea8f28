"""The network as a blueprint of Kumu, the tool that the field draws its maps with (https://docs.kumu.io/guides/import/blueprints)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ciatlas import messages
from ciatlas.messages import _
from ciatlas.project import Project
from ciatlas.publish.forms.network import Edge, Network, Node
from ciatlas.publish.forms.reading import Reading
from ciatlas.rdf.namespaces import WELL_KNOWN


def write(project: Project, reading: Reading, network: Network, path: Path, language: str) -> Path:
    """Writes a blueprint in the language: elements are organisations, initiatives and events, connections the engagements.

    Identifiers are the IRIs below the atlas's base, since Kumu keeps them when the blueprint is imported again, and one for
    elements and connections together. Raises OSError when the disk is full.
    """
    with messages.speaking(language):
        blueprint = {
            "elements": [_element(project, reading, node, language) for node in network.nodes],
            "connections": [_connection(project, reading, edge, language) for edge in network.edges],
        }
    path.write_text(json.dumps(blueprint, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def _element(project: Project, reading: Reading, node: Node, language: str) -> dict[str, Any]:
    ci = project.prefixes["ci"]
    kinds = sorted(one.object.value for one in reading.asserted.get(node.iri, ()) if one.predicate.value.endswith("#type"))
    element: dict[str, Any] = {
        "id": _id(project, node.iri),
        "label": reading.label(node.iri, language),
        "type": _kind(reading, kinds[0], language) if kinds else "",
        "description": reading.text(node.iri, WELL_KNOWN["dcterms"] + "description", language),
        "tags": [reading.label(one, language) for one in reading.iris(node.iri, ci + "domain")],
        _("Roles"): [reading.label(one, language) for one in reading.iris(node.iri, ci + "role")],
        _("Country"): node.attributes.get(f"country_{language}"),
        _("Website"): node.attributes.get("website"),
        _("Address"): node.iri,
    }
    return {key: value for key, value in element.items() if value not in (None, "", [])}


def _kind(reading: Reading, iri: str, language: str) -> str:
    """A class by its name in the vocabulary; classes of other vocabularies in the words of the page."""
    own = {"Organization": _("Organisation"), "Event": _("Event")}
    return reading.labels[iri].get(language, "") if iri in reading.labels else own.get(reading.label(iri, language), reading.label(iri, language))


def _connection(project: Project, reading: Reading, edge: Edge, language: str) -> dict[str, Any]:
    connection: dict[str, Any] = {
        "id": _id(project, edge.iri),
        "from": _id(project, edge.source),
        "to": _id(project, edge.target),
        "direction": "directed",
        "type": edge.attributes.get(f"role_{language}"),
        "description": reading.text(edge.iri, WELL_KNOWN["dcterms"] + "description", language),
        _("Start year"): edge.attributes.get("start_year"),
        _("End year"): edge.attributes.get("end_year"),
        _("Address"): edge.iri,
    }
    return {key: value for key, value in connection.items() if value not in (None, "")}


def _id(project: Project, iri: str) -> str:
    return iri.removeprefix(project.iri("id/"))
