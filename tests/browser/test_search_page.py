"""The search page on a host of files: names in both scripts, by keyboard, in an address to share; and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from accessibility import violations
from playwright.sync_api import Page, expect
from reading import scrolls_sideways

LOADED_MS = 15_000
FOUND = ".search-list li"


def searched(page: Page, address: str) -> Page:
    page.goto(address)
    expect(page.locator("[role=status]")).not_to_be_empty(timeout=LOADED_MS)
    return page


@pytest.mark.parametrize(
    ("words", "path"),
    [("strivetogether", "organization/strivetogether"), ("stirvetogether", "organization/strivetogether"), ("אינטל", "organization/intel-israel"), ("Canberra", "place/au-australian-capital-territory-canberra")],
)
def test_a_name_is_found_whatever_the_script_and_the_slips(page: Page, language: str, words: str, path: str):
    searched(page, f"{language}/search.html?q={words}")
    expect(page.locator(f'{FOUND} a[href$="/{language}/{path}.html"]')).to_be_visible()


def test_the_home_page_leads_there_with_the_keyboard_alone(page: Page, language: str):
    page.goto(f"{language}/index.html")
    page.locator("main input[type=search]").focus()
    page.keyboard.type("strive")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{language}/search.html?q=strive")
    expect(page.locator(FOUND).first).to_be_visible(timeout=LOADED_MS)


def test_every_page_leads_there(page: Page, language: str):
    page.goto(f"{language}/organization/fsg.html")
    page.locator("header .find").click()
    page.wait_for_url(f"**/{language}/search.html")
    expect(page.locator("header .find")).to_have_attribute("aria-current", "page")
    expect(page.locator(FOUND)).to_have_count(0)


def test_what_is_typed_is_found_and_stands_in_the_address(page: Page):
    page.goto("en/search.html")
    page.get_by_role("searchbox").fill("united way")
    expect(page.locator(FOUND)).to_have_count(20, timeout=LOADED_MS)
    page.get_by_role("button", name="Show 20 more").click()
    expect(page.locator(FOUND)).to_have_count(40)
    assert page.evaluate("document.activeElement === document.querySelectorAll('.search-list a')[20]")
    page.get_by_role("combobox").select_option("event")
    page.wait_for_url("**/search.html?q=united%20way&kind=event")
    page.locator("nav.languages a").click()
    page.wait_for_url("**/he/search.html?q=united%20way&kind=event")
    expect(page.get_by_role("searchbox")).to_have_value("united way")


def test_what_was_found_stands_out_as_text_alone(page: Page):
    searched(page, "en/search.html?q=strive partnership")
    assert page.locator(f"{FOUND} mark").first.inner_text().startswith("Strive")
    searched(page, "en/search.html?q=<img src=x onerror=alert(1)>&kind=<b>")
    assert page.locator("#found img, #found b").count() == 0


def test_who_finds_nothing_is_helped(page: Page, language: str, screen: str):
    searched(page, f"{language}/search.html?q=qqqxxzz&kind=event")
    expect(page.locator(".search-none strong")).to_contain_text("qqqxxzz")
    page.locator(".search-none button").click()
    expect(page.get_by_role("combobox")).to_have_value("")
    page.locator(".search-ways a").first.click()
    page.wait_for_url(re.compile(rf"/{language}/organizations\.html"))


@pytest.mark.parametrize(("language", "screen", "dark"), [("en", "desktop", False), ("he", "phone", True)])
def test_results_are_usable_for_all(page: Page, language: str, screen: str, dark: bool):
    searched(page, f"{language}/search.html?q=united")
    assert not violations(page)
    assert screen == "desktop" or not scrolls_sideways(page)


def test_without_scripts_the_lists_are_offered(new_page: Callable[..., Page], language: str):
    page = new_page(language=language, java_script_enabled=False)
    page.goto(f"{language}/search.html?q=strive")
    expect(page.locator("noscript .notice")).to_be_visible()
    expect(page.locator(".search-ways a").first).to_be_visible()
