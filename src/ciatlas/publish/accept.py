"""Content negotiation (RFC 9110, 12.5.1) as regular expressions, for web servers that know nothing else of the Accept header."""

from __future__ import annotations

from collections.abc import Iterator

# Form -> the media types by which clients ask for it; the first is what it is. In the order in which one is chosen where several are liked alike.
NAMES = {
    "html": ("text/html", "application/xhtml+xml"),
    "ttl": ("text/turtle", "application/x-turtle"),
    "jsonld": ("application/ld+json", "application/json"),
    "rdf": ("application/rdf+xml",),
    "nt": ("application/n-triples", "text/plain"),
}
# The same as expressions.
MEDIA_TYPES = {
    "html": r"(?:text/html|application/xhtml\+xml)",
    "ttl": r"(?:text/turtle|application/x-turtle)",
    "jsonld": r"application/(?:ld\+)?json",
    "rdf": r"application/rdf\+xml",
    "nt": r"(?:application/n-triples|text/plain)",
}
# q by its first decimal, the highest first; no q is 1. Nothing has q=0, which means: not this one.
_WEIGHTS = (r"(?:;\s*q=1(?:\.0*)?\s*)?", *(rf";\s*q=0?\.{digit}\d*\s*" for digit in range(9, 0, -1)), r";\s*q=0?\.0\d*[1-9]\d*\s*")
_OTHER_PARAMETERS = r"\s*(?:;\s*(?!q=)[^,;]*)*"


def rules(default: str, pages: bool) -> Iterator[tuple[str, str]]:
    """Regular expressions (PCRE, letter case ignored) for the Accept header, each with the form to choose; the first that matches counts.

    default: the form for a client that takes anything. pages: whether there is HTML to choose. Two types whose q differ only in
    the second decimal count as alike.
    """
    for weight in _WEIGHTS:
        for form, media in MEDIA_TYPES.items():
            if form != "html" or pages:
                yield _expression(media, weight), form
        yield _expression(r"application/\*", weight), "jsonld"
        yield _expression(r"(?:\*|text)/\*", weight), default


def _expression(media: str, weight: str) -> str:
    return rf"(?:^|,)\s*{media}{_OTHER_PARAMETERS}{weight}(?:,|$)"
