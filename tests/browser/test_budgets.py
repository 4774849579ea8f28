"""How much the main pages weigh as they are transferred, and how soon the first thing is seen."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page
from watched_pages import until

HOME_BYTES = 300_000
TOOL_BYTES = 1_000_000
FIRST_PAINT_MS = 1000


def transferred(page: Page, path: str) -> dict[str, int]:
    """Loads a page with nothing cached: path of each file that it loaded -> bytes as they came, headers included."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    addresses: dict[str, str] = {}
    sizes: dict[str, int] = {}
    session.on("Network.responseReceived", lambda event: addresses.update({event["requestId"]: event["response"]["url"]}))
    session.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: int(event["encodedDataLength"])}))
    page.goto(path, wait_until="networkidle")
    found: dict[str, int] = {}
    for request, address in addresses.items():
        name = urlsplit(address).path
        found[name] = found.get(name, 0) + sizes.get(request, 0)
    return found


def within(sizes: dict[str, int], limit: int) -> None:
    """Together they weigh no more than the limit; else the heaviest are named."""
    heaviest = sorted(sizes.items(), key=lambda one: -one[1])[:10]
    assert sum(sizes.values()) <= limit, f"{sum(sizes.values()):,} of {limit:,} bytes: {heaviest}"


def test_home_is_light(page: Page, language: str, screen: str):
    sizes = transferred(page, f"{language}/index.html")
    assert len(sizes) > 1
    within(sizes, HOME_BYTES)


@pytest.mark.parametrize("tool", ["map", "network"])
def test_map_and_network_are_light_without_their_data(page: Page, language: str, tool: str):
    sizes = transferred(page, f"{language}/{tool}.html")
    within({name: size for name, size in sizes.items() if not name.endswith(".json")}, TOOL_BYTES)


def test_home_is_seen_at_once(new_page: Callable[..., Page], language: str):
    def first_paint() -> float:
        page = new_page(language=language)
        page.goto(f"{language}/index.html", wait_until="load")
        page.evaluate("() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))")
        until(page, "performance.getEntriesByType('paint').some((entry) => entry.name === 'first-paint')")
        return page.evaluate("performance.getEntriesByType('paint').find((entry) => entry.name === 'first-paint').startTime")

    # The best of three, since other tests run on the same machine.
    assert min(first_paint() for _ in range(3)) <= FIRST_PAINT_MS
