"""The search page of the server in a browser: what the server found stays, with scripts and without, and no complaint of the browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from serving import Server

FOUND = ".search-list li"


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def page(browser: Browser, server: Server, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(base_url=server.url, java_script_enabled=request.param, locale="en-GB")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert not complaints


def test_a_reader_searches_leafs_and_changes_the_language(page: Page):
    page.goto("en/index.html")
    page.locator("main input[type=search]").fill("united way")
    page.locator("main .search-form button").click()
    page.wait_for_url("**/en/search.html?q=united+way")
    expect(page.locator("[data-served] li")).to_have_count(20)
    page.get_by_role("link", name="Next").click()
    expect(page.locator(".search-pages span")).to_contain_text("Page 2 of")
    page.locator("nav.languages a").click()
    expect(page.locator("html")).to_have_attribute("lang", "he")
    expect(page.locator("input[name=q]")).to_have_value("united way")
    expect(page.locator("[data-served] li")).to_have_count(20)
    page.locator(f"{FOUND} a").first.click()
    page.wait_for_url(lambda address: "/he/" in address and "search" not in address)


def test_the_address_without_a_language_leads_on_too(page: Page):
    page.goto("search?q=strive&lang=he")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.locator("nav.languages a").click()
    page.wait_for_url("**/en/search.html?q=strive**")
    expect(page.locator("[data-served] li").first).to_be_visible()
