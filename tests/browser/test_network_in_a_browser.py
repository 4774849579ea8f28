"""The network page as a reader uses it: find, follow, filter, find a way; and without scripts.

To open it takes a second or two of a thousand nodes, so that one opened page serves for what begins and ends with the whole network.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from network_page import FSG, opened, reloaded, rows, seen
from playwright.sync_api import Page, expect


def test_the_whole_network_stands_at_once_and_is_searched_in_both_scripts(page: Page, site, language: str):
    opened(page, language)
    data = json.loads((site.folder / "network.json").read_text(encoding="utf-8"))
    assert seen(page) == (len(data["nodes"]), len(data["edges"]))
    assert rows(page) == len(data["nodes"])
    assert page.locator("#parts input").count() == len({edge[2] for edge in data["edges"]})
    for words in ("אשלים", "ashalim"):
        page.locator("#search").fill(words)
        expect(page.get_by_role("option").first).to_contain_text({"en": "Ashalim", "he": "אשלים"}[language])
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("focus=organization/jdc-ashalim"))


def test_search_forgives_and_leads_to_a_node_and_says_what_is_not_there(page: Page):
    opened(page, "en")
    for words in ("living cities", "livng citis", "LIVING  cities"):
        page.locator("#search").fill(words)
        expect(page.get_by_role("option").first).to_contain_text("Living Cities")
        page.keyboard.press("ArrowDown")
        expect(page.locator("#search")).to_have_attribute("aria-activedescendant", re.compile("."))
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"[?&]focus=organization/living-cities$"))
        expect(page.locator("#panel h2")).to_have_text("Living Cities")
        expect(page.locator("#said")).to_contain_text("Living Cities")
        degree = int(re.search(r"\d+", page.locator("#panel .joined").inner_text())[0])
        assert seen(page)[0] == degree + 1 == rows(page)
        page.locator("#leave").click()
        expect(page.locator("#panel")).to_be_hidden()
    page.locator("#search").fill("zzqqxx")
    expect(page.get_by_text("Nothing of that name is in the network.")).to_be_visible()
    page.keyboard.press("Enter")
    assert "focus" not in page.url


def test_a_neighbourhood_grows_by_steps_and_is_left(page: Page, language: str):
    opened(page, language, f"?focus={FSG}")
    whole = page.locator("#nodes tr").count()
    one = seen(page)
    page.locator("#steps").select_option("2")
    expect(page).to_have_url(re.compile(rf"focus={FSG}&steps=2$"))
    two = seen(page)
    assert whole > two[0] > one[0] > 1 and two[1] > one[1]
    reloaded(page)
    expect(page.locator("#panel h2")).to_have_text("FSG")
    assert seen(page) == two
    page.locator("#leave").click()
    expect(page.locator("#panel")).to_be_hidden()
    assert seen(page)[0] == whole and "focus" not in page.url


def test_the_panel_leads_on_and_to_the_page(page: Page, language: str):
    opened(page, language, f"?focus={FSG}")
    page.locator("#panel .ends button").filter(has_text="StriveTogether").first.click()
    expect(page).to_have_url(re.compile("focus=organization/strivetogether"))
    expect(page.locator("#panel h2")).to_have_text("StriveTogether")
    page.locator("#panel .to-page a").click()
    expect(page).to_have_url(re.compile(rf"/{language}/organization/strivetogether\.html$"))


def test_filters_act_on_picture_and_list_and_stand_in_the_address(page: Page, language: str):
    opened(page, language)
    box = page.locator('[data-facet="country"]')
    box.locator("summary").click()
    count = int(box.locator('label:has(input[value="CA"]) .filter-count').inner_text())
    box.locator('input[value="CA"]').check()
    expect(page).to_have_url(re.compile("country=CA"))
    assert seen(page)[0] == count == rows(page)
    assert seen(reloaded(page))[0] == count
    page.locator("nav.languages a").click()
    expect(page).to_have_url(re.compile(r"network\.html\?country=CA"))


def test_parts_are_hidden_and_shown(page: Page):
    opened(page, "en")
    nodes, links = seen(page)
    row = page.locator('#parts [data-part="funder"]')
    funders = int(re.sub(r"\D", "", row.locator(".count").inner_text()))
    row.locator("input").uncheck()
    expect(page).to_have_url(re.compile("hide=funder"))
    # The legend counts engagements; the picture has one line for those that say the same.
    assert 0 <= funders - (links - seen(page)[1]) <= funders / 50
    reloaded(page)
    expect(row.locator("input")).not_to_be_checked()
    row.locator("input").check()
    assert seen(page) == (nodes, links) and "hide" not in page.url


def test_the_shortest_way_is_told_and_shared(page: Page, language: str):
    opened(page, language)
    page.locator("#way summary").click()
    page.locator("#way-from").fill("fsg")
    page.keyboard.press("Enter")
    expect(page.locator("#way-to")).to_be_focused()
    page.keyboard.type("hamilton roundtable")
    expect(page.locator("#way").get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("path=organization/fsg,initiative/hamilton-roundtable-for-poverty-reduction"))
    steps = page.locator("#way-steps li")
    expect(steps).to_have_count(seen(page)[0] - 1)
    told = steps.all_inner_texts()
    assert "FSG" in told[0] and "Hamilton" in told[-1] and "{" not in "".join(told)
    assert all(step.locator("a").count() >= 2 for step in steps.all())
    reloaded(page)
    expect(steps).to_have_count(len(told))
    page.locator("#way-clear").click()
    expect(steps).to_have_count(0)
    assert "path" not in page.url


def test_two_that_are_not_joined_have_no_way(page: Page):
    opened(page, "en", "?path=organization/fsg,organization/jdc-ashalim")
    expect(page.locator("#way-told")).to_have_text("No way leads from one to the other over the parts that are shown.")
    assert seen(page)[0] == page.locator("#nodes tr").count()


def test_a_foolish_address_shows_the_whole(page: Page, language: str):
    opened(page, language, "?focus=organization/%3Cscript%3E&path=,,x&steps=99&hide=none,%00&color=red&size=-1&country=ZZ")
    assert seen(page)[0] == page.locator("#nodes tr").count()
    expect(page.locator("#panel")).to_be_hidden()


def test_without_scripts_there_is_the_list(new_page: Callable[..., Page], language: str):
    page = new_page(language=language, java_script_enabled=False)
    page.goto(f"{language}/network.html")
    expect(page.locator("#network-app")).to_be_hidden()
    row = page.locator("#nodes tr").first
    expect(row).to_contain_text("StriveTogether")
    row.locator("a").click()
    expect(page).to_have_url(re.compile(rf"/{language}/organization/strivetogether\.html$"))
