"""Words for people, in their language: gettext, with the English text as the key.

A message is written whole, with named places, and filled after translation: ``_("row {row}").format(row=3)``. No message is put
together from parts of a sentence, since other languages order words in other ways.
"""

from __future__ import annotations

from gettext import NullTranslations

_catalogue = NullTranslations()


def _(message: str) -> str:
    """The message in the language in use; the message itself where the catalogue has no translation."""
    return _catalogue.gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The form of the message that fits the number in the language in use."""
    return _catalogue.ngettext(singular, plural, number)
