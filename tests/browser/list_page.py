"""The pages of lists as tests use them: one opened, what it shows, its headers and its boxes of filters; and one with other names in it."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Locator, Page, Route, expect
from site_server import Site

LISTS = ("organizations", "initiatives", "events", "publications")
ROWS = ".list-results tbody tr"
LOADED_MS = 15_000


def data(site: Site, language: str) -> dict[str, Any]:
    """What the lists are made of."""
    return json.loads((site.folder / language / "atlas.json").read_text(encoding="utf-8"))


def opened(page: Page, address: str) -> Page:
    """A list once its script has taken over."""
    page.goto(address)
    expect(page.locator(".filters-shown")).not_to_be_empty(timeout=LOADED_MS)
    return page


def names(page: Page) -> list[str]:
    """The names in the rows that are shown."""
    return [name.strip() for name in page.locator(f"{ROWS} th a").all_inner_texts()]


def sought(page: Page, words: str) -> Page:
    """The list once it shows what was searched for."""
    page.locator("input[type=search]").fill(words)
    expect(page.locator(".filters-chosen")).to_contain_text(words)
    return page


def column(page: Page, key: str) -> list[str]:
    """The texts in a column, by the place of its header."""
    place = page.locator(".list-results thead th").evaluate_all("(cells, key) => cells.findIndex((cell) => cell.dataset.column === key)", key)
    return [text.strip() for text in page.locator(f"{ROWS} > :nth-child({place + 1})").all_inner_texts()]


def header(page: Page, key: str) -> Locator:
    return page.locator(f".list-results th[data-column={key}]")


def facet(page: Page, name: str) -> Locator:
    """The box of a facet, opened."""
    for box in (page.locator(".filters-all"), page.locator(f".filter[data-facet={name}]")):
        if not box.evaluate("(details) => details.open"):
            box.locator("summary").first.click()
    return page.locator(f".filter[data-facet={name}]")


def with_names(page: Page, language: str, given: list[str]) -> None:
    """Has the page get organisations of these names."""

    def answer(route: Route) -> None:
        atlas = route.fetch().json()
        atlas["organizations"] = [{**atlas["organizations"][0], "id": f"made-{number}", "name": name, "alt": []} for number, name in enumerate(given)]
        route.fulfill(json=atlas)

    page.route(f"**/{language}/atlas.json", answer)
