"""The pages that are in no language lead a reader to the pages in his; the page for what is not there helps, wherever it is shown."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from page_facts import facts
from playwright.sync_api import Page, expect
from watched_pages import Watch

THING = "organization/fsg"


def test_the_root_leads_to_the_reader_s_language(page: Page, language: str):
    page.goto("")
    page.wait_for_url(f"**/{language}/index.html")
    expect(page.locator("html")).to_have_attribute("lang", language)


def test_the_address_of_a_document_leads_to_the_page_in_the_reader_s_language(page: Page, language: str):
    page.goto(f"doc/{THING}.html")
    page.wait_for_url(f"**/{language}/{THING}.html")


@pytest.mark.parametrize("path", ["index.html", f"doc/{THING}.html", "ns.html"])
def test_without_scripts_both_languages_are_offered(new_page: Callable[..., Page], path: str, language: str):
    page = new_page(language=language, java_script_enabled=False)
    page.goto(path)
    for one in ("en", "he"):
        expect(page.locator(f"a[hreflang={one}]").first).to_be_visible()
    page.locator("a[hreflang=he]").first.click()
    page.wait_for_url("**/he/**")


@pytest.mark.parametrize("path", ["none.html", "en/organization/none.html", "he/scheme/role/none/at/all.html"])
def test_what_is_not_there_is_said_so_with_ways_on(page: Page, watch: Watch, site, path: str):
    watch.allow = lambda complaint: path in complaint and "404" in complaint
    answer = page.goto(path)
    assert answer.status == 404
    expect(page.locator("h1").first).to_be_visible()
    # Looks like a page of the site wherever it stands: its style has been loaded.
    assert page.evaluate("getComputedStyle(document.body).fontFamily").lower() != "times new roman"
    page.locator("a[href]").first.click()
    page.wait_for_url("**/some/folder/**")
    assert page.evaluate("document.querySelectorAll('h1').length") == 1


def test_the_page_for_what_is_not_there_is_no_page_to_find(site):
    assert facts(site.folder, "404.html").headings
