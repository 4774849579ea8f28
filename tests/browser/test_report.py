"""The report and the front as a reader uses them: charts by keyboard, the query run in the page, Hebrew, print, a phone."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect
from watched_pages import until

GROWTH = "report/15-initiatives-by-year.html"
COUNTRIES = "report/10-organizations-by-country.html"
CLAIM = "report/usa-large-majority.html"


def rows(page: Page) -> list[list[str]]:
    return page.locator("#numbers tbody tr").evaluate_all("rows => rows.map((row) => [...row.cells].map((cell) => cell.textContent.trim()))")


def test_a_chart_is_read_by_keyboard(page: Page, language: str, screen: str):
    page.goto(f"{language}/{COUNTRIES}")
    chart, said = page.locator(".drawing"), page.locator(".reading")
    table = rows(page)
    chart.focus()
    expect(chart).to_have_attribute("role", "application")
    expect(chart).to_have_attribute("aria-describedby", said.get_attribute("id"))
    expect(said).to_have_attribute("aria-live", "polite")
    page.keyboard.press("ArrowDown")
    expect(said).to_contain_text(table[0][0])
    expect(said).to_contain_text(table[0][1])
    expect(page.locator("tr.read")).to_have_count(1)
    expect(page.locator(".band[data-on]")).to_be_visible()
    first = page.locator(".band").bounding_box()
    # The next one: downwards in any language, and in the direction of reading.
    page.keyboard.press("ArrowLeft" if language == "he" else "ArrowRight")
    expect(said).to_contain_text(table[1][0])
    assert page.locator(".band").bounding_box()["y"] > first["y"]
    page.keyboard.press("End")
    expect(said).to_contain_text(table[-1][0])
    page.keyboard.press("ArrowDown")
    expect(said).to_contain_text(table[-1][0])
    page.keyboard.press("Home")
    expect(said).to_contain_text(table[0][0])
    page.keyboard.press("Escape")
    expect(page.locator("tr.read")).to_have_count(0)


def test_years_run_from_left_to_right_in_every_language(page: Page, language: str):
    page.goto(f"{language}/{GROWTH}")
    table = rows(page)
    page.locator(".drawing").focus()
    places = []
    for row in table:
        page.keyboard.press("ArrowRight")
        expect(page.locator(".reading")).to_contain_text(row[0])
        # Where nothing is, nothing is told.
        expect(page.locator(".reading")).not_to_contain_text("·")
        places.append(page.locator(".band").bounding_box()["x"])
    # Also the years that the axis leaves out have their place.
    assert places == sorted(places) and len(set(places)) == len(places)


def test_a_chart_is_read_with_the_mouse(page: Page):
    page.goto(f"en/{COUNTRIES}")
    page.locator(".drawing text", has_text="Canada").hover()
    expect(page.locator(".reading")).to_contain_text("Canada")
    page.locator("h1").hover()
    expect(page.locator("tr.read")).to_have_count(0)


def test_the_query_of_an_insight_runs_in_the_page(page: Page, language: str):
    page.goto(f"{language}/{COUNTRIES}")
    page.locator("summary").click()
    query = page.locator("pre code").text_content()
    assert "SELECT" in query and "PREFIX" in query
    page.locator("a[href*='sparql.html?']").click()
    expect(page.locator("#view table tbody tr").first).to_be_visible(timeout=60_000)
    # A long query stands behind the hash.
    address = urlsplit(page.url)
    assert parse_qs(address.query or address.fragment)["query"] == [query]


def test_every_query_file_and_result_is_there(page: Page, site):
    for path in (COUNTRIES, CLAIM):
        page.goto(f"en/{path}")
        links = page.locator("a[href$='.rq'], aside a[href$='.csv'], aside a[href$='.json']").evaluate_all("links => links.map((link) => link.href)")
        assert len(links) >= 3
        for link in links:
            assert page.request.get(link).ok, link


def test_a_claim_stands_with_its_verdict_and_both_readings(page: Page, language: str, screen: str):
    page.goto(f"{language}/{CLAIM}")
    expect(page.locator(".judgement .verdict")).to_be_visible()
    expect(page.locator("table.parts")).to_have_count(2)
    # The bars begin where reading begins.
    bar, cell = (page.locator(one).first.bounding_box() for one in (".pair .count", ".pair"))
    side = cell["x"] + cell["width"] - bar["x"] - bar["width"] if language == "he" else bar["x"] - cell["x"]
    assert abs(side) < 1


def test_the_way_through_the_report(page: Page, language: str):
    page.goto(f"{language}/index.html")
    page.locator(".desk a.button").click()
    page.wait_for_url("**/report/index.html")
    page.locator(".list.claims h3 a").first.click()
    first = page.url
    page.locator("a[rel=next]").click()
    page.wait_for_url(lambda url: url != first)
    page.locator("a[rel=prev]").click()
    page.wait_for_url(first)


def test_the_language_changes_in_place(page: Page):
    page.goto(f"en/{GROWTH}")
    page.locator("nav.languages a").click()
    page.wait_for_url(f"**/he/{GROWTH}")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")


def test_the_figures_of_the_front_lead_to_their_lists(page: Page, language: str):
    page.goto(f"{language}/index.html")
    page.locator(".figures a").first.click()
    page.wait_for_url("**/organizations.html")


def test_charts_follow_the_night(page: Page, language: str, dark: bool):
    page.goto(f"{language}/{COUNTRIES}")
    ink, bar = page.evaluate(
        """() => ['text', 'path[fill="#0e6670"]'].map((mark) => getComputedStyle(document.querySelector(`.drawing ${mark}`)).fill)"""
    )
    expected = page.evaluate(
        """() => ['--ink', '--series-2'].map((name) => { const one = document.createElement('i'); one.style.color = `var(${name})`;
             document.body.append(one); const colour = getComputedStyle(one).color; one.remove(); return colour; })"""
    )
    assert [ink, bar] == expected


@pytest.mark.parametrize("path", ["report/all.html", COUNTRIES])
def test_the_report_prints_with_all_it_has(page: Page, language: str, dark: bool, path: str):
    page.goto(f"{language}/{path}")
    page.emulate_media(media="print")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".drawing svg").first).to_be_visible()
    expect(page.locator("nav.main")).to_be_hidden()
    # Paper is white, whatever the screen is.
    assert page.evaluate("getComputedStyle(document.querySelector('.drawing text')).fill") == "rgb(34, 33, 31)"
    # Nothing is cut off at the side of a box that moves on the screen only.
    page.set_viewport_size({"width": 700, "height": 1000})
    assert page.evaluate("[...document.querySelectorAll('.drawing, .scroll')].every((box) => getComputedStyle(box).overflowX === 'visible')")


def test_without_scripts_all_of_it_is_there(new_page, language: str):
    page = new_page(language=language, java_script_enabled=False)
    page.goto(f"{language}/{COUNTRIES}")
    expect(page.locator(".drawing svg")).to_be_visible()
    assert page.locator("#numbers tbody tr").count() > 10
    expect(page.locator("details")).to_be_visible()


def test_letters_of_a_chart_stay_readable_on_a_phone(new_page, language: str):
    page = new_page(language=language, screen="phone")
    page.goto(f"{language}/{GROWTH}")
    height = until(page, "Math.max(...[...document.querySelectorAll('.drawing text')].map((text) => text.getBoundingClientRect().height))")
    assert height >= 11
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
