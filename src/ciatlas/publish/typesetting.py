"""PDF by Typst: a template of ours, filled with values that it reads as JSON, so that no text of the data is ever read as Typst."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime, timezone
from functools import cache
from pathlib import Path
from typing import Any

import typst

from ciatlas.messages import _, speaking
from ciatlas.publish import look, marks

TEMPLATES = Path(__file__).parent / "templates"
_WORD = re.compile(r'\bt\("((?:[^"\\]|\\.)*)"')


def pdf(template: str, values: Mapping[str, Any], language: str, date: str) -> bytes:
    """The PDF that a template of this package (``report.typ``) makes of `values`, tagged, with the date ``YYYY-MM-DD`` as its time.

    The same values give the same bytes. It keeps PDF/UA-1, except where a text holds characters that no font of ours can show.
    """
    return _compile(template, values, language, date, "pdf")[0]


def pictures(template: str, values: Mapping[str, Any], language: str, date: str, ppi: float = 72) -> list[bytes]:
    """The pages of the same document as PNG."""
    return _compile(template, values, language, date, "png", ppi)


def _compile(template: str, values: Mapping[str, Any], language: str, date: str, format: str, ppi: float | None = None) -> list[bytes]:
    inputs = {
        "values": json.dumps(values, ensure_ascii=False),
        "words": json.dumps(_words(template, language), ensure_ascii=False),
        "marks": json.dumps(marks.MARKS),
    }
    compiler = typst.Compiler(input=TEMPLATES / template, root=TEMPLATES, font_paths=_fonts(), sys_inputs=inputs)
    time = datetime.fromisoformat(date).replace(tzinfo=timezone.utc)
    if format == "png":
        made = compiler.compile(format="png", ppi=ppi, timestamp=time)
    else:
        try:
            made = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=time)
        except typst.TypstError as error:
            if "could not be displayed with font" not in error.message:
                raise
            made = compiler.compile(format="pdf", timestamp=time)
    return made if isinstance(made, list) else [made or b""]


@cache
def _fonts() -> typst.Fonts:
    # What the machine has installed must not change a byte.
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[look.FONTS])


def words_of(template: str) -> list[str]:
    """The messages in a template and in the parts that all templates share."""
    texts = [(TEMPLATES / name).read_text(encoding="utf-8") for name in ("parts.typ", template)]
    return sorted({json.loads(f'"{word}"') for text in texts for word in _WORD.findall(text)})


def _words(template: str, language: str) -> dict[str, str]:
    with speaking(language):
        return {word: _(word) for word in words_of(template)}
