"""The pages of things as a reader uses them: in the other language, with the address copied, on to a neighbour, on a phone."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

OTHER = {"en": "he", "he": "en"}
FSG = "organization/fsg.html"


def test_switching_the_language_keeps_the_thing(page: Page, language: str, screen: str):
    page.goto(f"{language}/{FSG}#engagements")
    page.locator("nav.languages a").click()
    page.wait_for_url(re.compile(f"/{OTHER[language]}/{re.escape(FSG)}#engagements$"))
    expect(page.locator("html")).to_have_attribute("lang", OTHER[language])
    expect(page.locator("h1")).to_have_text("FSG")


def test_the_address_of_a_name_is_copied(page: Page, language: str):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{language}/{FSG}")
    button = page.locator("button.copy[data-copy=iri]")
    words = button.text_content()
    button.click()
    expect(button).to_have_text(button.get_attribute("data-done") or "")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#iri").text_content()
    expect(button).to_have_text(words or "", timeout=5000)


def test_a_neighbour_is_followed(page: Page, language: str):
    page.goto(f"{language}/initiative/strive-partnership.html")
    neighbour = page.locator("svg.neighbourhood a").first
    name = neighbour.get_attribute("aria-label") or ""
    neighbour.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(name)
    # The way back is among its engagements.
    expect(page.locator(".engagements a[href$='/initiative/strive-partnership.html']").first).to_be_attached()


def test_the_small_map_shows_where_a_thing_is(page: Page, language: str, screen: str):
    page.goto(f"{language}/{FSG}")
    page.locator(".small-map").scroll_into_view_if_needed()
    expect(page.locator(".small-map .leaflet-container path.pin")).to_be_visible()
    expect(page.locator(".small-map p")).to_be_visible()


def test_folded_engagements_open_by_keyboard(page: Page, language: str):
    page.goto(f"{language}/{FSG}")
    folded = page.locator(".engagements details").first
    expect(folded.locator("li").first).to_be_hidden()
    folded.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(folded.locator("li").first).to_be_visible()


def test_the_address_of_a_document_leads_to_the_readers_language(page: Page, language: str):
    page.goto(f"doc/{FSG}")
    page.wait_for_url(re.compile(f"/{language}/{re.escape(FSG)}$"))
    expect(page.locator("h1")).to_have_text("FSG")


def test_a_concept_leads_to_the_list_of_those_that_have_it(page: Page, language: str):
    page.goto(f"{language}/scheme/role/consulting.html")
    told = page.locator("section.held").first
    number = (told.locator(".count").text_content() or "").strip()
    told.locator("a[href*='organizations.html?role=consulting']").click()
    page.wait_for_url(re.compile(r"/organizations\.html\?role=consulting$"))
    expect(page.locator("main")).to_contain_text(number)
