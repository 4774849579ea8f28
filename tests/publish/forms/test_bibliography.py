"""The publications, read by bibtexparser and by a CSL processor."""

from __future__ import annotations

import json

import bibtexparser
import pytest
from bibtexparser import middlewares
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from hostile import HOSTILE
from pylatexenc.latex2text import LatexNodes2Text

from ciatlas.publish.forms.bibtex import escape


def read_bibtex(path):
    return bibtexparser.parse_file(path, append_middleware=[middlewares.SeparateCoAuthors()])


def test_each_publication_is_an_entry(made):
    library = read_bibtex(made.form(".bib"))
    assert library.failed_blocks == []
    assert {entry.key for entry in library.entries} == {row["id"] for row in made.rows("publications.csv")}
    article = library.entries_dict["collective-impact-2011"]
    assert article.entry_type == "article"
    assert article["author"] == ["John Kania", "Mark Kramer"]
    assert (article["title"], article["year"], article["journal"]) == ("{Collective Impact}", "2011", "Stanford Social Innovation Review")


def test_authors_keep_their_order(made):
    library = read_bibtex(made.form(".bib"))
    cited = {item["id"]: item for item in json.loads(made.form(".csl.json").read_text(encoding="utf-8"))}
    several = 0
    for row in made.rows("publications.csv"):
        authors = row["authors"].split(";") if row["authors"] else []
        several += len(authors) > 1
        assert [one["literal"] for one in cited[row["id"]].get("author", [])] == authors
        read = library.entries_dict[row["id"]].fields_dict.get("author")
        assert [LatexNodes2Text().latex_to_text(one) for one in (read.value if read else [])] == authors
    assert several > 20


def test_a_csl_processor_cites_every_publication(made):
    items = json.loads(made.form(".csl.json").read_text(encoding="utf-8"))
    assert len(items) == len(made.rows("publications.csv"))
    bibliography = CitationStylesBibliography(CitationStylesStyle("harvard-cite-them-right", validate=False), CiteProcJSON(items), formatter.plain)
    for item in items:
        bibliography.register(Citation([CitationItem(item["id"])]))
    cited = [str(entry) for entry in bibliography.bibliography()]
    assert len(cited) == len(items)
    assert any("John Kania and Mark Kramer (2011) “Collective Impact”, Stanford Social Innovation Review" in entry for entry in cited), cited[:3]


def test_hostile_titles_stay_within_their_braces(hostile):
    library = read_bibtex(hostile.form(".bib"))
    assert library.failed_blocks == []
    rows = hostile.rows("publications.csv")
    assert len(library.entries) == len(rows) == len(HOSTILE)
    for row in rows:
        entry = library.entries_dict[row["id"]]
        assert len(entry["author"]) == 1
        read = LatexNodes2Text().latex_to_text(entry["title"][1:-1])
        kept = "".join(sign for sign in row["title"] if sign.isprintable() or sign.isspace())
        # The reader gives LaTeX's circumflex as the accent.
        assert " ".join(read.replace("\u02c6", "^").split()) == " ".join(kept.replace("\x0b", " ").split())
    items = json.loads(hostile.form(".csl.json").read_text(encoding="utf-8"))
    assert [item["title"] for item in items] == [row["title"] for row in rows]


@pytest.mark.parametrize(
    ("text", "latex"),
    [(r"50% of {x} & \y", r"50\% of \{x\} \& \textbackslash{}y"), ("a\nb", "a b"), ("$#_~^", r"\$\#\_\textasciitilde{}\textasciicircum{}")],
)
def test_latex_signs_are_escaped(text: str, latex: str):
    assert escape(text) == latex
