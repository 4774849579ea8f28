"""All tables in one workbook for each language (Office Open XML)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from ciatlas import messages
from ciatlas.messages import _
from ciatlas.project import Edition, Project
from ciatlas.publish.forms.sheets import Cell, Sheet
from ciatlas.publish.forms.xml_text import allowed
from ciatlas.publish.wording import is_right_to_left, number

# What Excel lets a cell, and the name of a sheet, hold.
LONGEST_CELL = 32_767
_LONGEST_NAME = 31
_FIRST_DATE = date(1900, 3, 1)
_WIDEST = 48
_SAMPLE = 200


def write(project: Project, edition: Edition, sheets: Sequence[Sheet], path: Path, language: str) -> Path:
    """Writes the workbook: first what it is, then a sheet for each table, from right to left where the language is written so.

    Texts are cells of text, never formulas or links. The same tables give the same bytes. Raises OSError when the disk is full.
    """
    rtl = is_right_to_left(language)
    with path.open("wb") as file, messages.speaking(language):
        book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
        # The clock's time would make each build another file.
        book.set_properties({"title": edition.title[language], "created": datetime.fromisoformat(edition.date), "comments": project.licence})
        names = sheet_names([_("About"), *(sheet.title for sheet in sheets)])
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "reading_order": 2 if rtl else 1})
        formats = {"date": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})}
        _about(book.add_worksheet(names[0]), project, edition, sheets, head, language, rtl)
        for name, sheet in zip(names[1:], sheets, strict=True):
            _fill(book.add_worksheet(name), sheet, head, formats, rtl)
        book.close()
    return path


def sheet_names(titles: Sequence[str]) -> list[str]:
    """Titles as names of sheets: no longer than Excel allows, without the signs it forbids, no two alike in any case of letters."""
    names: list[str] = []
    taken: set[str] = set()
    for title in titles:
        plain = " ".join(re.sub(r"[\[\]:*?/\\]", " ", allowed(title)).split()).strip("'") or "-"
        if len(plain) > _LONGEST_NAME:
            plain = f"{plain[: _LONGEST_NAME - 1].rpartition(' ')[0] or plain[: _LONGEST_NAME - 1]}…"
        name, count = plain, 1
        # Excel keeps the name History for itself.
        while name.casefold() in taken or name.casefold() == "history":
            count += 1
            name = f"{plain[: _LONGEST_NAME - len(str(count)) - 1]} {count}"
        taken.add(name.casefold())
        names.append(name)
    return names


def _about(page: Any, project: Project, edition: Edition, sheets: Sequence[Sheet], head: Any, language: str, rtl: bool) -> None:
    lines = [
        (edition.title[language], ""),
        (project.description[language], ""),
        (_("Version"), edition.version),
        (_("Licence"), project.licence),
        (_("Address"), project.iri(f"data/{edition.name}")),
        *((sheet.title, messages.ngettext("{number} row", "{number} rows", len(sheet.rows)).format(number=number(len(sheet.rows), language))) for sheet in sheets),
    ]
    for row, (name, value) in enumerate(lines):
        page.write_string(row, 0, _text(name), head if row == 0 else None)
        page.write_string(row, 1, _text(value))
    page.set_column(0, 0, _WIDEST)
    page.set_column(1, 1, _WIDEST)
    if rtl:
        page.right_to_left()


def _fill(page: Any, sheet: Sheet, head: Any, formats: dict[str, Any], rtl: bool) -> None:
    for place, title in enumerate(sheet.header):
        page.write_string(0, place, _text(title), head)
    for row, cells in enumerate(sheet.rows, 1):
        for place, cell in enumerate(cells):
            _write(page, row, place, cell, formats)
    for place, title in enumerate(sheet.header):
        lengths = [len(title), *(len(str(cells[place])) for cells in sheet.rows[:_SAMPLE] if cells[place] is not None)]
        page.set_column(place, place, min(max(lengths) + 2, _WIDEST))
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(sheet.rows), max(len(sheet.header) - 1, 0))
    if rtl:
        page.right_to_left()


def _write(page: Any, row: int, place: int, cell: Cell, formats: dict[str, Any]) -> None:
    if cell is None:
        return
    if isinstance(cell, (int, Decimal)) and abs(cell) < 10**15:
        page.write_number(row, place, cell)
    elif isinstance(cell, date) and cell >= _FIRST_DATE:
        page.write_datetime(row, place, cell, formats["date"])
    else:
        # Excel counts no days before 1900, and no more than fifteen digits of a number.
        page.write_string(row, place, _text(str(cell)))


def _text(text: str) -> str:
    text = allowed(text)
    return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"
