"""How to cite what the atlas says of a thing: in words, and for BibTeX. It stays the same as long as the edition does."""

from __future__ import annotations

import re
from dataclasses import replace

from markupsafe import Markup, escape

from ciatlas.messages import _
from ciatlas.project import Edition, Project
from ciatlas.publish.forms import bibtex
from ciatlas.publish.site.atlas import Text
from ciatlas.publish.wording import plain


def words(project: Project, edition: Edition, iri: str, name: Text) -> Markup:
    """The citation in words, in the language in use, as HTML in which each name keeps its own direction. name: what the thing is called."""
    language = name.shown_in
    told = _("“{name}”. {atlas}, edition {edition}, version {version}. {publisher}, {year}. {iri}")
    parts = {
        "name": replace(name, text=name.text.rstrip(".")),
        "atlas": plain(project.title[language]),
        "edition": edition.name,
        "version": edition.version,
        "publisher": plain(project.publisher[language]),
        "year": _year(edition),
        "iri": iri,
    }
    return Markup(str(escape(told)).format(**{key: value.__html__() if isinstance(value, Text) else f"<bdi>{escape(value)}</bdi>" for key, value in parts.items()}))


def entry(project: Project, edition: Edition, iri: str, name: str, language: str) -> str:
    """The citation as an entry of BibTeX."""
    fields = {
        "title": f"{{{bibtex.escape(name)}}}",
        "author": f"{{{bibtex.escape(project.publisher[language])}}}",
        "howpublished": bibtex.escape(project.title[language]),
        "edition": bibtex.escape(edition.name),
        "version": bibtex.escape(edition.version),
        "year": _year(edition),
        "url": re.sub(r"[\\{}\s]", lambda match: f"%{ord(match[0]):02X}", iri),
    }
    key = re.sub(r"[^A-Za-z0-9:-]+", "-", f"{project.name}-{edition.name}-{iri.removeprefix(project.iri('id/')).removeprefix(project.base)}").strip("-")
    return "".join((f"@misc{{{key},\n", *(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value), "}\n"))


def _year(edition: Edition) -> str:
    return (edition.issued or edition.date)[:4]
