"""A page of each kind is usable for all: axe-core finds nothing in English by day on a desktop, and in Hebrew by night on a phone."""

from __future__ import annotations

import pytest
from accessibility import violations, without_repeats
from page_facts import fullest, fullest_first
from playwright.sync_api import Page
from reading import scrolls_sideways, settled


@pytest.fixture(scope="module")
def kinds(site) -> dict[str, list[str]]:
    return fullest_first(site.folder)


def test_every_kind_is_usable_for_all(page: Page, kinds, language: str, screen: str, dark: bool):
    found = {}
    for path in fullest(kinds, language):
        settled(page, path)
        wide = scrolls_sideways(page)
        faults = violations(without_repeats(page)) + ([f"scrolls sideways: {wide}"] if wide else [])
        if faults:
            found[path] = faults
    assert not found, "\n".join(f"{path}: {fault}" for path, faults in found.items() for fault in faults[:8])
