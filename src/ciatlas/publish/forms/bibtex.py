"""The publications as BibTeX, in UTF-8."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel import Locale, UnknownLocaleError

from ciatlas.publish.forms.works import Work
from ciatlas.publish.wording import plain

# Our kinds in the entry types that every style knows, with the field that its publisher goes into.
_TYPES = {
    "article": ("article", "journal"),
    "book": ("book", "publisher"),
    "case-study": ("techreport", "institution"),
    "guide": ("techreport", "institution"),
    "report": ("techreport", "institution"),
    "toolkit": ("techreport", "institution"),
}
_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}
_ESCAPED = re.compile("[" + re.escape("".join(_SPECIAL)) + "]")
_AND = re.compile(r"\sand\s", re.IGNORECASE)


def write(works: Iterable[Work], path: Path) -> Path:
    """Writes an entry for each publication. Raises OSError when the disk is full."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(_entries(works))
    return path


def escape(text: str) -> str:
    """The text as LaTeX sets it, in one line."""
    return _ESCAPED.sub(lambda match: _SPECIAL[match[0]], plain(text))


def _entries(works: Iterable[Work]) -> Iterator[str]:
    taken: set[str] = set()
    for work in works:
        kind, publisher = _TYPES.get(work.type, ("misc", "publisher"))
        fields = {
            # The second braces keep capital letters, which a style would make small.
            "title": f"{{{escape(work.title)}}}",
            "author": " and ".join(map(_name, work.authors)),
            publisher: escape("; ".join(work.publishers)),
            "year": str(work.year) if work.year is not None else "",
            "type": escape(work.type_name) if kind == "techreport" else "",
            "howpublished": escape(work.type_name) if kind == "misc" else "",
            "url": re.sub(r"[\\{}\s]", lambda match: f"%{ord(match[0]):02X}", work.url),
            "language": escape(_language(work.language)),
            "keywords": escape(", ".join(work.keywords)),
        }
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
        yield f"@{kind}{{{_key(work.key, taken)},\n{lines}}}\n\n"


def _name(name: str) -> str:
    """A name that BibTeX must not cut in two (a comma, the word "and") stands in braces."""
    return f"{{{escape(name)}}}" if "," in name or _AND.search(f" {name} ") else escape(name)


def _key(name: str, taken: set[str]) -> str:
    key = re.sub(r"[^A-Za-z0-9:-]+", "-", name).strip("-") or "work"
    count = 1
    while (unique := key if count == 1 else f"{key}-{count}") in taken:
        count += 1
    taken.add(unique)
    return unique


def _language(tag: str) -> str:
    try:
        return (Locale.parse(tag, sep="-").get_display_name("en") or "") if tag else ""
    except (UnknownLocaleError, ValueError):
        return tag
