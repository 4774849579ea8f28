"""The network page as a reader uses it: find, follow, filter, find a way, save, all by keyboard and on a phone too."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from atlas_files import ROOT
from playwright.sync_api import Page, expect
from watched_pages import Watch, until

from ciatlas.publish import look

SVG = "{http://www.w3.org/2000/svg}"
FSG = "organization/fsg"
LOADED_MS = 20_000


def opened(page: Page, language: str, query: str = "") -> Page:
    page.goto(f"{language}/network.html{query}")
    # The line below the picture is written once it is drawn.
    expect(page.locator("#seen")).to_have_text(re.compile(r"\d"), timeout=LOADED_MS)
    return page


def seen(page: Page) -> tuple[int, int]:
    """How many nodes and links the page says to be in the picture."""
    nodes, links = (int(number) for number in re.findall(r"\d+", page.locator("#seen").inner_text().replace(",", "")))
    return nodes, links


def rows(page: Page) -> int:
    return page.locator("#nodes tr:visible").count()


def saved(page: Page, tmp_path: Path) -> ElementTree.Element:
    """The picture as it is saved."""
    with page.expect_download() as download:
        page.locator("#save-svg").click()
    download.value.save_as(tmp_path / "network.svg")
    return ElementTree.parse(tmp_path / "network.svg").getroot()


def reloaded(page: Page) -> Page:
    page.reload()
    expect(page.locator("#seen")).to_have_text(re.compile(r"\d"), timeout=LOADED_MS)
    return page


def place(picture: ElementTree.Element, name: str) -> tuple[float, float]:
    """Where the mark of a large node is that bears a name: the largest one near to it."""
    label = next(text for text in picture.iter(f"{SVG}text") if text.text == name)
    x, y = float(label.get("x", "")), float(label.get("y", ""))
    found = []
    for mark in (path.get("d", "") for path in picture.iter(f"{SVG}path") if path.get("fill", "").startswith("#")):
        left, top, size = (float(one) for one in re.findall(r"-?\d+(?:\.\d+)?", mark)[:3])
        found.append((left + size / 2, top + size / 2, size / 2) if "h" in mark else (left + size, top, size))
    near = [one for one in found if abs(one[0] - x) < 120 and abs(one[1] - y) < 40]
    return max(near, key=lambda one: one[2])[:2]


def test_the_whole_network_stands_at_once(page: Page, site, language: str):
    opened(page, language)
    data = json.loads((site.folder / "network.json").read_text(encoding="utf-8"))
    assert seen(page) == (len(data["nodes"]), len(data["edges"]))
    assert rows(page) == len(data["nodes"])
    assert page.locator("#parts input").count() == len({edge[2] for edge in data["edges"]})


@pytest.mark.parametrize("words", ["living cities", "livng citis", "LIVING  cities"])
def test_search_forgives_and_leads_to_a_node(page: Page, words: str):
    opened(page, "en")
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


def test_search_works_in_both_scripts(page: Page, language: str):
    opened(page, language)
    for words in ("אשלים", "ashalim"):
        page.locator("#search").fill(words)
        expect(page.get_by_role("option").first).to_contain_text({"en": "Ashalim", "he": "אשלים"}[language])
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("focus=organization/jdc-ashalim"))


def test_what_is_not_there_is_said(page: Page):
    opened(page, "en")
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


def test_a_node_is_chosen_in_the_picture(page: Page, tmp_path: Path):
    opened(page, "en")
    x, y = place(saved(page, tmp_path), "StriveTogether")
    page.locator("#network").hover(position={"x": x, "y": y})
    expect(page.locator("#network")).to_have_class(re.compile("pointing"))
    page.locator("#network").click(position={"x": x, "y": y})
    expect(page.locator("#panel h2")).to_have_text("StriveTogether")
    # Two clicks that follow at once would be a double click.
    page.wait_for_timeout(500)
    page.locator("#network").click(position={"x": 300, "y": 5})
    expect(page.locator("#panel")).to_be_hidden()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_picture_is_saved_as_it_is(new_page: Callable[..., Page], language: str, dark: bool, tmp_path: Path):
    page = opened(new_page(language=language, dark=dark), language, f"?focus={FSG}")
    picture = saved(page, tmp_path)
    texts = [text.text for text in picture.iter(f"{SVG}text")]
    assert "FSG" in texts and page.locator("#legend li").first.inner_text() in texts
    assert picture.find(f"{SVG}title").text
    assert picture.find(f"{SVG}rect").get("fill") == (look.NIGHT if dark else look.DAY)["paper"]
    written = ElementTree.tostring(picture, encoding="unicode")
    assert "NaN" not in written and "undefined" not in written
    with page.expect_download() as download:
        page.locator("#save-png").click()
    download.value.save_as(tmp_path / "network.png")
    head = (tmp_path / "network.png").read_bytes()
    assert head.startswith(b"\x89PNG") and len(head) > 20_000


def test_it_is_followed_by_keyboard(page: Page, language: str):
    opened(page, language)
    stage = page.locator("#network")
    stage.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#panel h2")).to_have_text("StriveTogether")
    moved = []
    for key in ("ArrowUp", "ArrowRight", "ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
        moved.append(page.locator("#panel h2").inner_text())
        expect(page.locator("#said")).to_contain_text(moved[-1])
    assert len(set(moved)) > 1
    expect(stage).to_be_focused()
    page.keyboard.press("2")
    expect(page.locator("#steps")).to_have_value("2")
    page.keyboard.press("+")
    page.keyboard.press("0")
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/{language}/organization/strivetogether\.html$"))


def test_colours_and_sizes_stand_in_the_address(page: Page, language: str, tmp_path: Path):
    opened(page, language)
    page.locator("#color").select_option("domain")
    page.locator("#size").select_option("betweenness")
    expect(page).to_have_url(re.compile(r"color=domain&size=betweenness$"))
    assert page.locator("#legend li").count() > 4
    colours = {path.get("fill") for path in saved(page, tmp_path).iter(f"{SVG}path") if path.get("fill")}
    assert len(colours) >= 6
    reloaded(page)
    expect(page.locator("#color")).to_have_value("domain")
    expect(page.locator("#size")).to_have_value("betweenness")


def test_a_foolish_address_shows_the_whole(page: Page, language: str):
    opened(page, language, "?focus=organization/%3Cscript%3E&path=,,x&steps=99&hide=none,%00&color=red&size=-1&country=ZZ")
    assert seen(page)[0] == page.locator("#nodes tr").count()
    expect(page.locator("#panel")).to_be_hidden()


@pytest.mark.parametrize("screen", ["phone"])
def test_on_a_phone(page: Page, language: str, screen: str, tmp_path: Path):
    opened(page, language)
    x, y = place(saved(page, tmp_path), "StriveTogether")
    page.locator("#network").tap(position={"x": x, "y": y})
    expect(page.locator("#panel h2")).to_have_text("StriveTogether")
    stage, panel = page.locator("#network").bounding_box(), page.locator("#panel").bounding_box()
    assert stage and panel and panel["y"] >= stage["y"] + stage["height"]
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_motion_only_for_those_who_want_it(new_page: Callable[..., Page]):
    page = opened(new_page(motion=True), "en", f"?focus={FSG}")
    page.locator("#whole").click()
    page.locator("#nearer").click()
    until(page, "document.querySelector('#seen').textContent.length > 0")
    page.wait_for_timeout(500)
    expect(page.locator("#panel h2")).to_have_text("FSG")


def test_the_night_comes_while_it_is_open(page: Page, tmp_path: Path):
    opened(page, "en")
    assert saved(page, tmp_path).find(f"{SVG}rect").get("fill") == look.DAY["paper"]
    page.emulate_media(color_scheme="dark")
    assert saved(page, tmp_path).find(f"{SVG}rect").get("fill") == look.NIGHT["paper"]


def test_without_webgl_there_is_a_message_and_the_list(page: Page, watch: Watch, language: str):
    page.add_init_script(
        "const context = HTMLCanvasElement.prototype.getContext;"
        "HTMLCanvasElement.prototype.getContext = function (kind, ...more) { return /webgl/.test(kind) ? null : context.call(this, kind, ...more); };"
    )
    page.goto(f"{language}/network.html")
    expect(page.locator("#network-failed")).to_be_visible(timeout=LOADED_MS)
    expect(page.locator("#network-app")).to_be_hidden()
    assert rows(page) > 1000


def test_without_scripts_there_is_the_list(new_page: Callable[..., Page], language: str):
    page = new_page(language=language, java_script_enabled=False)
    page.goto(f"{language}/network.html")
    expect(page.locator("#network-app")).to_be_hidden()
    row = page.locator("#nodes tr").first
    expect(row).to_contain_text("StriveTogether")
    row.locator("a").click()
    expect(page).to_have_url(re.compile(rf"/{language}/organization/strivetogether\.html$"))


def test_the_bench_tells_how_long_frames_take(site):
    command = [sys.executable, ROOT / "bench" / "network_page.py", "--site", site.folder, "--nodes", "60", "--edges", "120", "--steps", "20"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout
    assert printed.startswith("60 nodes, 120 links in the picture")
    assert re.findall(r"^(\w+) +median", printed, re.MULTILINE) == ["still", "dragged", "zoomed"]


@pytest.mark.parametrize("nodes", [[], [["o", "fsg", 0.0, 0.0, 0, 0.0]]], ids=["empty", "one"])
def test_a_network_of_nobody_or_one_breaks_nothing(page: Page, nodes: list[list[object]], tmp_path: Path):
    page.route("**/network.json", lambda route: route.fulfill(json={"nodes": nodes, "edges": []}))
    opened(page, "en", f"?focus={FSG}&steps=2")
    assert seen(page) == (len(nodes), 0)
    page.locator("#network").focus()
    for key in ("Escape", "Home", "ArrowUp", "Escape"):
        page.keyboard.press(key)
    page.locator("#whole").click()
    assert "NaN" not in ElementTree.tostring(saved(page, tmp_path), encoding="unicode")
