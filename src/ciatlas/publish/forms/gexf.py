"""The network as GEXF 1.3, for Gephi (https://gexf.net/)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from ciatlas.project import Edition, Project
from ciatlas.publish.forms.graphml import attribute_types
from ciatlas.publish.forms.network import Attribute, Network
from ciatlas.publish.forms.xml_text import attribute

_TYPES = {str: "string", int: "integer", float: "double"}


def write(project: Project, edition: Edition, network: Network, path: Path) -> Path:
    """Writes the network as a directed graph; an edge's label and kind are its role, so that Gephi keeps parallel ones apart.

    Raises OSError when the disk is full.
    """
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(_document(project, edition, network))
    return path


def _document(project: Project, edition: Edition, network: Network) -> Iterator[str]:
    of_nodes = attribute_types(node.attributes for node in network.nodes)
    of_edges = attribute_types(edge.attributes for edge in network.edges)
    language = project.languages[0]
    # The date is the edition's: a clock's would make each build another file.
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'
    yield f'  <meta lastmodifieddate="{edition.date}">\n    <creator>{_text(project.name)}</creator>\n'
    yield f"    <description>{_text(edition.title[language])}</description>\n  </meta>\n"
    yield '  <graph defaultedgetype="directed" mode="static">\n'
    for kind, types in (("node", of_nodes), ("edge", of_edges)):
        yield f'    <attributes class="{kind}" mode="static">\n'
        for name, type_ in types.items():
            yield f'      <attribute id="{name}" title="{name}" type="{_TYPES[type_]}"/>\n'
        yield "    </attributes>\n"
    yield "    <nodes>\n"
    for node in network.nodes:
        yield f"      <node id={attribute(node.iri)} label={attribute(node.label)}>\n{_values(node.attributes)}      </node>\n"
    yield "    </nodes>\n    <edges>\n"
    for edge in network.edges:
        role = str(edge.attributes.get(f"role_{language}", ""))
        ends = f"source={attribute(edge.source)} target={attribute(edge.target)}"
        yield f"      <edge id={attribute(edge.iri)} {ends} label={attribute(role)} kind={attribute(str(edge.attributes.get('role', '')))}>\n"
        yield f"{_values(edge.attributes)}      </edge>\n"
    yield "    </edges>\n  </graph>\n</gexf>\n"


def _values(attributes: Mapping[str, Attribute]) -> str:
    values = (f'          <attvalue for="{name}" value={attribute(str(value))}/>\n' for name, value in sorted(attributes.items()))
    return f"        <attvalues>\n{''.join(values)}        </attvalues>\n" if attributes else ""


def _text(text: str) -> str:
    return attribute(text)[1:-1].replace("<", "&lt;")
