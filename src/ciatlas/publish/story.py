"""The report as plain values in one language: sections, their claims with verdicts, their insights with charts and tables.

Slides, report and page say the same thing; they differ in how much of it and how it is set.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ciatlas import insights
from ciatlas.insights import Answer, Value
from ciatlas.messages import _, ngettext, speaking
from ciatlas.project import Edition, Project
from ciatlas.publish import look
from ciatlas.publish.example_queries import standalone
from ciatlas.publish.wording import day, is_right_to_left, number, plain
from ciatlas.query_file import QueryFile
from ciatlas.verdict import VERDICTS, WORDS, Part, Reading, Verdict

Story = dict[str, Any]


def story(
    project: Project, edition: Edition, answers: Sequence[Answer], verdicts: Sequence[Verdict], charts: Mapping[str, str], language: str
) -> Story:
    """What the report says in `language`, as values that JSON holds.

    charts: the SVG of each insight by its name, of the map under ``world`` and of the network under ``network``, as charts.write
    gives them for the language.
    """
    with speaking(language):
        told = [{**_insight(answer, charts, language), "query": standalone(answer.file, project)} for answer in answers]
        judged = [{**_claim(verdict, language), "query": standalone(verdict.file, project)} for verdict in verdicts]
        counts = {name: sum(one["verdict"] == name for one in judged) for name in VERDICTS}
        return {
            "language": language,
            "direction": "rtl" if is_right_to_left(language) else "ltr",
            "atlas": plain(project.title[language]),
            "title": plain(edition.title[language]),
            "description": plain(project.description[language]),
            "edition": edition.name,
            "version": edition.version,
            "date": edition.date,
            "day": day(edition.date, language),
            "base": project.base,
            "licence": project.licence,
            "world": charts.get("world", ""),
            "network": charts.get("network", ""),
            "network_title": _("The best connected organisations and initiatives"),
            "world_title": next((one["title"] for one in told if one["counts_countries"]), ""),
            "sections": _sections(told, judged),
            "counts": [{"verdict": name, "name": verdict_name(name), "number": counts[name]} for name in VERDICTS],
            "claims": len(judged),
            "claims_told": ngettext("{number} claim put to the test", "{number} claims put to the test", len(judged)).format(
                number=number(len(judged), language)
            ),
            "look": {
                "paper": look.PAPER,
                "ink": look.INK,
                "soft": look.SOFT_INK,
                "line": look.LINE,
                "accent": look.ACCENT,
                "verdicts": dict(look.VERDICTS),
            },
        }


def verdict_name(verdict: str) -> str:
    """A verdict (one of VERDICTS) in words."""
    return {
        "supported": _("Supported"),
        "partly-supported": _("Partly supported"),
        "not-supported": _("Not supported"),
        "not-testable": _("Not testable with this data"),
    }[verdict]


def section_names() -> dict[str, str]:
    """The sections in their order: word in the queries' headers -> name."""
    return {
        "world": _("The field in the world"),
        "growth": _("How the field grows"),
        "usa": _("The United States"),
        "canada": _("Canada"),
        "australia": _("Australia and New Zealand"),
        "europe": _("Europe and the rest of the world"),
        "term": _("The term and those who do not use it"),
        "place": _("Place based initiatives"),
        "backbone": _("Backbone organisations"),
        "government": _("Local government"),
        "domains": _("Domains"),
        "fsg": _("The network around FSG"),
        "stem": _("STEM education"),
        "funding": _("Who funds, and how"),
        "network": _("The network"),
        "gaps": _("What is missing"),
    }


def _sections(told: Sequence[Story], judged: Sequence[Story]) -> list[Story]:
    names = section_names()
    used = {one["section"] for one in (*told, *judged)}
    order = [name for name in names if name in used] + sorted(used - names.keys())
    return [
        {
            "id": name,
            "name": names.get(name, plain(name.replace("-", " "))),
            "claims": [one for one in judged if one["section"] == name],
            "insights": [one for one in told if one["section"] == name],
        }
        for name in order
    ]


def _header(file: QueryFile, language: str) -> Story:
    return {
        "name": file.name,
        "file": file.file,
        "title": plain(file.texts("title", (language,))[language]),
        "description": plain(file.texts("description", (language,))[language]),
        "section": str(file.header.get("section") or "world"),
        "front": file.header.get("front") is True,
    }


def _insight(answer: Answer, charts: Mapping[str, str], language: str) -> Story:
    chart = answer.file.header.get("chart") or {}
    at = answer.columns.index(chart["x"]) if chart.get("x") in answer.columns else None
    first = answer.rows[0][at] if at is not None and answer.rows else None
    return {
        **_header(answer.file, language),
        "chart": charts.get(answer.file.name, ""),
        **(_crossed(answer, language) or _table(answer, language)),
        "counts_countries": bool(first is not None and first.iri and "/country/" in first.text),
        "results": [answer.file.name],
        "fault": plain(answer.fault) if answer.fault else "",
    }


def _table(answer: Answer, language: str) -> Story:
    """The answer's table as it is; ``iris`` has the things that its cells name, in the same places."""
    columns = [
        {"title": _title(answer, column, language), "number": any(insights.number(row[index]) is not None for row in answer.rows)}
        for index, column in enumerate(answer.columns)
    ]
    cells = [[_cell(answer, column, value, language) for column, value in zip(answer.columns, row, strict=True)] for row in answer.rows]
    return {"columns": columns, "rows": cells, "iris": [[_iri(value) for value in row] for row in answer.rows]}


def _iri(value: Value | None) -> str | None:
    return value.text if value is not None and value.iri else None


# More columns than this are read below one another.
_CROSSED = 8


