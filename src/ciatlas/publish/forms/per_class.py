"""A file for each class: everything said of its things, as Turtle and as N-Triples."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from ciatlas.project import Project
from ciatlas.publish.forms.reading import Reading
from ciatlas.rdf import turtle
from ciatlas.rdf.namespaces import RDF


def write(project: Project, reading: Reading, folder: Path, order: Sequence[str]) -> list[Path]:
    """Writes ``<prefix>-<class>.ttl`` and ``.nt`` into `folder`, which is made, for each class that the tables state.

    Derived statements are in, but a class that only follows by a rule has no file: it would hold the same things again.
    order: property IRIs as they are to be read. Raises OSError when the disk is full.
    """
    folder.mkdir()
    paths: list[Path] = []
    for iri, members in sorted(_members(reading).items()):
        stem = folder / file_name(project, iri)
        things = [(subject, reading.things[subject]) for subject in members]
        pretty, plain = stem.with_name(f"{stem.name}.ttl"), stem.with_name(f"{stem.name}.nt")
        with pretty.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(turtle.write(things, project.prefixes, order, f"{iri}\n{len(things):,} things"))
        with plain.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{triple} .\n" for _, said in things for triple in said)
        paths += [pretty, plain]
    return paths


def file_name(project: Project, iri: str) -> str:
    """A class's IRI as a name of a file: ``org-Organization``; a class without a prefix by its IRI, other signs as hyphens."""
    name = turtle.Names(project.prefixes).iri(iri)
    return "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in name).strip("-")


def _members(reading: Reading) -> dict[str, list[str]]:
    members: dict[str, list[str]] = {}
    for subject, said in reading.asserted.items():
        for iri in sorted(_types(said)):
            members.setdefault(iri, []).append(subject)
    return members


def _types(said: Sequence[Triple]) -> set[str]:
    return {one.object.value for one in said if one.predicate.value == RDF + "type" and isinstance(one.object, NamedNode)}
