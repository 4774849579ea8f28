"""The lists as readers use them: search in both scripts, filters with counts, order, columns, sharing, download; and without scripts."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from accessibility import violations
from playwright.sync_api import Locator, Page, Route, expect

LISTS = ("organizations", "initiatives", "events", "publications")
LOADED_MS = 15_000
ROWS = ".list-results tbody tr"
FILES = "(links) => links.map((link) => link.pathname.split('/').at(-1))"


def data(site, language: str) -> dict[str, Any]:
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


@pytest.mark.parametrize("words", ["אינטל", "לאינטל", "אִינְטֶל", "intel israel", "intle isreal"])
def test_search_finds_names_in_both_scripts(page: Page, language: str, words: str):
    opened(page, f"{language}/organizations.html")
    sought(page, words)
    expect(page.locator(f'{ROWS} a[href$="/organization/intel-israel.html"]')).to_be_visible()
    assert len(names(page)) <= 3


@pytest.mark.parametrize(
    ("words", "first"),
    [("Gatse Foundatoin", "bill-and-melinda-gates-foundation"), ("strivetogehter", "strivetogether"), ("aspen forum comunity", "aspen-forum-for-community-solutions")],
)
def test_search_forgives_slips(page: Page, words: str, first: str):
    opened(page, "en/organizations.html")
    sought(page, words)
    expect(page.locator(f"{ROWS} th a").first).to_have_attribute("href", re.compile(rf"/{first}\.html$"))


def test_search_finds_places_and_concepts_in_the_page_s_language(page: Page, site, language: str):
    atlas = data(site, language)
    country = dict((code, name) for code, name, *_rest in atlas["countries"])["IL"]
    opened(page, f"{language}/initiatives.html?rows=all")
    sought(page, country)
    expected = {one["name"] for one in atlas["initiatives"] if one.get("country") == "IL"}
    assert expected and expected <= set(names(page))


def test_a_name_known_in_another_language_is_told(page: Page):
    opened(page, "en/organizations.html?q=אמדוקס")
    expect(page.locator(f"{ROWS} .list-note").first).to_have_text("אמדוקס")


def test_counts_are_those_of_the_data(page: Page, site, language: str):
    organizations = data(site, language)["organizations"]
    opened(page, f"{language}/organizations.html")

    def counts(name: str) -> dict[str, int]:
        rows = facet(page, name).locator("label.filter-value")
        return {row.locator("input").get_attribute("value"): int(row.locator(".filter-count").inner_text().replace(",", "")) for row in rows.all()}

    assert counts("role") == {role: sum(role in one.get("roles", ()) for one in organizations) for role in counts("role")}
    facet(page, "role").locator("input[value=funding]").check()
    funders = [one for one in organizations if "funding" in one.get("roles", ())]
    assert counts("country") == {code: sum(one.get("country") == code for one in funders) for code in counts("country")}
    expect(page.locator(".filters-shown")).to_contain_text(str(len(funders)))
    expect(page.locator(".list-said")).to_contain_text(str(len(funders)))


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


HOSTILE = ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", 'a "quoted", name', "<script>alert(1)</script>", "<img src=x onerror=alert(1)>"]


def with_names(page: Page, language: str, given: list[str]) -> None:
    """Has the page get organisations of these names."""

    def answer(route: Route) -> None:
        atlas = route.fetch().json()
        atlas["organizations"] = [{**atlas["organizations"][0], "id": f"made-{number}", "name": name, "alt": []} for number, name in enumerate(given)]
        route.fulfill(json=atlas)

    page.route(f"**/{language}/atlas.json", answer)


def test_hostile_names_stay_text(page: Page, language: str):
    with_names(page, language, HOSTILE)
    opened(page, f"{language}/organizations.html")
    assert sorted(names(page)) == sorted(HOSTILE)
    with page.expect_download() as waiting:
        page.locator(".list-download").click()
    text = waiting.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert {row[0] for row in rows[1:]} == {f"'{name}" if name[0] in "=+-@" else name for name in HOSTILE}


def test_ten_thousand_rows_stay_quick(page: Page):
    count = 10_000
    with_names(page, "en", [f"Partnership {number} of {'Northern' if number % 7 else 'Southern'} Valley" for number in range(count)])
    opened(page, "en/organizations.html")
    assert len(names(page)) == 50
    sought(page, "parntership 9999")
    expect(page.locator(".filters-shown")).to_contain_text("1 of 10,000")
    # What a key press costs, when the index is made; far more than on a machine at rest.
    spent = page.evaluate(
        """async () => {
          const input = document.querySelector("input[type=search]");
          input.value = "suothern";
          input.dispatchEvent(new Event("input", { bubbles: true }));
          let longest = 0;
          for (let last = performance.now(), end = last + 1500; last < end;) {
            await new Promise((resolve) => setTimeout(resolve));
            longest = Math.max(longest, performance.now() - last);
            last = performance.now();
          }
          return longest;
        }"""
    )
    expect(page.locator(".filters-shown")).to_contain_text("1,429 of 10,000")
    assert spent < 1500


def test_nothing_found_helps_on(page: Page, language: str):
    opened(page, f"{language}/organizations.html?role=funding&q=xqzwv")
    expect(page.locator(".list-empty")).to_be_visible()
    assert not violations(page)
    page.locator(".list-ways button").nth(1).click()
    expect(page.locator(".list-empty")).to_be_hidden()
    assert "role=funding" in page.url and "q=" not in page.url
    expect(page.locator("input[type=search]")).to_have_value("")


def test_more_rows_are_shown_and_the_keyboard_goes_on_there(page: Page, language: str):
    opened(page, f"{language}/organizations.html")
    page.locator(".list-foot button.first").press("Enter")
    assert len(names(page)) == 100
    expect(page.locator(f"{ROWS}:nth-child(51) th a")).to_be_focused()
    page.locator(".list-size select").select_option("all")
    expect(page.locator(ROWS)).to_have_count(int(page.locator(".list-said").inner_text().split()[-1].replace(",", "")))
    assert "rows=all" in page.url


@pytest.mark.parametrize("key", LISTS)
def test_lists_are_usable_for_all(page: Page, language: str, screen: str, key: str):
    opened(page, f"{language}/{key}.html")
    assert not violations(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


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
