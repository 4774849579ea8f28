"""What a spreadsheet does to a cell, and what hides in it: formulas, spaces, invisible characters, composed letters.

None of it is a fault for CSV on the Web; all of it comes back as a surprise when a table goes through a spreadsheet or a label is compared.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ciatlas.messages import _

# First characters that make Excel, LibreOffice and Google Sheets read a cell as a formula; the last four are the wide forms of East Asian keyboards.
FORMULA_STARTS = "=+-@\t\r\uff1d\uff0b\uff0d\uff20"

_BORDER = "|"
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?%?\Z", re.ASCII)
# Characters that Unicode calls printable and nobody sees, and the mark that a wrong decoding leaves behind.
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\ufffd]")
_SUSPECT = (" " + _BORDER, "  ", *(_BORDER + start for start in " " + FORMULA_STARTS))
_CONTROL_NAMES = {"\t": "CHARACTER TABULATION", "\r": "CARRIAGE RETURN", "\x00": "NULL", "\x7f": "DELETE"}


class Finding(NamedTuple):
    """What is odd about a text: the rule it breaks, what was expected, how to mend it."""

    rule: str
    expected: str
    hint: str


def is_clean(cells: Sequence[str]) -> bool:
    """Whether no cell of a row gives a finding; told in one look, since nearly every row is clean. May err on the side of False."""
    joined = _BORDER + _BORDER.join(cells) + _BORDER
    if not joined.isprintable():
        return False
    for suspect in _SUSPECT:
        if suspect in joined:
            return False
    return joined.isascii() or (not _UNSEEN.search(joined) and unicodedata.is_normalized("NFC", joined))


def findings(text: str) -> Iterator[Finding]:
    """Everything that is odd about one cell."""
    if is_formula(text):
        yield Finding(
            "formula",
            _("a cell that a spreadsheet does not run as a formula"),
            _("begin with a letter, a digit or a quotation mark instead of {character}").format(character=character_name(text[0])),
        )
    # str.strip would also take the invisible ones, which have a finding of their own.
    if text != text.strip(" \n"):
        yield Finding("space", _("no space before or after the text"), _("remove it"))
    if "  " in text.strip(" "):
        yield Finding("space", _("single spaces between words"), _("remove the second space"))
    for character in invisible(text):
        yield Finding(
            "invisible-character",
            _("no invisible character such as {name}").format(name=character_name(character)),
            _("character {position} of the cell; delete it or type an ordinary space").format(position=text.index(character) + 1),
        )
    if not unicodedata.is_normalized("NFC", text):
        yield Finding("normalization", _("letters with their accents in one character (Unicode NFC)"), _("type the accented letters anew"))


def is_formula(text: str) -> bool:
    """Whether a spreadsheet that opens the table would run the cell as a formula. Numbers with a sign are none."""
    return text[:1] in tuple(FORMULA_STARTS) and not _NUMBER.match(text)


def invisible(text: str) -> list[str]:
    """The distinct characters of a text that nobody sees, in their order: control and format characters, spaces other than U+0020, fillers.

    A line break inside a cell is not one.
    """
    return [c for c in dict.fromkeys(text) if c != "\n" and (not c.isprintable() or _UNSEEN.match(c))]


def character_name(character: str) -> str:
    """A character as Unicode names it: ``U+200F RIGHT-TO-LEFT MARK``."""
    name = unicodedata.name(character, "") or _CONTROL_NAMES.get(character, "CONTROL CHARACTER")
    return f"U+{ord(character):04X} {name}"
