"""The map as readers use it: filter it, share it, play the years, colour the countries, go through it by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable

from accessibility import violations
from playwright.sync_api import Locator, Page, expect
from watched_pages import until

NUMBER = re.compile(r"\d[\d,]*")
CLUSTER_OR_POINT = "#map .point"
LOADED_MS = 15_000


def opened(page: Page, address: str) -> Page:
    """The map page once the map is drawn."""
    page.goto(address)
    expect(page.locator("#map .leaflet-zoom-animated").first).to_be_attached(timeout=LOADED_MS)
    expect(page.locator(".filters-shown")).not_to_be_empty()
    return page


def numbers(found: Locator) -> list[int]:
    """The numbers in a text of the page."""
    return [int(one.replace(",", "")) for one in NUMBER.findall(found.inner_text())]


def shown(page: Page) -> int:
    """How many things the filters let through, as the page says."""
    return min(numbers(page.locator(".filters-shown")))


def box(page: Page, facet: str) -> Locator:
    """The box of a facet, opened; on a phone the filters are folded away at first."""
    for one in (page.locator(".filters-all"), page.locator(f".filter[data-facet={facet}]")):
        if not one.evaluate("(details) => details.open"):
            one.locator("summary").first.click()
    return page.locator(f".filter[data-facet={facet}]")


def tick(page: Page, facet: str, value: str) -> None:
    box(page, facet).locator(f"input[value={value}]").check()


def count(page: Page, facet: str, value: str) -> int:
    """The number beside a value of a facet."""
    row = box(page, facet).locator(f".filter-value:has(input[value={value}])")
    return numbers(row.locator(".filter-count"))[0]


def test_filters_act_together_and_stand_in_the_addresses_of_this_page_and_others(page: Page, language: str, screen: str):
    opened(page, f"{language}/map.html")
    everything = shown(page)
    promised = count(page, "role", "funding")
    education = count(page, "domain", "education")
    tick(page, "role", "funding")
    assert shown(page) == promised < everything
    assert count(page, "domain", "education") < education
    promised = count(page, "domain", "education")
    tick(page, "domain", "education")
    assert shown(page) == promised
    assert "role=funding&domain=education" in page.url
    page.reload()
    expect(page.locator(".filters-chosen li")).to_have_count(2)
    assert shown(page) == promised
    page.locator(".filters-clear").click()
    assert shown(page) == everything
    assert "?" not in page.url
    tick(page, "domain", "health")
    tick(page, "country", "CA")
    links = page.locator(".filters-same a").evaluate_all("(links) => links.map((link) => link.href)")
    assert len(links) >= 3
    assert all("domain=health&country=CA" in link for link in links)
    page.locator("nav.languages a").first.click()
    expect(page.locator(".filters-chosen li")).to_have_count(2)


def test_values_that_nobody_knows_are_passed_over(page: Page):
    opened(page, "en/map.html?role=funding,piracy&domain=&from=soon&to=2012.5&country=%3Cb%3E&view=globe&color=taste&place=atlantis&more=1#place=%00")
    everything = count(page, "role", "funding")
    assert shown(page) == everything
    expect(page.locator(".filters-chosen li")).to_have_count(1)
    expect(page.locator("#view")).to_have_value("places")
    expect(page.locator("#color")).to_have_value("kind")


def test_a_search_finds_names_in_both_scripts_and_colours_follow_the_choice(page: Page, language: str):
    opened(page, f"{language}/map.html")
    kinds = page.locator("#legend li").all_inner_texts()
    page.locator("#color").select_option("domain")
    assert page.locator("#legend li").count() > len(kinds)
    page.locator("#color").select_option("kind")
    assert page.locator("#legend li").all_inner_texts() == kinds
    assert "color=" not in page.url
    search = page.locator("#filter-q")
    search.fill("strive")
    expect(page.locator(".filters-chosen li")).to_have_count(1)
    assert 0 < shown(page) < 50
    search.fill("גוינט אשלים")
    until(page, "decodeURIComponent(location.search).includes('גוינט')")
    assert shown(page) >= 1


def test_what_has_no_place_is_listed_and_not_drawn(page: Page, language: str):
    opened(page, f"{language}/map.html?country=IL")
    listed = {part: sum(numbers(one)[-1] for one in page.locator(f"#list-{part} summary").all()) for part in ("on", "off")}
    assert listed["on"] + listed["off"] == shown(page)
    assert listed["off"] > 0
    drawn = page.evaluate("[...document.querySelectorAll('#map .point')].reduce((sum, one) => sum + Number(one.querySelector('text')?.textContent ?? 1), 0)")
    assert drawn == listed["on"]
    assert listed["off"] in numbers(page.locator("#off-map"))
    page.locator("#off-map").click()
    expect(page.locator("#list-off-title")).to_be_in_viewport()
    group = page.locator("#list-off details").first
    if not group.evaluate("(details) => details.open"):
        group.locator("summary").click()
    expect(group.locator(".thing")).to_have_count(listed["off"])
    with page.expect_navigation():
        group.locator(".thing a").first.click()
    expect(page.locator("h1")).to_be_visible()


def test_years_are_gone_through_one_by_one(page: Page, language: str):
    opened(page, f"{language}/map.html?kind=initiative")
    time = page.locator("#time input")
    first, last = (int(time.get_attribute(end) or 0) for end in ("min", "max"))
    everything = shown(page)
    page.locator("#time button").click()
    until(page, f"new URLSearchParams(location.search).get('to') === '{first}'")
    few = shown(page)
    page.locator("#time button").click()
    until(page, f"new URLSearchParams(location.search).get('to') === '{first + 1}'")
    # What began in the first year need not stand at a point.
    assert few <= shown(page) < everything
    time.focus()
    page.keyboard.press("End")
    until(page, "!location.search.includes('to=')")
    assert shown(page) == everything
    page.keyboard.press("ArrowRight" if language == "he" else "ArrowLeft")
    until(page, f"new URLSearchParams(location.search).get('to') === '{last - 1}'")
    assert few < shown(page) < everything
    assert str(last - 1) in (time.get_attribute("aria-valuetext") or "")
    page.reload()
    expect(time).to_have_value(str(last - 1))


def test_years_play_for_who_likes_motion(new_page: Callable[..., Page]):
    page = opened(new_page(motion=True), "en/map.html?kind=event")
    play = page.locator("#time button")
    name = play.inner_text()
    play.click()
    assert play.inner_text() != name
    began = page.locator("#time input").input_value()
    until(page, f"Number(document.querySelector('#time input').value) >= {began} + 2")
    play.click()
    expect(play).to_have_text(name)


def test_countries_are_coloured_by_number(page: Page, language: str):
    opened(page, f"{language}/map.html?domain=education")
    page.locator("#view").select_option("countries")
    assert "view=countries" in page.url
    expect(page.locator(CLUSTER_OR_POINT)).to_have_count(0)
    assert page.locator("#map path.country[class*=step-]").count() > 3
    largest = max(numbers(page.locator("#legend li").last))
    assert largest == count(page, "country", "US")
    assert str(largest) in page.locator("#map .country-number:not([hidden])").all_inner_texts()
    page.reload()
    expect(page.locator("#view")).to_have_value("countries")
    assert violations(page) == []


def test_points_open_by_keyboard(page: Page, language: str):
    opened(page, f"{language}/map.html?country=NZ")
    page.locator("#fit").click()
    points = page.locator(CLUSTER_OR_POINT)
    expect(points.first).to_be_visible()
    for point in points.all():
        assert point.get_attribute("aria-label")
        assert point.get_attribute("role") == "button"
    for _attempt in range(8):
        points.first.focus()
        page.keyboard.press("Enter")
        page.wait_for_timeout(200)
        if page.locator(".place-popup").count():
            break
    popup = page.locator(".place-popup")
    expect(popup.locator(".thing").first).to_be_visible()
    assert page.evaluate("document.activeElement.closest('.place-popup') !== null")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(popup).to_have_count(0)


def test_an_address_leads_to_a_place(page: Page, language: str, screen: str):
    opened(page, f"{language}/map.html#place=us-ohio-cincinnati")
    popup = page.locator(".place-popup")
    assert popup.locator(".thing").count() > 5
    with page.expect_navigation():
        popup.locator(".popup-title a").click()
    assert page.url.endswith("/place/us-ohio-cincinnati.html")
    opened(page, f"{language}/map.html?place=au-new-south-wales-bourke")
    expect(page.locator(".place-popup .thing").first).to_be_visible()


def test_without_scripts_there_are_tables(new_page: Callable[..., Page], language: str):
    page = new_page(language=language, java_script_enabled=False)
    page.goto(f"{language}/map.html")
    expect(page.locator("#map-app")).to_be_hidden()
    rows = page.locator(".in-numbers > .scroll tbody tr")
    assert rows.count() > 10
    rows.first.locator("a").click()
    expect(page.locator("h1")).to_be_visible()


# As it is at first, a page of each kind is looked at elsewhere.
def test_everybody_can_use_the_map(page: Page, language: str, screen: str, dark: bool):
    opened(page, f"{language}/map.html?color=role&role=training&view=places")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_country_in_the_address_is_seen_at_once(page: Page):
    opened(page, "en/map.html?country=AU")
    assert page.locator(CLUSTER_OR_POINT).count() > 5


def test_small_maps_stand_on_pages_of_places(page: Page, language: str):
    page.goto(f"{language}/place/us-ohio-cincinnati.html")
    picture = page.locator(".small-map-picture")
    expect(picture.locator("path.pin")).to_be_attached(timeout=LOADED_MS)
    assert picture.get_attribute("role") == "img"
    assert picture.get_attribute("aria-label")
    expect(page.locator(".small-map p")).to_be_visible()
