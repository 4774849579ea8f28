"""Query files as RDF, in the way that SPARQL editors read examples: SHACL's SPARQL executables with labels, comments and keywords.

A query's text is published with a PREFIX prologue, so that it runs as it is in any client; the prefixes are also declared once
as data (``sh:prefixes``, SHACL 5.2.1), from which an editor fills in those of new queries.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Store, Triple

from ciatlas import query, query_text
from ciatlas.fault import AtlasError
from ciatlas.project import Project
from ciatlas.query_file import MARK, QueryFile, read_folder
from ciatlas.rdf import ntriples, turtle
from ciatlas.rdf.namespaces import RDF, RDFS, WELL_KNOWN, XSD

EXAMPLES = "examples"
FILE = "queries.ttl"
# The vocabulary of the Swiss Institute of Bioinformatics for examples, which editors read beside SHACL's.
SPEX = "https://purl.expasy.org/sparql-examples/ontology#"

SH = WELL_KNOWN["sh"]
# sh:describe is from SHACL 1.2; the others are in SHACL 1.0, 5.2.
FORMS = {
    "SELECT": ("SPARQLSelectExecutable", "select"),
    "ASK": ("SPARQLAskExecutable", "ask"),
    "CONSTRUCT": ("SPARQLConstructExecutable", "construct"),
    "DESCRIBE": ("SPARQLDescribeExecutable", "describe"),
}
ORDER = (
    RDFS + "label",
    RDFS + "comment",
    WELL_KNOWN["schema"] + "keywords",
    WELL_KNOWN["schema"] + "target",
    SPEX + "federatesWith",
    SH + "prefixes",
    *(SH + name for _, name in FORMS.values()),
)


def write(project: Project, path: Path, endpoint: str | None = None, folder: str = EXAMPLES) -> int:
    """Writes the queries of ``queries/<folder>`` as Turtle and gives their number.

    Raises as `statements` does, and OSError when the file cannot be written.
    """
    triples = list(statements(project, endpoint, folder))
    lines = ntriples.sort(f"{triple} .\n" for triple in triples)
    comment = f"{project.title[project.languages[0]]}: queries. Licence: {project.licence}"
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(turtle.write(ntriples.subjects(lines), {**project.prefixes, "spex": SPEX}, ORDER, comment))
    executable = NamedNode(SH + "SPARQLExecutable")
    return sum(1 for triple in triples if triple.object == executable)


def statements(project: Project, endpoint: str | None = None, folder: str = EXAMPLES) -> Iterator[Triple]:
    """The queries of ``queries/<folder>`` in the order of their names, each ``<base>query/<folder>/<name>``, and the prefixes.

    endpoint: the IRI of a SPARQL endpoint that answers them, if there is one (``schema:target``).
    Raises AtlasError that names the file when a header lacks title, description or tags, or the query is not SPARQL.
    """
    prefixes = project.iri("query/prefixes")
    yield _state(prefixes, RDF + "type", NamedNode(WELL_KNOWN["owl"] + "Ontology"))
    for prefix, iri in project.prefixes.items():
        declaration = f"{prefixes}/{prefix}"
        yield _state(prefixes, SH + "declare", NamedNode(declaration))
        yield _state(declaration, RDF + "type", NamedNode(SH + "PrefixDeclaration"))
        yield _state(declaration, SH + "prefix", Literal(prefix))
        yield _state(declaration, SH + "namespace", Literal(iri, datatype=NamedNode(XSD + "anyURI")))
    for file in read_folder(project.root / "queries" / folder, f"queries/{folder}"):
        yield from _query(project, file, project.iri(f"query/{folder}/{file.name}"), prefixes, endpoint)


def _query(project: Project, file: QueryFile, iri: str, prefixes: str, endpoint: str | None) -> Iterator[Triple]:
    form = query_text.form(file.text)
    if form not in FORMS:
        raise AtlasError(f"{file.file}: expected a query ({', '.join(FORMS)}), found {form or 'none'}")
    services = query_text.services(file.text)
    if not services:
        # Over an empty store; but what asks other endpoints would ask them.
        query.run(Store(), file.text, project.prefixes, file.file)
    kind, property = FORMS[form]
    yield _state(iri, RDF + "type", NamedNode(SH + "SPARQLExecutable"))
    yield _state(iri, RDF + "type", NamedNode(SH + kind))
    for language, text in file.texts("title", project.languages).items():
        yield _state(iri, RDFS + "label", Literal(text, language=language))
    for language, text in file.texts("description", project.languages).items():
        yield _state(iri, RDFS + "comment", Literal(text, language=language))
    for word in file.words("tags"):
        yield _state(iri, WELL_KNOWN["schema"] + "keywords", Literal(word))
    if endpoint:
        yield _state(iri, WELL_KNOWN["schema"] + "target", NamedNode(endpoint))
    for service in services:
        yield _state(iri, SPEX + "federatesWith", NamedNode(service))
    yield _state(iri, SH + "prefixes", NamedNode(prefixes))
    yield _state(iri, SH + property, Literal(standalone(file, project)))


def standalone(file: QueryFile, project: Project) -> str:
    """The query as it runs anywhere: with a declaration of each prefix that it uses, without the ``#+`` header."""
    return "\n".join([*query_text.prologue(file.text, project.prefixes), body(file)])


def body(file: QueryFile) -> str:
    """The query without its ``#+`` header."""
    lines = [line for line in file.text.splitlines() if not line.startswith(MARK)]
    while lines and lines[0].strip(" #") == "":
        del lines[0]
    return "\n".join(lines) + "\n"


def _state(subject: str, predicate: str, value: NamedNode | Literal) -> Triple:
    return Triple(NamedNode(subject), NamedNode(predicate), value)
