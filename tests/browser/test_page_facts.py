"""The checks over pages themselves: each finds what it is there to find, on pages made by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from accessibility import violations
from html_validator import complaints
from interface_words import unmarked_hebrew, untranslated
from page_facts import broken, facts, files, kind
from site_server import serving
from watched_pages import Watch, new_context

PAGE = "<!doctype html><html lang={language} dir={direction}><head><meta charset=utf-8><title>T</title>{head}</head><body>{body}</body></html>"


def put(folder: Path, path: str, body: str, head: str = "", language: str = "en") -> Path:
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(PAGE.format(language=language, direction="rtl" if language == "he" else "ltr", head=head, body=body), encoding="utf-8")
    return target


LINKS = [
    ("<a href=none.html>", "none.html leads to en/none.html, which is not there"),
    ("<a href=../he/a%20b.html#x>", None),
    ("<a href='../he/a b.html#y'>", "has no anchor y"),
    ("<a href=../he/a%20b.html?role=funding>", None),
    ("<a href=#here id=here>", None),
    ("<a href=#query=SELECT>", None),
    ("<a href=#there>", "en/index.html has no anchor there"),
    ("<a href=/en/index.html>", "begins at the host's root"),
    ("<a href=../../out.html>", "leads to ../out.html"),
    ("<a href=../he/>", "leads to he, which is not there"),
    ("<a href=https://atlas.example/>", None),
    ("<a href='https:///nowhere'>", "names no host"),
    ("<a href='javascript:alert(1)'>", "not a scheme to follow"),
    ("<img src=https://atlas.example/x.png>", "from elsewhere"),
    ("<img srcset='x.png 1x, y.png 2x'>", "y.png leads to en/y.png"),
    ("<img src=data:,x>", None),
    ("<script src=//atlas.example/x.js></script>", "from elsewhere"),
    ("<svg><use href='../static/none.svg#x'/></svg>", "static/none.svg, which is not there"),
    ("<object data=none.pdf></object>", "leads to en/none.pdf"),
    ("<form action=none.html></form>", "leads to en/none.html"),
]


@pytest.mark.parametrize(("body", "expected"), LINKS)
def test_broken_links_are_found(tmp_path: Path, body: str, expected: str | None):
    put(tmp_path, "en/index.html", body)
    put(tmp_path, "he/a b.html", "<p id=x>", language="he")
    (tmp_path / "en" / "x.png").touch()
    anchors = {path: frozenset(facts(tmp_path, path).ids) for path in ("en/index.html", "he/a b.html")}
    found = list(broken(facts(tmp_path, "en/index.html"), files(tmp_path), anchors))
    assert len(found) == (expected is not None) and (expected is None or expected in found[0]), found


@pytest.mark.parametrize(
    "body",
    ["<script>x()</script>", "<script type=module>x()</script>", "<style>p{}</style>", "<p style='color:red'>", "<p onclick=x()>", "<svg onload=x()>"],
)
def test_what_is_inline_is_found(tmp_path: Path, body: str):
    put(tmp_path, "x.html", body)
    assert len(facts(tmp_path, "x.html").inline) == 1


def test_a_page_s_facts(tmp_path: Path):
    head = """<meta http-equiv=Content-Security-Policy content="default-src 'none'"><meta name=viewport content=w><link rel=canonical href=c.html>
      <link rel=alternate hreflang=he href=he.html><script type=application/ld+json>{"a": "</"}</script>"""
    put(tmp_path, "x.html", "<h1>A <b>b</b></h1><svg><title>no</title></svg><a href=he.html hreflang=he>x</a>", head)
    found = facts(tmp_path, "x.html")
    assert (found.titles, found.headings, found.canonical, found.viewport) == (["T"], ["A b"], "c.html", "w")
    assert (found.policy, found.alternates, found.switches) == ("default-src 'none'", {"he": "he.html"}, {"he": "he.html"})
    assert (found.language, found.direction, found.described, found.inline) == ("en", "ltr", ['{"a": "</"}'], [])


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("index.html", "index"),
        ("en/index.html", "index"),
        ("he/map.html", "map"),
        ("en/organization/x.html", "organization"),
        ("en/scheme/index.html", "scheme/index"),
        ("en/scheme/role/index.html", "scheme/one/index"),
        ("en/scheme/role/funding.html", "scheme/concept"),
        ("en/report/index.html", "report/index"),
        ("en/report/all.html", "report/all"),
        ("en/report/10-growth.html", "report/insight"),
        ("en/report/growth.html", "report/claim"),
        ("en/identifier/ein/1.html", "identifier"),
        ("doc/identifier/ein/1.html", "doc/identifier"),
        ("doc/scheme/role.html", "doc/scheme"),
        ("doc/place/x.html", "doc/place"),
        ("doc/scheme/role/funding.html", "doc/scheme/concept"),
    ],
)
def test_the_kind_of_a_page(path: str, expected: str):
    assert kind(path) == expected


def test_words_that_are_not_translated_are_found(tmp_path: Path):
    body = """<nav><a href=x>Full list</a> <a href=x>רשימה</a> <a href=x hreflang=en lang=en>English</a></nav><h2><bdi lang=en>FSG Ltd</bdi></h2>
      <p>Data as it is</p><button>SPARQL</button><button>atlas.json</button><button aria-label="Close it">✕</button><th>Turtle</th>"""
    page = put(tmp_path, "x.html", body, language="he")
    assert set(untranslated(page, frozenset({"Turtle"}))) == {"<a> text: Full list", "<button> aria-label: Close it"}


def test_hebrew_that_is_not_marked_is_found(tmp_path: Path):
    page = put(tmp_path, "x.html", "<p>x <bdi lang=he>שם</bdi> <bdi>שם</bdi> <i title=שם lang=en>x</i> y</p><a lang=he>עברית</a> שם")
    assert sorted(unmarked_hebrew(page)) == ["<bdi> text: שם", "<body> text: שם", "<i> title: שם"]


def test_invalid_html_is_found(tmp_path: Path):
    put(tmp_path, "good.html", "<h1>x</h1><p>y</p>")
    put(tmp_path, "bad.html", "<h1>x</h1><span><p>y</p></span>")
    with serving(tmp_path) as site:
        found = complaints(site, ["good.html", "bad.html"])
    assert found and all(one.startswith("error: ") and "such as bad.html " in one for one in found)


def test_what_shuts_people_out_is_found(browser, tmp_path: Path):
    policy = "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src 'self'\"><link rel=stylesheet href=x.css>"
    put(tmp_path, "bad.html", "<main><h1>x</h1><input><p>pale</p></main>", policy)
    put(tmp_path, "good.html", "<main><h1>x</h1><label>Name <input></label></main>", policy)
    (tmp_path / "x.css").write_text("p { color: #ddd; background: #fff }", encoding="utf-8")
    with serving(tmp_path) as site:
        watch = Watch(site)
        context = new_context(browser, watch)
        page = context.new_page()
        page.goto("bad.html")
        found = violations(page)
        page.goto("good.html")
        assert violations(page) == []
        context.close()
    assert {one.split()[0] for one in found} == {"label", "color-contrast"}, found
    assert watch.complaints == []
