"""The messages of the pages' scripts in one language, as a module for them (``static/messages-<language>.js``)."""

from __future__ import annotations

import json
from pathlib import Path

from babel.messages.extract import extract_from_file

from ciatlas import messages
from ciatlas.translation import KEYWORDS


def script_messages(scripts: Path) -> list[str | tuple[str, str]]:
    """The messages in the scripts of a folder, sorted: a text, or singular and plural. Raises OSError."""
    found: set[str | tuple[str, str]] = set()
    for path in sorted(scripts.glob("*.js")):
        for _line, message, _comments, _context in extract_from_file("javascript", str(path), KEYWORDS):
            found.add(message if isinstance(message, str) else (message[0], message[1]))
    return sorted(found, key=lambda message: message if isinstance(message, str) else message[0])


def module(wanted: list[str | tuple[str, str]], language: str) -> str:
    """A module with ``words``: message -> its translation, or its plural forms, and ``plural``: number -> which form.

    A message that has no translation is left out, and messages.missing knows of it.
    """
    catalogue = messages.catalogue(language)
    expression = next((part.partition("=")[2] for part in catalogue.info().get("plural-forms", "").split(";") if part.strip().startswith("plural=")), "n != 1")
    forms = _examples(language)
    words: dict[str, str | list[str]] = {}
    with messages.speaking(language):
        for message in wanted:
            if isinstance(message, str):
                words[message] = messages._(message)
            else:
                words[message[0]] = [messages.ngettext(*message, number) for number in forms]
    text = json.dumps(words, ensure_ascii=False, indent=1, sort_keys=True)
    return f"export const words = {text};\nexport const plural = (n) => Number({expression});\n"


def _examples(language: str) -> list[int]:
    """A number for each plural form of a language, in the order of the forms."""
    form = getattr(messages.catalogue(language), "plural", None)
    if form is None:
        return [1, 2]
    found: dict[int, int] = {}
    for number in range(1000):
        found.setdefault(int(form(number)), number)
    return [found[index] for index in sorted(found)]
