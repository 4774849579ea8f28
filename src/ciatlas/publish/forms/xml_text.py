"""Text on its way into XML 1.0."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

# All that is outside of Char (XML 1.0, 2.2).
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def allowed(text: str) -> str:
    """The text without the characters that no XML document may hold, not even as a reference."""
    return _FORBIDDEN.sub("", text)


def attribute(text: str) -> str:
    """The text as an attribute's value in quotation marks; line breaks stay, as references."""
    return quoteattr(allowed(text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def content(text: str) -> str:
    """The text as the content of an element."""
    return escape(allowed(text))
