"""The network as GraphML, for yEd, Cytoscape, igraph, networkx (http://graphml.graphdrawing.org/)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from ciatlas.publish.forms.network import Attribute, Network
from ciatlas.publish.forms.xml_text import allowed, attribute

_SCHEMA = "http://graphml.graphdrawing.org/xmlns"
_TYPES = {str: "string", int: "int", float: "double"}


def write(network: Network, path: Path) -> Path:
    """Writes the network as a directed graph whose nodes and edges are named by their IRIs. Raises OSError when the disk is full."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(_document(network))
    return path


def _document(network: Network) -> Iterator[str]:
    of_nodes = attribute_types({"label": node.label, **node.attributes} for node in network.nodes)
    of_edges = attribute_types(edge.attributes for edge in network.edges)
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="{_SCHEMA}">\n'
    for kind, types in (("node", of_nodes), ("edge", of_edges)):
        for name, type_ in types.items():
            yield f'  <key id="{kind}-{name}" for="{kind}" attr.name="{name}" attr.type="{_TYPES[type_]}"/>\n'
    yield '  <graph edgedefault="directed">\n'
    for node in network.nodes:
        yield f"    <node id={attribute(node.iri)}>\n{_data('node', {'label': node.label, **node.attributes})}    </node>\n"
    for edge in network.edges:
        head = f"    <edge id={attribute(edge.iri)} source={attribute(edge.source)} target={attribute(edge.target)}>\n"
        yield f"{head}{_data('edge', edge.attributes)}    </edge>\n"
    yield "  </graph>\n</graphml>\n"


def attribute_types(several: Iterable[Mapping[str, Attribute]]) -> dict[str, type]:
    """The names of all attributes with their types, in the order of the names."""
    types: dict[str, type] = {}
    for attributes in several:
        types |= {name: type(value) for name, value in attributes.items()}
    return dict(sorted(types.items()))


def _data(kind: str, attributes: Mapping[str, Attribute]) -> str:
    return "".join(f'      <data key="{kind}-{name}">{escape(allowed(str(value)))}</data>\n' for name, value in sorted(attributes.items()))
