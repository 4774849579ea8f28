"""Terms of oxigraph as terms of rdflib and back. Literals keep their lexical form, whether it fits the datatype or not."""

from __future__ import annotations

import re

from pyoxigraph import BlankNode, Literal, NamedNode
from rdflib import XSD, BNode, URIRef
from rdflib import Literal as RdflibLiteral
from rdflib.term import Identifier

_STRING, _DECIMAL = str(XSD.string), str(XSD.decimal)
# XML Schema 1.1 Datatypes, 3.3.3.1
_DECIMAL_FORM = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")

Term = NamedNode | BlankNode | Literal


def to_rdflib(term: Term) -> Identifier:
    """A term of oxigraph as rdflib has it."""
    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, BlankNode):
        return BNode(term.value)
    if term.language:
        return RdflibLiteral(term.value, lang=term.language)
    datatype = term.datatype.value
    if datatype == _STRING:
        return RdflibLiteral(term.value)
    literal = RdflibLiteral(term.value, datatype=URIRef(datatype), normalize=False)
    if datatype == _DECIMAL and not _DECIMAL_FORM.fullmatch(term.value):
        # rdflib takes what Python takes for a decimal, and NaN stops pySHACL in the middle of a comparison.
        literal._value, literal._ill_typed = None, True
    return literal


def to_oxigraph(node: Identifier) -> Term:
    """A term of rdflib as oxigraph has it."""
    if isinstance(node, RdflibLiteral):
        if node.language:
            return Literal(str(node), language=node.language)
        return Literal(str(node), datatype=NamedNode(str(node.datatype))) if node.datatype else Literal(str(node))
    return BlankNode(str(node)) if isinstance(node, BNode) else NamedNode(str(node))
