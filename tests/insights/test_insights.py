"""Each question of the report is answered, in both languages, in the columns that it promises, and always alike."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from ciatlas import evaluation, insights
from ciatlas.fault import AtlasError
from ciatlas.insights import Answer, Value
from ciatlas.project import Project
from ciatlas.query_file import QueryFile, read_folder

ROOT = Path(__file__).resolve().parents[2]
NAMES = sorted(path.stem for path in (ROOT / insights.FOLDER).glob("*.rq"))
HEBREW = re.compile("[\u05d0-\u05ea]")


def test_the_report_has_many_questions() -> None:
    assert len(NAMES) >= 40


@pytest.mark.parametrize("name", NAMES)
def test_an_insight_has_rows_in_its_columns(name: str, answers: dict[str, Answer]) -> None:
    answer = answers[name]
    assert answer.fault is None
    assert answer.rows
    assert answer.columns == tuple(answer.file.header["columns"])
    assert all(len(row) == len(answer.columns) for row in answer.rows)


@pytest.mark.parametrize("name", NAMES)
def test_no_two_rows_of_an_insight_are_alike(name: str, answers: dict[str, Answer]) -> None:
    rows = answers[name].rows
    assert len(set(rows)) == len(rows)


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_shows_numbers(name: str, answers: dict[str, Answer]) -> None:
    answer = answers[name]
    chart = answer.file.header["chart"]
    if chart["kind"] == "none":
        return
    at = answer.columns.index(chart["y"])
    assert all(insights.number(row[at]) is not None for row in answer.rows)


@pytest.mark.parametrize("name", NAMES)
def test_the_words_of_an_insight_are_in_their_language(name: str, answers: dict[str, Answer]) -> None:
    file = answers[name].file
    texts = [file.texts("title", ("en", "he")), file.texts("description", ("en", "he"))]
    texts += [insights.column_titles(file, column, ("en", "he")) for column in answers[name].columns]
    texts += [dict(text) for text in (file.header.get("values") or {}).values()]
    for text in texts:
        assert not HEBREW.search(text["en"]), text
        assert HEBREW.search(text["he"]) or not re.search("[A-Za-z]", text["he"]), text


def test_every_thing_in_an_answer_has_a_name_in_each_language(answers: dict[str, Answer]) -> None:
    for answer in answers.values():
        things = {value.text for row in answer.rows for value in row if value is not None and value.iri}
        for language in ("en", "he"):
            assert set(answer.labels[language]) == things, answer.file.name


def test_a_label_is_in_the_readers_language_where_there_is_one(answers: dict[str, Answer]) -> None:
    first = answers["10-organizations-by-country"]
    assert insights.shown(first, first.rows[0][0], "en") == "United States"
    assert insights.shown(first, first.rows[0][0], "he") == "ארצות הברית"
    kinds = insights.chart_data(answers["20-canada-by-year"], "he")
    assert {row["kind"] for row in kinds} == {"יוזמות", "ארגונים", "אירועים", "פרסומים"}
    assert all(isinstance(row["year"], int) and isinstance(row["things"], int) for row in kinds)


def test_the_answers_do_not_depend_on_the_order_of_the_statements(answers: dict[str, Answer], store: Store, atlas: Project) -> None:
    turned = Store()
    turned.extend(sorted(store, key=str, reverse=True))
    with evaluation.local(turned, atlas.prefixes, insights.LIMIT_SECONDS) as ask:
        again = insights.answers(insights.read_insights(atlas), ask, atlas)
    assert {answer.file.name: answer for answer in again} == answers


def test_all_insights_take_two_seconds_at_most(atlas: Project, store: Store) -> None:
    files = insights.read_insights(atlas)
    with evaluation.local(store, atlas.prefixes, insights.LIMIT_SECONDS) as ask:
        best = min(sum(answer.seconds for answer in insights.answers(files, ask, atlas)) for _ in range(3))
    assert best <= 2.0


@pytest.fixture
def initiatives(table: Callable[[str], list[dict[str, str]]]) -> str:
    """How many initiatives the table has, as a query tells it."""
    return str(len(table("initiatives")))


def query(name: str, text: str, header: dict[str, object] | None = None) -> QueryFile:
    return QueryFile(name, f"queries/insights/{name}.rq", header or {}, text)


def test_a_broken_query_is_named_with_line_and_column_and_the_rest_still_run(atlas: Project, store: Store, initiatives: str) -> None:
    files = [
        query("10-good", "SELECT (COUNT(*) AS ?n) WHERE { ?i a ci:Initiative }"),
        query("11-broken", "#+ title: x\nSELECT ?a WHERE {\n  ?a a ci:Initiative ;;; ?b\n}"),
        query("12-prefix", "SELECT ?a WHERE { ?a a nowhere:Thing }"),
        query("13-graph", "CONSTRUCT { ?a a ?b } WHERE { ?a a ?b }"),
        query("14-columns", "SELECT ?other WHERE { ?other a ci:Country }", {"columns": {"country": {"en": "Country", "he": "מדינה"}}}),
        query("15-good", "ASK { ?i a ci:Initiative }"),
    ]
    with evaluation.local(store, atlas.prefixes, 20) as ask:
        first, broken, prefix, graph, columns, last = insights.answers(files, ask, atlas)
    assert first.rows == [(Value(initiatives, datatype="http://www.w3.org/2001/XMLSchema#integer"),)]
    assert broken.fault is not None and broken.fault.startswith("queries/insights/11-broken.rq, line 3, column 26: ") and broken.rows == []
    assert prefix.fault is not None and prefix.fault.startswith("queries/insights/12-prefix.rq, line 1, column ") and "prefix" in prefix.fault
    assert graph.fault == "queries/insights/13-graph.rq: a CONSTRUCT or DESCRIBE gives a graph; expected a SELECT or ASK"
    assert columns.fault is not None and "other; expected those of its header, country" in columns.fault
    assert last.fault is None and last.columns == ("answer",) and last.rows[0][0] is not None and last.rows[0][0].text == "true"


def test_a_query_over_its_limit_is_cut_and_the_rest_still_run(atlas: Project, store: Store, initiatives: str) -> None:
    endless = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    files = [query("10-endless", endless), query("11-good", "SELECT (COUNT(*) AS ?n) WHERE { ?i a ci:Initiative }")]
    with evaluation.local(store, atlas.prefixes, 1.5) as ask:
        cut, good = insights.answers(files, ask, atlas)
    assert cut.fault == "queries/insights/10-endless.rq: ran longer than its limit of 1.5 s and was cut"
    assert 1.5 <= cut.seconds < 60
    assert good.fault is None and good.rows[0][0] is not None and good.rows[0][0].text == initiatives


def test_a_store_on_disk_is_asked_without_loading_it(atlas: Project, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    written = Store(str(folder))
    written.load(b"<https://example.org/a> a <https://example.org/B> .", format=RdfFormat.TURTLE)
    written.flush()
    del written
    with evaluation.local(folder, atlas.prefixes, 20) as ask:
        assert ask("SELECT ?a WHERE { ?a a ?b }") == (("a",), [(Value("https://example.org/a", iri=True),)])


def test_a_value_is_what_the_term_was() -> None:
    text = 'SELECT ("a" AS ?string) ("b"@he AS ?language) (1.5 AS ?number) (<https://example.org/> AS ?iri) ?nothing WHERE {}'
    _, rows = evaluation.in_process(Store(), {})(text)
    string, language, figure, iri, nothing = rows[0]
    assert (string, language) == (Value("a"), Value("b", language="he"))
    assert figure == Value("1.5", datatype="http://www.w3.org/2001/XMLSchema#decimal")
    assert iri == Value("https://example.org/", iri=True)
    assert nothing is None


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("#+ title: {en: A}", "header 'title': expected a text for the language 'he'"),
        ("#+ chart: {kind: pie}", "header 'chart': {'kind': 'pie'}: expected a kind, one of bar"),
        ("#+ chart: {kind: bar, x: nowhere, y: n}", "header 'chart': x: 'nowhere': expected one of country, n"),
        ("#+ chart: {kind: bar, x: country}", "header 'chart': expected x and y"),
        ("#+ columns: {country: {en: Country}}", "header 'columns': country: expected a text for the language 'he'"),
        ("#+ columns: {}", "header 'columns': expected a name in each language"),
        ("#+ section: 5", "header 'section': 5: expected a word"),
        ("#+ tags: country", "header 'tags': 'country': expected a list of words"),
    ],
)
def test_a_wrong_header_is_named_with_its_key(tmp_path: Path, wrong: str, message: str) -> None:
    right = {
        "title": "#+ title: {en: A, he: א}",
        "description": "#+ description: {en: A., he: א.}",
        "section": "#+ section: usa",
        "columns": "#+ columns: {country: {en: Country, he: מדינה}, n: {en: Number, he: מספר}}",
        "chart": "#+ chart: {kind: bar, x: country, y: n}",
        "tags": "#+ tags: [country]",
    }
    right[wrong[3:].partition(":")[0]] = wrong
    (tmp_path / "10-x.rq").write_text("\n".join([*right.values(), "ASK {}"]), encoding="utf-8")
    (file,) = read_folder(tmp_path, "queries/insights")
    with pytest.raises(AtlasError) as caught:
        insights.check_header(file, ("en", "he"))
    assert str(caught.value).startswith("queries/insights/10-x.rq: ")
    assert message in str(caught.value)
