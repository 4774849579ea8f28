"""A browser at the endpoint comes to the page of queries, whose editor then asks this endpoint."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect
from serving import Server

QUERY = "SELECT (COUNT(*) AS ?n) { ?x a ci:Initiative }"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def test_a_query_in_the_address_is_in_the_editor_and_goes_to_the_endpoint(server: Server, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    page.goto(f"{server.url}sparql?{urlencode({'query': QUERY})}")
    expect(page.locator("#where")).to_be_visible()
    expect(page.locator("#run")).to_be_enabled()
    page.click("#run")
    expect(page.locator("#answer table")).to_be_visible(timeout=30_000)
    assert asked and set(asked) == {f"{server.url}sparql"}
    # The endpoint stays, in an address that shows the query to others.
    assert "endpoint=" in page.url and "query=" in page.url
    page.reload()
    expect(page.locator("#where")).to_be_visible()


@pytest.mark.parametrize("place", ["https://evil.example/sparql", "//evil.example/sparql", "../inbox", "javascript:alert(1)//sparql", "http://127.0.0.1:9/sparql"])
def test_an_address_names_no_other_endpoint(server: Server, page: Page, place: str) -> None:
    page.goto(f"{server.url}en/sparql.html?{urlencode({'endpoint': place})}")
    expect(page.locator("#run")).to_be_enabled()
    expect(page.locator("#where")).to_be_hidden()