def _crossed(answer: Answer, language: str) -> Story | None:
    """For people: places below one another and series beside one another, where the chart has both and they fit; else None."""
    chart = answer.file.header.get("chart") or {}
    if not {"x", "y", "colour"} <= chart.keys() or answer.fault or not answer.rows:
        return None
    x, y, colour = (answer.columns.index(chart[axis]) for axis in ("x", "y", "colour"))
    cells: dict[tuple[Value | None, Value | None], str] = {}
    for row in answer.rows:
        cells[row[x], row[colour]] = _cell(answer, answer.columns[y], row[y], language)
    places = list(dict.fromkeys(place for place, _series in cells))
    series = sorted(dict.fromkeys(one for _place, one in cells), key=lambda one: "" if one is None else one.text)
    if len(cells) != len(answer.rows) or len(series) > _CROSSED:
        return None
    titles = [{"title": _title(answer, chart["x"], language), "number": False}]
    titles += [{"title": plain(insights.shown(answer, one, language)), "number": True} for one in series]
    rows = [[_cell(answer, chart["x"], place, language), *(cells.get((place, one), "·") for one in series)] for place in places]
    return {"columns": titles, "rows": rows, "iris": [[_iri(place), *[None] * len(series)] for place in places]}


def _title(answer: Answer, column: str, language: str) -> str:
    return plain(insights.column_titles(answer.file, column, (language,))[language])


def _cell(answer: Answer, column: str, value: Value | None, language: str) -> str:
    figure = insights.number(value)
    if value is not None and (value.datatype or "").endswith("#boolean"):
        return _("yes") if value.text in ("true", "1") else _("no")
    if figure is None or value is None:
        return plain(insights.shown(answer, value, language))
    if "year" in column or (value.datatype or "").endswith("gYear"):
        return value.text
    return number(float(figure), language)


def _claim(verdict: Verdict, language: str) -> Story:
    file = verdict.file
    untestable = file.header.get("untestable")
    word = WORDS.get(str(file.header.get("test")))
    readings = [_reading(verdict, reading, language) for reading in verdict.readings]
    same = len(readings) == 2 and readings[0]["parts"] == readings[1]["parts"]
    return {
        **_header(file, language),
        "verdict": verdict.verdict,
        "verdict_name": verdict_name(verdict.verdict),
        "test": plain(word.meaning[language]) if word else "",
        "columns": [_claim_column(file, column, language) for column in ("part", "count", "of", "unknown")],
        # Where both readings count the same, one table says it.
        "readings": [{**readings[0], "name": _("Stated facts and all facts alike")}] if same else readings,
        "agree": verdict.agree,
        "results": [answer.file.name for answer in verdict.answers],
        "why": _why(verdict, readings, language),
        "caveat": plain(file.texts("caveat", (language,))[language]) if "caveat" in file.header else "",
        "untestable": plain(file.texts("untestable", (language,))[language]) if untestable else "",
        "fault": plain(verdict.fault) if verdict.fault else "",
    }


def _why(verdict: Verdict, readings: Sequence[Story], language: str) -> str:
    """In one line what the verdict rests on: the parts as all facts have them, those that do not meet the test first."""
    if not readings:
        untestable = verdict.file.header.get("untestable")
        return plain(verdict.file.texts("untestable", (language,))[language]) if untestable else ""
    told = []
    for part in sorted(readings[-1]["parts"], key=lambda part: part["passed"] == "yes"):
        if part["percent"]:
            words = _("{part}: {count} of {base} ({percent}), {outcome}")
        elif verdict.file.header.get("test") in ("exists", "some"):
            words = _("{part}: {count}, {outcome}")
        else:
            words = _("{part}: {count} against {base}, {outcome}")
        told.append(words.format(part=part["name"], **{key: part[key] for key in ("count", "base", "percent", "outcome")}))
    return "; ".join(told)


def _claim_column(file: QueryFile, column: str, language: str) -> str:
    titles = (file.header.get("columns") or {}).get(column)
    if isinstance(titles, dict) and isinstance(titles.get(language), str):
        return plain(titles[language])
    return {"part": _("Part of the claim"), "count": _("Count"), "of": _("Of"), "unknown": _("Left out as unknown")}[column]


def _reading(verdict: Verdict, reading: Reading, language: str) -> Story:
    return {
        "name": _("Stated facts alone") if reading.name == "stated" else _("All facts, what was inferred included"),
        "verdict": reading.verdict,
        "verdict_name": verdict_name(reading.verdict),
        "parts": [_part(verdict, part, language) for part in reading.parts],
    }


def _part(verdict: Verdict, part: Part, language: str) -> Story:
    names = (verdict.file.header.get("values") or {}).get(part.part.text)
    if part.part.iri:
        name = verdict.labels.get(language, {}).get(part.part.text) or part.part.text.rpartition("/")[2]
    else:
        name = names[language] if isinstance(names, dict) and isinstance(names.get(language), str) else part.part.text
    outcome = _("not known") if part.passed is None else _("met") if part.passed else _("not met")
    return {
        "name": plain(name),
        "count": number(part.count, language),
        "bars": [round(100 * size / (max(part.count, part.base) or 1), 1) for size in (part.count, part.base)],
        "base": number(part.base, language),
        "unknown": number(part.unknown, language),
        "passed": {None: "unknown", True: "yes", False: "no"}[part.passed],
        "outcome": _("met, on a thin base") if part.passed and part.thin else outcome,
        "percent": _percent(part, verdict.file, language),
    }


def _percent(part: Part, file: QueryFile, language: str) -> str:
    """The share, where the claim's word compares a count with the whole it belongs to."""
    shares = ("most", "large-majority", "small-minority", "single", "often", "many", "since")
    if file.header.get("test") not in shares or not part.base:
        return ""
    from babel.numbers import format_percent

    return format_percent(part.count / part.base, format="0%", locale=language)
