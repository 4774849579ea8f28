"""The mappings of the atlas's terms and concepts to other vocabularies, in SSSOM's TSV form (a Simple Standard for Sharing Ontological Mappings)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Store

from ciatlas.links.statements import MAPPINGS, label, links
from ciatlas.links.targets import KNOWN
from ciatlas.project import Edition, Project
from ciatlas.rdf.namespaces import RDFS, WELL_KNOWN

FILE = "mappings.sssom.tsv"
COLUMNS = (
    "subject_id", "subject_label", "predicate_id", "object_id", "object_label", "mapping_justification", "reviewer_label", "see_also", "comment",
)
# A local part that CURIE (W3C, 3) and spreadsheets take as it is.
_LOCAL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./-]*")
_TERMS = (*MAPPINGS, RDFS + "subClassOf", RDFS + "subPropertyOf")

Row = dict[str, str]


def write(project: Project, edition: Edition, store: Store, folder: Path) -> list[Path]:
    """Writes ``mappings.sssom.tsv`` into `folder`; gives its path. Raises OSError when the disk is full.

    store: a filled one, with the edition's graphs and the alignments.
    """
    names = _prefixes(project)
    rows = sorted((*_concepts(project, edition, store, names), *_terms(project, store, names)), key=lambda row: tuple(row.values()))
    used = {row[column].partition(":")[0] for row in rows for column in ("subject_id", "predicate_id", "object_id", "mapping_justification")}
    path = folder / FILE
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"#{line}\n" for line in _header(project, edition, {prefix: iri for prefix, iri in names.items() if prefix in used}))
        file.write("\t".join(COLUMNS) + "\n")
        file.writelines("\t".join(_cell(row[column]) for column in COLUMNS) + "\n" for row in rows)
    return [path]


def _header(project: Project, edition: Edition, prefixes: dict[str, str]) -> Iterator[str]:
    """The metadata of the mapping set as YAML (SSSOM, TSV serialisation); JSON's strings are YAML's too."""
    yield f"mapping_set_id: {json.dumps(project.iri(f'data/{edition.name}/mappings'))}"
    yield f"mapping_set_version: {json.dumps(edition.version)}"
    yield f"mapping_set_title: {json.dumps(edition.title[project.languages[0]] + ': mappings of its vocabulary', ensure_ascii=False)}"
    yield f"license: {json.dumps(project.licence)}"
    yield "curie_map:"
    for prefix, iri in sorted(prefixes.items()):
        yield f"  {prefix}: {json.dumps(iri)}"


def _concepts(project: Project, edition: Edition, store: Store, names: dict[str, str]) -> Iterator[Row]:
    concepts = project.iri("scheme/")
    about = _axioms(store)
    for link in links(store, project, edition):
        if link.subject.startswith(concepts) and link.predicate in MAPPINGS:
            said = about.get((link.subject, link.predicate, link.object), {})
            yield _row(names, store, link.subject, link.predicate, link.object, said)


def _terms(project: Project, store: Store, names: dict[str, str]) -> Iterator[Row]:
    for predicate in _TERMS:
        for quad in store.quads_for_pattern(None, NamedNode(predicate), None, NamedNode(project.iri("alignments"))):
            yield _row(names, store, quad.subject.value, predicate, quad.object.value, {})


def _row(names: dict[str, str], store: Store, subject: str, predicate: str, object: str, said: Row) -> Row:
    confidence = said.get("confidence", "")
    return {
        "subject_id": _curie(names, subject),
        "subject_label": label(store, subject, "en"),
        "predicate_id": _curie(names, predicate),
        "object_id": _curie(names, object),
        "object_label": said.get("object_label", ""),
        "mapping_justification": _curie(names, said.get("mapping_justification", WELL_KNOWN["semapv"] + "ManualMappingCuration")),
        "reviewer_label": said.get("reviewer_label", ""),
        "see_also": said.get("source", ""),
        # SSSOM's own confidence is a probability, which three words are not.
        "comment": f"confidence: {confidence}" if confidence else "",
    }


def _axioms(store: Store) -> dict[tuple[str, str, str], Row]:
    """What each link's row says of the link, by the link (OWL 2, 2.3.2: the annotation of an axiom)."""
    owl, sssom = WELL_KNOWN["owl"], WELL_KNOWN["sssom"]
    parts = [NamedNode(owl + name) for name in ("annotatedSource", "annotatedProperty", "annotatedTarget")]
    found: dict[tuple[str, str, str], Row] = {}
    for quad in store.quads_for_pattern(None, parts[0], None):
        values: dict[str, list[str]] = {}
        for one in store.quads_for_pattern(quad.subject, None, None):
            values.setdefault(one.predicate.value, []).append(one.object.value if isinstance(one.object, NamedNode | Literal) else "")
        statement = tuple(values.get(part.value, [""])[0] for part in parts)
        row: Row = {}
        for property, texts in values.items():
            if property.startswith(sssom):
                row[property.removeprefix(sssom)] = texts[0]
            elif property == WELL_KNOWN["dcterms"] + "source":
                row["source"] = "|".join(sorted(texts))
            elif property.endswith("ns#confidence"):
                row["confidence"] = texts[0].rpartition("/")[2]
        found[statement] = row  # type: ignore[index]
    return found


def _prefixes(project: Project) -> dict[str, str]:
    return {**{one.name: one.space for one in KNOWN if one.space not in project.prefixes.values()}, **project.prefixes}


def _curie(names: dict[str, str], iri: str) -> str:
    """The IRI as a CURIE by the longest fitting prefix, else as it is."""
    found = [(namespace, prefix) for prefix, namespace in names.items() if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace))]
    if not found:
        return iri
    namespace, prefix = max(found, key=lambda pair: (len(pair[0]), pair[1]))
    return f"{prefix}:{iri.removeprefix(namespace)}"


def _cell(text: str) -> str:
    return " ".join(text.split())
