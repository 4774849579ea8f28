"""Words of a page that its language does not have: a heuristic by script over what the program itself writes, names from the tables aside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree
from page_facts import tree

# Where the program's own words stand, with the attributes that are read aloud or shown.
INTERFACE = "nav button label legend summary th caption option h1 h2 h3 h4 dt figcaption footer".split()
ATTRIBUTES = ("aria-label", "title", "placeholder", "alt", "aria-description", "aria-roledescription")
HEBREW = re.compile(r"[\u05d0-\u05ea]")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f][\w'’-]+")
# Elements whose text is data or code: isolated names, what says its own language, what a reader types or a machine reads.
_DATA = {"bdi", "code", "pre", "kbd", "samp", "var", "script", "style", "cite", "textarea", "data", "time", "svg"}
# A word that stays as it is in any language: with a capital or a digit inside, a file's name or an address.
_AS_IT_IS = re.compile(r"^(?=.*[A-Z0-9].*)[\w'’-]*[A-Z0-9][\w'’-]*[A-Z0-9][\w'’-]*$|[./:@_#]|^[A-Z]$")


def untranslated(path: Path, names: frozenset[str]) -> Iterator[str]:
    """What a Hebrew page has in Latin letters only where the interface speaks. names: those of products, formats and standards."""
    for element, text, where in _texts(tree(path), "he"):
        if (where != "text" or _in_interface(element)) and not HEBREW.search(text):
            words = [word for part in text.split() if not _AS_IT_IS.search(part.strip("()[],;")) for word in LATIN.findall(part)]
            if [word for word in words if word not in names]:
                yield f"<{element.tag}> {where}: {text.strip()[:80]}"


def unmarked_hebrew(path: Path) -> Iterator[str]:
    """What an English page has in Hebrew letters without saying that it is Hebrew."""
    for element, text, where in _texts(tree(path), "en", skip_data=False):
        if HEBREW.search(text):
            yield f"<{element.tag}> {where}: {text.strip()[:80]}"


def _texts(root: etree._Element, language: str, skip_data: bool = True) -> Iterator[tuple[etree._Element, str, str]]:
    """The texts of the elements and shown attributes that are in the page's language."""
    body = root.find("body")
    waiting = [body] if body is not None else []
    while waiting:
        element = waiting.pop()
        own = element.get("lang", language).partition("-")[0] == language
        if own and element.tag not in ("script", "style") and not (skip_data and element.tag in _DATA):
            if element.text and element.text.strip():
                yield element, element.text, "text"
            for name in ATTRIBUTES:
                if (value := element.get(name)) and value.strip():
                    yield element, value, name
            for child in element.iterchildren(etree.Element):
                waiting.append(child)
                if child.tail and child.tail.strip():
                    yield element, child.tail, "text"


def _in_interface(element: etree._Element) -> bool:
    return any(one.tag in INTERFACE or one.get("role") in ("tab", "button", "navigation") for one in (element, *element.iterancestors()))
