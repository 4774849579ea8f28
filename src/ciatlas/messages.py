"""Words for people, in their language: gettext, with the English text as the key.

A message is written whole, with named places, and filled after translation: ``_("row {row}").format(row=3)``. No message is put
together from parts of a sentence, since other languages order words in other ways. Catalogues are kept as PO files
(``locale/<language>/LC_MESSAGES/ciatlas.po``) and read as such, so that there is no compiled file to forget.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"
SOURCE_LANGUAGE = "en"

# Language and message of each text that was wanted and had no translation.
missing: set[tuple[str, str]] = set()

_language: ContextVar[str] = ContextVar("language", default=SOURCE_LANGUAGE)


def languages() -> tuple[str, ...]:
    """The languages that the program speaks: English, and each that has a catalogue."""
    return (SOURCE_LANGUAGE, *sorted(path.parent.parent.name for path in LOCALE.glob("*/LC_MESSAGES/ciatlas.po")))


def language() -> str:
    """The language in use, as a BCP 47 tag."""
    return _language.get()


def speak(language: str) -> None:
    """From here on messages are in `language`: for a command, whose process ends with it."""
    _language.set(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within this block messages are in `language`; in English where it has no catalogue."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def N_(message: str) -> str:
    """The message itself: marks one that is translated where it is shown, since what holds it outlives a change of language."""
    return message


def _(message: str) -> str:
    """The message in the language in use; the message itself where the catalogue has no translation."""
    return catalogue(language()).gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The form of the message that fits the number in the language in use."""
    return catalogue(language()).ngettext(singular, plural, number)


@cache
def catalogue(language: str) -> NullTranslations:
    """The catalogue of a language; an empty one for English and for a language that has none."""
    path = LOCALE / language / "LC_MESSAGES" / "ciatlas.po"
    if language == SOURCE_LANGUAGE:
        return NullTranslations()
    if not path.is_file():
        return _Untranslated(language)
    # Babel is slow to import, and an English run needs none of it.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    translations = GNUTranslations(compiled)
    translations.add_fallback(_Untranslated(language))
    return translations


class _Untranslated(NullTranslations):
    """Asked only for what a catalogue lacks; remembers it."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language

    def gettext(self, message: str) -> str:
        missing.add((self.language, message))
        return message

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        missing.add((self.language, singular))
        return singular if number == 1 else plural
