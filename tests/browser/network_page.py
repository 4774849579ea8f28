"""The network page as tests use it: opened, what it says to be in its picture, and the picture as it is saved."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

from playwright.sync_api import Page, expect

SVG = "{http://www.w3.org/2000/svg}"
FSG = "organization/fsg"
LOADED_MS = 20_000


def opened(page: Page, language: str, query: str = "") -> Page:
    page.goto(f"{language}/network.html{query}")
    # The line below the picture is written once it is drawn.
    expect(page.locator("#seen")).to_have_text(re.compile(r"\d"), timeout=LOADED_MS)
    return page


def seen(page: Page) -> tuple[int, int]:
    """How many nodes and links the page says to be in the picture."""
    nodes, links = (int(number) for number in re.findall(r"\d+", page.locator("#seen").inner_text().replace(",", "")))
    return nodes, links


def rows(page: Page) -> int:
    return page.locator("#nodes tr:visible").count()


def saved(page: Page, tmp_path: Path) -> ElementTree.Element:
    """The picture as it is saved."""
    with page.expect_download() as download:
        page.locator("#save-svg").click()
    download.value.save_as(tmp_path / "network.svg")
    return ElementTree.parse(tmp_path / "network.svg").getroot()


def reloaded(page: Page) -> Page:
    page.reload()
    expect(page.locator("#seen")).to_have_text(re.compile(r"\d"), timeout=LOADED_MS)
    return page


def place(picture: ElementTree.Element, name: str) -> tuple[float, float]:
    """Where the mark of a large node is that bears a name: the largest one near to it."""
    label = next(text for text in picture.iter(f"{SVG}text") if text.text == name)
    x, y = float(label.get("x", "")), float(label.get("y", ""))
    found = []
    for mark in (path.get("d", "") for path in picture.iter(f"{SVG}path") if path.get("fill", "").startswith("#")):
        left, top, size = (float(one) for one in re.findall(r"-?\d+(?:\.\d+)?", mark)[:3])
        found.append((left + size / 2, top + size / 2, size / 2) if "h" in mark else (left + size, top, size))
    near = [one for one in found if abs(one[0] - x) < 120 and abs(one[1] - y) < 40]
    return max(near, key=lambda one: one[2])[:2]
