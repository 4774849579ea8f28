"""SPARQL in the page, as readers use it: examples, faults, stopping, sharing, the ways to look at an answer, keyboard and phone."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from urllib.parse import parse_qs, quote, urlsplit

from atlas_files import ROOT
from playwright.sync_api import Page, expect
from pyoxigraph import QuerySolutions, QueryTriples, RdfFormat, parse
from watched_pages import until

from ciatlas import query, query_text
from ciatlas.edition import open_release
from ciatlas.project import read
from ciatlas.query_file import read_folder

# Twice as long as a slow machine needs to load the atlas.
LOAD = 60_000
EXAMPLES = read_folder(ROOT / "queries" / "examples", "queries/examples")
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def start(page: Page, language: str, address: str = "") -> None:
    page.goto(f"{language}/sparql.html{address}")
    expect(page.locator("#run")).to_be_enabled()


def put(page: Page, text: str) -> None:
    page.locator(".editor .cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def ask(page: Page) -> None:
    page.locator("#run").click()
    expect(page.locator("#stop")).to_be_hidden(timeout=LOAD)


def choose(page: Page, name: str) -> None:
    page.locator(f'a[data-example="{name}"]').click()


def test_an_example_runs(page: Page, language: str, screen: str):
    start(page, language)
    choose(page, "04-count-by-country")
    ask(page)
    expect(page.locator("#view table tbody tr").first).to_be_visible()
    assert page.locator("#view table tbody tr").count() >= 15
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # The columns have titles in the page's language.
    title = {"en": "Initiatives", "he": "יוזמות"}[language]
    expect(page.locator("#view thead th").nth(1)).to_contain_text(title)


def test_things_are_linked_to_their_pages_by_name(page: Page, language: str):
    start(page, language)
    put(page, "SELECT ?organization { VALUES ?organization { organization:fsg } ?organization a org:Organization } LIMIT 1")
    ask(page)
    link = page.locator("#view tbody a")
    expect(link).to_have_text("FSG")
    link.click()
    expect(page).to_have_url(re.compile(rf"/{language}/organization/fsg\.html$"))


def test_a_fault_is_marked_where_it_is(page: Page, language: str):
    start(page, language)
    put(page, "SELECT ?x {\n  ?x a ci:Initiative ;\n     foo:bar ?y\n}")
    ask(page)
    expect(page.locator("#trouble")).to_contain_text("foo:")
    expect(page.locator("#trouble")).to_contain_text(re.compile(r"3\D+6"))
    expect(page.locator(".editor .cm-lintRange-error")).to_have_text("foo:")


WRONG = {
    "": "no query yet",
    "SELECT ?x { ?x a ?y } LIMT 5": "LIMT is no word",
    "SELECT ?x { ?x a ?y": "has no partner",
    'SELECT ?x { ?x a "y }': "does not end",
    "DELETE WHERE { ?s ?p ?o }": "only read",
    "SELECT ?x { SERVICE <https://example.org/> { ?x a ?y } }": "asks another server",
    "SELECT ?x { ?x a ?y , . }": "not SPARQL",
    "SELECT ?x (COUNT(?y) AS ?n) { ?x a ?y }": "GROUP BY",
}


def test_what_is_wrong_is_said_in_words(page: Page):
    start(page, "en")
    for text, said in WRONG.items():
        put(page, text) if text else (put(page, "x"), page.keyboard.press("Backspace"))
        ask(page)
        expect(page.locator("#trouble")).to_contain_text(said)


def test_a_long_query_is_stopped_and_the_next_one_runs(page: Page):
    start(page, "en")
    put(page, ENDLESS)
    page.locator("#run").click()
    expect(page.locator("#stop")).to_be_visible()
    expect(page.locator("#status")).to_have_text("Running …", timeout=LOAD)
    page.locator("#stop").click()
    expect(page.locator("#status")).to_have_text("Stopped.")
    put(page, "ASK { organization:fsg a org:Organization }")
    ask(page)
    expect(page.locator("#answer .yes-no")).to_have_text("Yes")


def test_the_query_stands_in_the_address_and_is_not_run_by_it(page: Page, new_page: Callable[..., Page], language: str):
    start(page, language)
    text = 'SELECT ?x { ?x skos:prefLabel "שיתוף & more + #1"@he }'
    put(page, text)
    ask(page)
    assert parse_qs(urlsplit(page.url).query)["query"] == [text]
    other = new_page(language=language)
    start(other, language, f"?{urlsplit(page.url).query}&run=1")
    expect(other.locator(".editor .cm-line")).to_have_text(text)
    expect(other.locator("#status")).to_be_empty()


def test_a_long_query_stands_behind_the_hash(page: Page):
    start(page, "en")
    text = "ASK { organization:fsg ?p ?o } # " + "long " * 600
    put(page, text)
    ask(page)
    assert urlsplit(page.url).query == "" and parse_qs(urlsplit(page.url).fragment)["query"] == [text]
    page.reload()
    expect(page.locator("#run")).to_be_enabled()
    expect(page.locator(".editor .cm-content")).to_contain_text("organization:fsg")


def test_the_language_changes_and_the_query_stays(page: Page):
    start(page, "en")
    put(page, "ASK { ?s ?p 42 }")
    ask(page)
    page.locator("nav.languages a").first.click()
    expect(page).to_have_url(re.compile("/he/sparql.html"))
    expect(page.locator(".editor .cm-line")).to_have_text("ASK { ?s ?p 42 }")


def test_a_query_is_run_for_who_comes_from_a_page_of_the_site(page: Page):
    page.goto("en/linking.html")
    page.locator('a[href*="run=1"]').first.click()
    expect(page.locator("#view tbody tr").first).to_be_visible(timeout=LOAD)


def test_the_ways_to_look_at_an_answer(page: Page, language: str):
    start(page, language)
    choose(page, "19-map")
    ask(page)
    page.locator("#tab-map").click()
    expect(page.locator(".answer-map path.point").first).to_be_visible(timeout=LOAD)
    page.locator(".answer-map path.point").last.dispatch_event("click")
    expect(page.locator(".answer-map .leaflet-popup a").first).to_be_visible()
    choose(page, "04-count-by-country")
    ask(page)
    page.locator("#tab-chart").click()
    expect(page.locator("#view svg[role=img] rect.bar").first).to_be_visible()
    with (ROOT / "data" / "2015" / "initiatives.csv").open(encoding="utf-8", newline="") as file:
        most = sum(row["country"] == "US" for row in csv.DictReader(file))
    assert f": {most};" in (page.locator("#view svg").get_attribute("aria-label") or "")
    choose(page, "17-years-running-total")
    ask(page)
    expect(page.locator("#view polyline.line")).to_be_visible()
    choose(page, "25-build-a-graph")
    ask(page)
    page.locator("#tab-network").click()
    expect(page.locator(".answer-network canvas").first).to_be_visible(timeout=LOAD)
    page.locator("#tab-raw").click()
    expect(page.locator("#view pre")).to_contain_text("@prefix schema:")


def test_an_answer_is_saved_whole(page: Page):
    start(page, "en")
    put(page, "SELECT ?s ?p ?o { ?s ?p ?o }")
    ask(page)
    expect(page.locator("#answer .notice")).to_contain_text("10,000")
    count = int(re.sub(r"\D", "", page.locator("#status").inner_text().split(" rows")[0]))
    for ending in ("csv", "srj"):
        with page.expect_download(timeout=LOAD) as saved:
            page.locator(f'[data-save="{ending}"]').click()
        text = saved.value.path().read_text(encoding="utf-8")
        assert count == (text.count('"bindings"') and text.count('"s":{') if ending == "srj" else sum(1 for _row in csv.reader(io.StringIO(text))) - 1)


def test_rows_are_sorted_and_leafed_through(page: Page):
    start(page, "en")
    put(page, "SELECT ?n { VALUES ?n { " + " ".join(str(number) for number in range(120)) + " } }")
    ask(page)
    expect(page.locator(".pager [role=status]")).to_have_text("Rows 1 to 50 of 120")
    page.locator(".pager button").last.click()
    expect(page.locator("#view tbody tr").first).to_have_text("50")
    page.locator("#view th button").click()
    page.locator("#view th button").click()
    expect(page.locator("#view tbody tr").first).to_have_text("119")
    assert page.locator("#view th").get_attribute("aria-sort") == "descending"


def test_what_is_typed_is_completed_in_the_language(page: Page, language: str):
    start(page, language)
    put(page, "SELECT * { ?x ci:place")
    page.keyboard.type("S")
    option = page.locator(".editor .cm-tooltip-autocomplete li").first
    expect(option).to_contain_text("ci:placeScale")
    expect(option).to_contain_text({"en": "scale of the place", "he": "היקף"}[language])
    # The editor takes no completion that came up in this very moment: the reader may have meant the line's end.
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")
    expect(page.locator(".editor .cm-content")).to_contain_text("ci:placeScale")
    assert page.locator(".editor .cm-line").count() == 1


def test_the_keyboard_alone(page: Page):
    start(page, "en")
    page.locator(".editor .cm-content").focus()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "run"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.className") == "editor"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "run"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("SELECT ?role (COUNT(?x) AS ?n) { ?x ci:role ?role } GROUP BY ?role")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[role=tab]").first).to_be_visible(timeout=LOAD)
    page.locator("#tab-table").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.id") == "tab-chart"
    expect(page.locator("#view svg")).to_be_visible()


def test_a_query_is_found_by_words(page: Page, language: str):
    start(page, language)
    page.locator("#find").fill({"en": "coordinates", "he": "קואורדינטות"}[language])
    expect(page.locator('a[data-example="19-map"]')).to_be_visible()
    expect(page.locator('a[data-example="01-first-steps"]')).to_be_hidden()


def test_without_scripts_there_is_a_field_and_a_word(new_page: Callable[..., Page]):
    page = new_page(java_script_enabled=False)
    page.goto("en/sparql.html")
    expect(page.locator("#query")).to_be_visible()
    assert "scripts must be on" in page.locator("noscript").inner_html()


def test_nothing_is_loaded_before_the_first_query(page: Page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    start(page, "en")
    assert not [url for url in asked if url.endswith((".wasm", ".nt.gz"))]


def test_all_examples_answer_as_the_command_line_does(page: Page, site):
    """The same numbers of rows or statements; the one that asks another server is refused."""
    project = read(ROOT)
    store = open_release(project, site.folder)
    start(page, "en")
    for file in EXAMPLES:
        choose(page, file.name)
        ask(page)
        if query_text.services(file.text):
            expect(page.locator("#trouble")).to_contain_text("SERVICE")
            continue
        results = query.run(store, file.text, project.prefixes, file.file)
        said = page.locator("#status").inner_text()
        if isinstance(results, QuerySolutions):
            assert said.startswith((f"{len(list(results)):,} row",)), (file.name, said)
        elif isinstance(results, QueryTriples):
            lines = query.serialise(results, "nt", project.prefixes, project.context)
            assert said.startswith(f"{len(list(parse(lines, RdfFormat.N_TRIPLES))):,} statement"), (file.name, said)
        else:
            assert said.startswith("Yes" if results else "No"), (file.name, said)


def test_the_report_s_queries_are_among_those_ready(page: Page):
    start(page, "en", f"?example={quote('10-organizations-by-country')}")
    ask(page)
    expect(page.locator("#view tbody tr").first).to_be_visible()
    assert until(page, "document.querySelector('#query-title').textContent.length > 5")
