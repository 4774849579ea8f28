"""The lists as tables: their order, columns and rows, shared by an address, saved, in the other language, on a phone, and without scripts."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from accessibility import violations
from list_page import LISTS, LOADED_MS, ROWS, column, data, facet, header, names, opened, sought
from playwright.sync_api import Page, expect

FILES = "(links) => links.map((link) => link.pathname.split('/').at(-1))"


def test_headers_sort(page: Page, language: str):
    opened(page, f"{language}/initiatives.html?rows=all")
    expect(header(page, "name")).to_have_attribute("aria-sort", "ascending")
    header(page, "year").get_by_role("button").click()
    expect(header(page, "year")).to_have_attribute("aria-sort", "ascending")
    assert header(page, "name").get_attribute("aria-sort") is None
    up = column(page, "year")
    known = [year for year in up if year]
    assert known == sorted(known) and up == known + [""] * (len(up) - len(known))
    header(page, "year").get_by_role("button").press("Enter")
    expect(header(page, "year")).to_have_attribute("aria-sort", "descending")
    down = column(page, "year")
    assert down[: len(known)] == sorted(known, reverse=True) and set(down[len(known) :]) == {""}
    expect(header(page, "year").get_by_role("button")).to_be_focused()
    assert "sort=-year" in page.url


def test_hebrew_is_sorted_as_hebrew(page: Page):
    opened(page, "he/organizations.html?country=IL&rows=all")
    hebrew = [name for name in names(page) if "א" <= name[0] <= "ת"]
    assert len(hebrew) > 5 and hebrew == sorted(hebrew, key=lambda name: [letter for letter in name if "א" <= letter <= "ת" or letter == " "])


def test_columns_are_chosen_and_stay(page: Page, new_page: Callable[..., Page], language: str):
    opened(page, f"{language}/organizations.html")
    page.locator(".list-columns summary").click()
    assert not violations(page)
    page.locator(".list-columns input[value=website]").check()
    page.locator(".list-columns input[value=domains]").uncheck()
    expect(header(page, "website")).to_be_visible()
    expect(header(page, "domains")).to_have_count(0)
    other = opened(new_page(language=language), page.url)
    expect(header(other, "website")).to_be_visible()
    expect(header(other, "domains")).to_have_count(0)
    page.locator(".list-usual").click()
    assert "columns=" not in page.url
    page.keyboard.press("Escape")
    expect(page.locator(".list-columns fieldset")).to_be_hidden()


def test_an_address_shows_the_same_rows_to_another(page: Page, new_page: Callable[..., Page], language: str):
    opened(page, f"{language}/organizations.html")
    facet(page, "role").locator("input[value=funding]").check()
    sought(page, "foundation")
    header(page, "country").get_by_role("button").click()
    page.locator(".list-foot button.first").click()
    rows = names(page)
    assert len(rows) == 100
    other = opened(new_page(language=language), page.url)
    assert names(other) == rows
    expect(other.locator("input[type=search]")).to_have_value("foundation")
    expect(header(other, "country")).to_have_attribute("aria-sort", "ascending")


def test_the_language_is_switched_in_place(page: Page):
    opened(page, "en/initiatives.html?country=IL&sort=-year")
    rows = page.locator(f"{ROWS} th a").evaluate_all(FILES)
    page.locator("nav.languages a").click()
    expect(page).to_have_url(re.compile(r"/he/initiatives\.html\?.*country=IL"))
    expect(page.locator(".filters-shown")).not_to_be_empty(timeout=LOADED_MS)
    assert sorted(page.locator(f"{ROWS} th a").evaluate_all(FILES)) == sorted(rows) and len(rows) > 3


def test_what_is_shown_is_saved_as_csv(page: Page, site, language: str):
    opened(page, f"{language}/organizations.html?role=funding&columns=country,domains,website&sort=-country")
    with page.expect_download() as waiting:
        page.locator(".list-download").click()
    assert waiting.value.suggested_filename == f"organizations-{language}.csv"
    content = waiting.value.path().read_bytes()
    assert content.startswith(b"\xef\xbb\xbf") and content.endswith(b"\r\n")
    head, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    shown = [cell.strip() for cell in page.locator(".list-results thead th").all_inner_texts()]
    assert head == [*shown, "IRI"]
    funders = [one for one in data(site, language)["organizations"] if "funding" in one.get("roles", ())]
    assert len(rows) == len(funders) > 50
    assert [row[0] for row in rows[:50]] == names(page)
    assert {row[-1].rpartition("/")[2] for row in rows} == {one["id"] for one in funders}
    assert {row[3] for row in rows} == {one.get("website", "") for one in funders}


def test_more_rows_are_shown_and_the_keyboard_goes_on_there(page: Page, language: str):
    opened(page, f"{language}/organizations.html")
    page.locator(".list-foot button.first").press("Enter")
    assert len(names(page)) == 100
    expect(page.locator(f"{ROWS}:nth-child(51) th a")).to_be_focused()
    page.locator(".list-size select").select_option("all")
    expect(page.locator(ROWS)).to_have_count(int(page.locator(".list-said").inner_text().split()[-1].replace(",", "")))
    assert "rows=all" in page.url


def test_on_a_phone_rows_are_cards_that_can_be_sorted(new_page: Callable[..., Page], language: str):
    page = opened(new_page(language=language, screen="phone"), f"{language}/initiatives.html")
    first = page.locator(ROWS).first
    assert first.evaluate("(row) => getComputedStyle(row).display") == "block"
    # To those who do not see, it still is a table.
    expect(page.get_by_role("rowheader").first).to_be_visible()
    page.locator(".list-order select").select_option("year down")
    years = [year for year in column(page, "year") if year]
    assert years == sorted(years, reverse=True)


@pytest.mark.parametrize("key", LISTS)
def test_without_scripts_a_list_is_a_table_by_letter(new_page: Callable[..., Page], site, language: str, key: str):
    page = new_page(language=language, java_script_enabled=False)
    page.goto(f"{language}/{key}.html")
    expect(page.locator("#plain table")).to_be_visible()
    rows = page.locator("#plain tbody tr:not(.letter)")
    assert rows.count() == len(data(site, language)[key])
    link = page.locator("nav.letters a").last
    target = page.locator(f"[id='{link.get_attribute('href')[1:]}']")
    expect(target).to_have_text(link.inner_text())
    link.click()
    expect(target).to_be_in_viewport()


def test_the_plain_table_stays_when_the_data_cannot_be_had(page: Page, watch, language: str):
    watch.allow = lambda complaint: "atlas.json" in complaint or "503" in complaint
    page.route(f"**/{language}/atlas.json", lambda route: route.fulfill(status=503, body=""))
    page.goto(f"{language}/organizations.html")
    expect(page.locator("#plain table")).to_be_visible()
    expect(page.locator("#lister")).to_be_hidden()
