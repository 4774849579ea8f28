"""Answers made by hand, one for each kind of chart, and one whose texts try to break out."""

from __future__ import annotations

from ciatlas.insights import Answer, Value
from ciatlas.query_file import QueryFile
from ciatlas.rdf.namespaces import XSD
from ciatlas.verdict import NOT_TESTABLE, Verdict, judge_part, of_parts, of_readings, word_of
from ciatlas.verdict import Reading

BASE = "https://w3id.org/ciatlas/"
COUNTRIES = {
    "US": ("United States", "ארצות הברית", 1412),
    "CA": ("Canada", "קנדה", 120),
    "AU": ("Australia", "אוסטרליה", 61),
    "DK": ("Denmark", "דנמרק", 31),
    "BM": ("Bermuda", "ברמודה", 1),
    "INT": ("Worldwide", "כלל־עולמי", 9),
}
ROLES = {
    "consulting": ("Consulting", "ייעוץ"),
    "backbone": ("Backbone", "הפעלה"),
    "funding": ("Funding", "מימון"),
}
HOSTILE = (
    '$x^2$ #panic("no") *bold* _it_ \\ `code` // no /* comment',
    "<script>alert(1)</script> & \"quotes\" 'too'",
    "\u202eevil\u202c ארה״ב (United Way), Inc.",
    "W" * 300,
    "🎉 party 漢字",
    "null\x00bell\x07esc\x1b[31m",
    "]]> --> </svg></text>",
    "{{ 7*7 }} {% raw %} #{1+1} ${2}",
    "@import \"x\"; = heading",
    "ab",
    "aa",
    "datum.n",
)


def literal(number: int) -> Value:
    return Value(str(number), datatype=XSD + "integer")


def country(code: str) -> Value:
    return Value(f"{BASE}id/country/{code}", iri=True)


def role(name: str) -> Value:
    return Value(f"{BASE}scheme/role/{name}", iri=True)


def labels() -> dict[str, dict[str, str]]:
    named: dict[str, dict[str, str]] = {"en": {}, "he": {}}
    for code, (en, he, _number) in COUNTRIES.items():
        named["en"][country(code).text], named["he"][country(code).text] = en, he
    for name, (en, he) in ROLES.items():
        named["en"][role(name).text], named["he"][role(name).text] = en, he
    return named


def file(name: str, kind: str, columns: tuple[str, ...], title: str = "", **header: object) -> QueryFile:
    chart: dict[str, str] = {"kind": kind}
    if kind != "none":
        chart |= {"x": columns[0], "y": columns[-1]} | ({"colour": columns[1]} if len(columns) == 3 else {})
    texts = {"en": title or f"Title of {name}", "he": title or f"כותרת של {name}"}
    described = {"en": f"Description of {name}.", "he": f"תיאור של {name}."}
    titles = {column: {"en": column.capitalize(), "he": f"עמודת {column}"} for column in columns}
    return QueryFile(
        name,
        f"queries/insights/{name}.rq",
        {"title": texts, "description": described, "section": "world", "columns": titles, "chart": chart, "tags": ["made"], **header},
        "SELECT",
    )


def answer(name: str, kind: str, columns: tuple[str, ...], rows: list[tuple[Value | None, ...]], title: str = "") -> Answer:
    return Answer(file(name, kind, columns, title), columns, rows, 0.0, None, labels())


def bars() -> Answer:
    return answer("bars", "bar", ("country", "n"), [(country(code), literal(one[2])) for code, one in COUNTRIES.items()])


def stacked() -> Answer:
    rows = [(country(code), role(name), literal(one[2] // (place + 2))) for code, one in COUNTRIES.items() for place, name in enumerate(ROLES)]
    return answer("stacked", "stacked-bar", ("country", "role", "n"), rows)


def many_series() -> Answer:
    rows: list[tuple[Value | None, ...]] = [(country(code), Value(f"kind {kind}"), literal(kind + 1)) for code in COUNTRIES for kind in range(9)]
    return answer("matrix", "stacked-bar", ("country", "kind", "n"), rows)


def lines(series: int = 3) -> Answer:
    rows = [(literal(year), Value(f"series {one}"), literal((year - 2000) * (one + 1))) for year in (2003, 2004, 2006, 2015) for one in range(series)]
    return answer("lines", "line", ("year", "series", "n"), rows)


def years() -> Answer:
    return answer("years", "bar", ("year", "n"), [(literal(year), literal(year - 2000)) for year in (2003, 2004, 2006, 2015)])


def hostile() -> Answer:
    rows = [(Value(text), literal(40 - place)) for place, text in enumerate(HOSTILE)]
    return answer("hostile", "bar", ("organization", "n"), rows, 'Hostile $ # * \\ <script>alert(1)</script> \u202eשם "')


def table() -> Answer:
    return answer("table", "none", ("name", "year"), [(Value(text), literal(2015)) for text in HOSTILE])


def every_kind() -> list[Answer]:
    return [bars(), stacked(), many_series(), lines(), years(), hostile(), table()]


def verdicts() -> list[Verdict]:
    most = file("most-are", "bar", ("part", "count"), test="most", values={"all": {"en": "All of them", "he": "כולם"}})
    some = file("hostile-claim", "bar", ("part", "count"), HOSTILE[0] + HOSTILE[1], test="some", caveat={"en": HOSTILE[3], "he": HOSTILE[2]})
    cannot = file("searches", "none", ("part",), untestable={"en": "No searches here.", "he": "אין כאן חיפושים."})
    judged = []
    for query, counts in ((most, ((4, 10), (8, 10))), (some, ((3, 3), (3, 3)))):
        readings = tuple(
            Reading(name, parts := (judge_part(word_of(query), Value("all"), count, of, 2),), of_parts(parts))
            for name, (count, of) in zip(("stated", "all"), counts, strict=True)
        )
        first, second = (one.verdict for one in readings)
        judged.append(Verdict(query, of_readings(first, second), readings, first == second, {}))
    return [*judged, Verdict(cannot, NOT_TESTABLE, (), True, {})]
