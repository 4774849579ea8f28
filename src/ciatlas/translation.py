"""Keeps the catalogues in step with the sources: ``python -m ciatlas.translation`` (``make messages``).

Messages come from Python (``_()``, ``N_()``, ``ngettext()``), from Jinja templates, from the pages' own scripts and from Typst templates (``t()``). A catalogue keeps its
translations, gets the new messages empty and loses those that no source has any more. The same sources give the same bytes: sorted by
message, without dates and places. The code of a further language as an argument begins its catalogue.
"""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from babel import Locale
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

from ciatlas.messages import LOCALE, SOURCE_LANGUAGE, languages

KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}

_SOURCES = Path(__file__).parent
_TYPST_WORD = re.compile(r'\bt\(\s*("(?:[^"\\]|\\.)*")')
_HEADER = """\
# The words of ciatlas in {name}. `make messages` keeps them in step with the sources.
msgid ""
msgstr ""
"Project-Id-Version: ciatlas\\n"
"Language: {language}\\n"
"Plural-Forms: nplurals={plurals}; plural={expression};\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def extract(folder: Path = _SOURCES) -> Catalog:
    """A catalogue of every message in the Python files and templates below a folder, without translations."""
    methods = [("**.py", "python"), ("**.html", "jinja2"), ("**.j2", "jinja2"), ("**.typ", _typst), ("**/lib/**.js", "ignore"), ("**.js", "javascript")]
    # A template that Jinja cannot read must not pass as one without messages.
    options = {pattern: {"silent": "false"} for pattern, method in methods if method == "jinja2"}
    catalog = Catalog()
    for _file, _line, message, _comments, _context in extract_from_dir(folder, methods, options, KEYWORDS):
        catalog.add(message)
    return catalog


def path(language: str) -> Path:
    """Where the catalogue of a language is, or would be."""
    return LOCALE / language / "LC_MESSAGES" / "ciatlas.po"


def read(language: str) -> Catalog:
    """The catalogue of a language as it is kept; an empty one for a language that has none yet."""
    file = path(language)
    return read_po(io.BytesIO(file.read_bytes()), locale=language, abort_invalid=True) if file.is_file() else Catalog(locale=language)


def merged(catalog: Catalog, template: Catalog) -> str:
    """The text of a catalogue (PO) brought up to date with the messages of the sources."""
    catalog.update(template, no_fuzzy_matching=True)
    body = io.BytesIO()
    write_po(body, catalog, width=0, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    language = str(catalog.locale_identifier)
    plural = get_plural(language)
    header = _HEADER.format(name=Locale.parse(language).english_name, language=language, plurals=plural.num_plurals, expression=plural.plural_expr)
    return header + body.getvalue().decode("utf-8").strip("\n") + "\n"


def _typst(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[tuple[int, str, str, list[str]]]:
    """Babel's form of an extractor: (line, function, message, comments) of each ``t("...")``."""
    text = file.read().decode("utf-8")
    for found in _TYPST_WORD.finditer(text):
        yield text.count("\n", 0, found.start()) + 1, "_", json.loads(found[1]), []


def main(wanted: list[str]) -> None:
    """Updates the catalogues of the languages given, or of all that there are; says how many messages want a translation."""
    template = extract()
    for language in wanted or [one for one in languages() if one != SOURCE_LANGUAGE]:
        catalog = read(language)
        text = merged(catalog, template)
        path(language).parent.mkdir(parents=True, exist_ok=True)
        path(language).write_text(text, encoding="utf-8", newline="\n")
        missing = sum(1 for message in catalog if message.id and not _is_translated(message.string))
        print(f"{language}: {len(catalog)} messages, {missing} without translation")


def _is_translated(text: str | tuple[str, ...] | list[str]) -> bool:
    return bool(text) if isinstance(text, str) else bool(text) and all(text)


if __name__ == "__main__":
    main(sys.argv[1:])
