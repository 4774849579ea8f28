"""The harness itself: what a page does wrong is noticed, whatever page it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import reading
from playwright.sync_api import Page
from reading import settled
from site_server import POLICY, serving
from watched_pages import Watch, new_context, until

HEAD = "<!doctype html><html lang=en dir=ltr><meta charset=utf-8><title>T</title>"
STRICT = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self'; connect-src 'self'; worker-src 'self'\">"

FAULTS = [
    ("<script src=fails.js></script>", "script failed: no good"),
    ("<script src=complains.js></script>", "console error: it hurts"),
    ("<script src=none.js></script>", "answer 404"),
    ("<script src=/static/rooted.js></script>", "answer 404"),
    ("<img src=http://127.0.0.1:9/x.png alt=''>", "request to another origin"),
    ("<img src=http://atlas.example/x.png alt=''>", "request failed: http://atlas.example/x.png: net::ERR_NAME_NOT_RESOLVED"),
    (f"{STRICT}<script>document.title = 'ran'</script>", "Executing inline script violates"),
    (f"{STRICT}<p style='color:red'>x</p>", "Applying inline style violates"),
    ("<script src=asks.js></script>", "dialog: sure?"),
    (f"{STRICT}<script src=worker.js></script>", "Evaluating a string as JavaScript violates"),
]
SCRIPTS = {
    "fails.js": "setTimeout(() => { throw new Error('no good') })",
    "complains.js": "console.error('it hurts')",
    "asks.js": "alert('sure?')",
    "worker.js": "new Worker('in-worker.js')",
    "in-worker.js": "eval('1 + 1')",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in SCRIPTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("body", "complaint"), FAULTS)
def test_a_fault_is_noticed(browser, folder: Path, body: str, complaint: str):
    (folder / "index.html").write_text(f"{HEAD}{body}", encoding="utf-8")
    with serving(folder) as site:
        watch = Watch(site)
        context = new_context(browser, watch)
        page = context.new_page()
        page.goto("index.html")
        page.wait_for_timeout(200)
        context.close()
    assert any(complaint in found for found in watch.complaints), watch.complaints


def test_a_good_page_brings_no_complaint(browser, folder: Path):
    (folder / "here").mkdir()
    (folder / "here" / "index.html").write_text(f"{HEAD}{STRICT}<script src=../good.js></script><h1>x</h1>", encoding="utf-8")
    (folder / "good.js").write_text("fetch('../data.json').then((answer) => answer.json()).then((data) => { document.title = data.title })")
    (folder / "data.json").write_text('{"title": "loaded"}')
    with serving(folder) as site:
        watch = Watch(site)
        context = new_context(browser, watch, screen="phone", dark=True)
        page = context.new_page()
        answer = page.goto("here/")
        until(page, "document.title == 'loaded'")
        assert page.evaluate("[innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]") == [390, True]
        context.close()
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-security-policy"] == POLICY.search(STRICT).group(1)[1:-1]
    assert watch.complaints == []


@pytest.fixture
def loading(browser, folder: Path) -> Iterator[Page]:
    """A page whose script loads data, then another script, which draws at the next frame."""
    (folder / "index.html").write_text(f"{HEAD}<script type=module src=first.js></script><h1>x</h1>", encoding="utf-8")
    (folder / "first.js").write_text("await (await fetch('data.json')).json(); await import('./then.js')")
    (folder / "then.js").write_text("requestAnimationFrame(() => { document.title = 'drawn' })")
    (folder / "data.json").write_text("{}")
    with serving(folder) as site:
        context = new_context(browser, Watch(site))
        yield context.new_page()
        context.close()


def test_a_page_stands_still_once_it_has_drawn_what_it_loads(loading: Page):
    loading.route("**/data.json", lambda route: (loading.wait_for_timeout(300), route.continue_()))
    assert settled(loading, "index.html").title() == "drawn"


def test_a_page_that_waits_for_ever_does_not_stand_still(loading: Page, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reading, "SETTLE_SECONDS", 1)
    loading.route("**/then.js", lambda _route: None)
    with pytest.raises(AssertionError, match=r"then\.js"):
        settled(loading, "index.html")
