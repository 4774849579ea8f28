"""SVG made fit for publishing: its texts, a title and a description that screen readers tell, and nothing that is not drawn."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from xml.etree import ElementTree

from ciatlas.publish.sheet import name_of

NAMESPACE = "http://www.w3.org/2000/svg"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# A tenth of a pixel is less than anybody sees.
_TOO_FINE = re.compile(r"-?\d+\.\d{2,}")
_UNSEEN = re.compile(r"aria-.*|role|class|pointer-events")

ElementTree.register_namespace("", NAMESPACE)


def dress(drawing: str, texts: Sequence[str], title: str, description: str, language: str) -> str:
    """The drawing as an image (``role="img"``) with its texts, a title and a description in `language`.

    drawing: SVG that names each text by two letters (sheet.name_of). Roles and names of its parts and what is hidden are left out.
    Raises ElementTree.ParseError where `drawing` is not XML, which would be a fault of the program that drew it.
    """
    root = ElementTree.fromstring(drawing)
    _strip(root, {name_of(index): text for index, text in enumerate(texts)})
    root.set("role", "img")
    # Within a page from right to left the anchors of texts would change sides.
    root.set("direction", "ltr")
    root.set(_XML_LANG, language)
    root.set("aria-label", title)
    for tag, words in (("desc", description), ("title", title)):
        element = ElementTree.Element(f"{{{NAMESPACE}}}{tag}")
        element.text = words
        root.insert(0, element)
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def _strip(element: ElementTree.Element, texts: Mapping[str, str]) -> None:
    for name in [name for name in element.attrib if _UNSEEN.fullmatch(name)]:
        del element.attrib[name]
    for name in ("d", "transform"):
        if name in element.attrib:
            element.set(name, _TOO_FINE.sub(_rounded, element.attrib[name]))
    if element.text in texts:
        element.text = texts[element.text]
    for child in list(element):
        nothing = child.tag.endswith("}path") and not child.get("fill", child.get("stroke"))
        if nothing or child.get("opacity") == "0" or child.get("display") == "none":
            element.remove(child)
        else:
            _strip(child, texts)


def _rounded(found: re.Match[str]) -> str:
    return f"{round(float(found[0]), 1) + 0.0:.1f}".removesuffix(".0")
