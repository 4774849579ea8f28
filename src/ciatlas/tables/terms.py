"""Names that the CSVW context knows: prefixes, built-in datatypes, terms (https://www.w3.org/ns/csvw)."""

from __future__ import annotations

import re

CSVW = "http://www.w3.org/ns/csvw#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"

PREFIXES: dict[str, str] = {
    "as": "https://www.w3.org/ns/activitystreams#",
    "cc": "http://creativecommons.org/ns#",
    "csvw": "http://www.w3.org/ns/csvw#",
    "ctag": "http://commontag.org/ns#",
    "dc": "http://purl.org/dc/terms/",
    "dc11": "http://purl.org/dc/elements/1.1/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "dctypes": "http://purl.org/dc/dcmitype/",
    "dqv": "http://www.w3.org/ns/dqv#",
    "duv": "https://www.w3.org/TR/vocab-duv#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "gr": "http://purl.org/goodrelations/v1#",
    "grddl": "http://www.w3.org/2003/g/data-view#",
    "ical": "http://www.w3.org/2002/12/cal/icaltzd#",
    "ldp": "http://www.w3.org/ns/ldp#",
    "ma": "http://www.w3.org/ns/ma-ont#",
    "oa": "http://www.w3.org/ns/oa#",
    "og": "http://ogp.me/ns#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfa": "http://www.w3.org/ns/rdfa#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "rev": "http://purl.org/stuff/rev#",
    "rif": "http://www.w3.org/2007/rif#",
    "rr": "http://www.w3.org/ns/r2rml#",
    "schema": "http://schema.org/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sioc": "http://rdfs.org/sioc/ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "skosxl": "http://www.w3.org/2008/05/skos-xl#",
    "v": "http://rdf.data-vocabulary.org/#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "wdr": "http://www.w3.org/2007/05/powder#",
    "wrds": "http://www.w3.org/2007/05/powder-s#",
    "xhv": "http://www.w3.org/1999/xhtml/vocab#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

# Each built-in datatype and the one it is derived from (tabular metadata, 5.11.1).
DERIVED_FROM: dict[str, str | None] = {
    "anyAtomicType": None,
    "anyURI": "anyAtomicType",
    "base64Binary": "anyAtomicType",
    "boolean": "anyAtomicType",
    "date": "anyAtomicType",
    "dateTime": "anyAtomicType",
    "dateTimeStamp": "dateTime",
    "decimal": "anyAtomicType",
    "integer": "decimal",
    "long": "integer",
    "int": "long",
    "short": "int",
    "byte": "short",
    "nonNegativeInteger": "integer",
    "positiveInteger": "nonNegativeInteger",
    "unsignedLong": "nonNegativeInteger",
    "unsignedInt": "unsignedLong",
    "unsignedShort": "unsignedInt",
    "unsignedByte": "unsignedShort",
    "nonPositiveInteger": "integer",
    "negativeInteger": "nonPositiveInteger",
    "double": "anyAtomicType",
    "duration": "anyAtomicType",
    "dayTimeDuration": "duration",
    "yearMonthDuration": "duration",
    "float": "anyAtomicType",
    "gDay": "anyAtomicType",
    "gMonth": "anyAtomicType",
    "gMonthDay": "anyAtomicType",
    "gYear": "anyAtomicType",
    "gYearMonth": "anyAtomicType",
    "hexBinary": "anyAtomicType",
    "QName": "anyAtomicType",
    "string": "anyAtomicType",
    "normalizedString": "string",
    "token": "normalizedString",
    "language": "token",
    "Name": "token",
    "NCName": "Name",
    "NMTOKEN": "token",
    "time": "anyAtomicType",
    "xml": "string",
    "html": "string",
    "json": "string",
}
ALIASES = {"any": "anyAtomicType", "binary": "base64Binary", "datetime": "dateTime", "number": "double"}
_OUTSIDE_XSD = {"xml": RDF + "XMLLiteral", "html": RDF + "HTML", "json": CSVW + "JSON"}

CLASSES = frozenset(
    "Cell Column Datatype Dialect Direction ForeignKey JSON NumericFormat Row Schema Table TableGroup TableReference "
    "Transformation uriTemplate".split()
)

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")


def is_builtin(name: str) -> bool:
    """Whether a datatype's name is one of the built-in ones or its short form."""
    return name in DERIVED_FROM or name in ALIASES


def datatype_iri(name: str) -> str:
    """The IRI of a built-in datatype named as in metadata. KeyError when there is no such datatype."""
    name = ALIASES.get(name, name)
    if name not in DERIVED_FROM:
        raise KeyError(name)
    return _OUTSIDE_XSD.get(name) or XSD + name


def derives_from(name: str, ancestor: str) -> bool:
    """Whether a built-in datatype is the ancestor or derived from it."""
    current: str | None = ALIASES.get(name, name)
    while current is not None:
        if current == ancestor:
            return True
        current = DERIVED_FROM[current]
    return False


def is_absolute(iri: str) -> bool:
    """Whether the text starts with a scheme, as an absolute IRI does (RFC 3986, 4.3)."""
    return _ABSOLUTE.match(iri) is not None


def expand(name: str) -> str:
    """A prefixed name such as ``dcterms:title`` as an absolute IRI; any other text as it is."""
    prefix, colon, local = name.partition(":")
    if colon and not local.startswith("//") and prefix in PREFIXES:
        return PREFIXES[prefix] + local
    return name


def class_iri(name: str) -> str | None:
    """The IRI of a term, prefixed name or absolute IRI used as a type in a common property (5.8.2); else None."""
    if is_builtin(name):
        return datatype_iri(name)
    if name in CLASSES:
        return CSVW + name
    expanded = expand(name)
    return expanded if is_absolute(expanded) and not expanded.startswith("_:") else None
