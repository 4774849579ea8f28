"""The picture of the network page: by mouse, finger and keyboard, its colours, saved, by night, in motion, without WebGL, of nobody."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from atlas_files import ROOT
from network_page import FSG, LOADED_MS, SVG, opened, place, reloaded, rows, saved, seen
from playwright.sync_api import Page, expect
from watched_pages import Watch, until

from ciatlas.publish import look


def test_a_node_is_chosen_in_the_picture_and_the_night_comes(page: Page, tmp_path: Path):
    opened(page, "en")
    picture = saved(page, tmp_path)
    assert picture.find(f"{SVG}rect").get("fill") == look.DAY["paper"]
    x, y = place(picture, "StriveTogether")
    page.locator("#network").hover(position={"x": x, "y": y})
    expect(page.locator("#network")).to_have_class(re.compile("pointing"))
    page.locator("#network").click(position={"x": x, "y": y})
    expect(page.locator("#panel h2")).to_have_text("StriveTogether")
    # Two clicks that follow at once would be a double click.
    page.wait_for_timeout(500)
    page.locator("#network").click(position={"x": 300, "y": 5})
    expect(page.locator("#panel")).to_be_hidden()
    page.emulate_media(color_scheme="dark")
    assert saved(page, tmp_path).find(f"{SVG}rect").get("fill") == look.NIGHT["paper"]


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


def test_without_webgl_there_is_a_message_and_the_list(page: Page, watch: Watch, language: str):
    page.add_init_script(
        "const context = HTMLCanvasElement.prototype.getContext;"
        "HTMLCanvasElement.prototype.getContext = function (kind, ...more) { return /webgl/.test(kind) ? null : context.call(this, kind, ...more); };"
    )
    page.goto(f"{language}/network.html")
    expect(page.locator("#network-failed")).to_be_visible(timeout=LOADED_MS)
    expect(page.locator("#network-app")).to_be_hidden()
    assert rows(page) > 1000


def test_the_bench_tells_how_long_frames_take(site):
    command = [sys.executable, ROOT / "bench" / "network_page.py", "--site", site.folder, "--nodes", "60", "--edges", "120", "--steps", "5"]
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
