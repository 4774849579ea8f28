"""Insights: the report's questions as SPARQL files, their answers, and the labels under which people read them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from time import perf_counter

from pyoxigraph import Store

from ciatlas import query
from ciatlas.fault import AtlasError
from ciatlas.project import Project
from ciatlas.query_file import QueryFile, read_folder
from ciatlas.rdf.namespaces import XSD

FOLDER = "queries/insights"
LIMIT_SECONDS = 20.0
CHARTS = ("bar", "stacked-bar", "line", "none")

_INTEGERS = {XSD + name for name in ("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger", "gYear")}
_NUMBERS = {XSD + name for name in ("decimal", "double", "float")}


@dataclass(frozen=True, slots=True)
class Value:
    """One term of an answer, whatever gave it: an IRI, or a literal's text with its datatype IRI (None for a string) or language."""

    text: str
    iri: bool = False
    datatype: str | None = None
    language: str | None = None


Row = tuple[Value | None, ...]
Result = tuple[tuple[str, ...], list[Row]]
# How a query is asked: its text, which may use the atlas's prefixes without declaring them -> columns and rows.
# Raises AtlasError, whose message says no file, when the query fails or is over its limit.
Ask = Callable[[str], Result]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one query file.

    columns: the result's variables in order. seconds: how long it took; for people, never written into the release.
    fault: what went wrong, with the file's name, or None; then there are no rows.
    labels: language -> IRI in the rows -> the name under which people know it.
    """

    file: QueryFile
    columns: tuple[str, ...]
    rows: list[Row]
    seconds: float = field(compare=False)
    fault: str | None = None
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict, compare=False)


def read_insights(project: Project) -> list[QueryFile]:
    """The query files of the insights in their order, that of their names. Raises AtlasError where a header is not as it must be."""
    files = read_folder(project.root / FOLDER, FOLDER)
    for file in files:
        check_header(file, project.languages)
    return files


def check_header(file: QueryFile, languages: tuple[str, ...]) -> None:
    """Raises AtlasError that names file and key unless the header has title, description, section, columns, chart and tags."""
    file.texts("title", languages)
    file.texts("description", languages)
    file.words("tags")
    if not isinstance(file.header.get("section"), str):
        raise AtlasError(f"{file.file}: header 'section': {file.header.get('section')!r}: expected a word")
    columns = file.header.get("columns")
    if not isinstance(columns, dict) or not columns:
        raise AtlasError(f"{file.file}: header 'columns': expected a name in each language for each result variable")
    for column in columns:
        column_titles(file, column, languages)
    chart = file.header.get("chart")
    if not isinstance(chart, dict) or chart.get("kind") not in CHARTS:
        raise AtlasError(f"{file.file}: header 'chart': {chart!r}: expected a kind, one of {', '.join(CHARTS)}")
    for axis in ("x", "y", "colour"):
        if axis in chart and chart[axis] not in columns:
            raise AtlasError(f"{file.file}: header 'chart': {axis}: {chart[axis]!r}: expected one of {', '.join(columns)}")
    if chart["kind"] != "none" and not {"x", "y"} <= set(chart):
        raise AtlasError(f"{file.file}: header 'chart': expected x and y")


def column_titles(file: QueryFile, column: str, languages: tuple[str, ...]) -> dict[str, str]:
    """A result column's title in each language, from the header. Raises AtlasError when one is missing."""
    titles = (file.header.get("columns") or {}).get(column)
    for language in languages:
        if not isinstance(titles, dict) or not isinstance(titles.get(language), str):
            raise AtlasError(f"{file.file}: header 'columns': {column}: expected a text for the language {language!r}")
    return {language: titles[language] for language in languages}


def answers(files: Iterable[QueryFile], ask: Ask, project: Project) -> list[Answer]:
    """The answers to the queries in their order. A query that fails gives an answer with a fault, and the rest still run.

    ask: evaluation.local for a store, endpoint's for a remote one; the limit of seconds is the ask's.
    """
    found = [_answer(file, ask, project) for file in files]
    iris = {value.text for answer in found for row in answer.rows for value in row if value is not None and value.iri}
    names = labels(ask, iris, project.languages)
    return [replace(answer, labels=_of(answer, names)) for answer in found]


def _answer(file: QueryFile, ask: Ask, project: Project) -> Answer:
    start = perf_counter()
    try:
        # An empty store finds a syntax error with its line, whatever the asked one would say of it.
        query.run(Store(), file.text, project.prefixes, file.file)
    except AtlasError as error:
        return Answer(file, (), [], perf_counter() - start, str(error))
    try:
        columns, rows = ask(file.text)
    except AtlasError as error:
        return Answer(file, (), [], perf_counter() - start, f"{file.file}: {error}")
    declared = tuple(file.header.get("columns") or ())
    if declared and columns != declared:
        fault = f"{file.file}: the query gives the columns {', '.join(columns)}; expected those of its header, {', '.join(declared)}"
        return Answer(file, (), [], perf_counter() - start, fault)
    return Answer(file, columns, rows, perf_counter() - start)


def _of(answer: Answer, names: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    iris = sorted({value.text for row in answer.rows for value in row if value is not None and value.iri})
    return {language: {iri: known[iri] for iri in iris if iri in known} for language, known in names.items()}


def labels(ask: Ask, iris: Iterable[str], languages: Sequence[str]) -> dict[str, dict[str, str]]:
    """language -> IRI -> its skos:prefLabel or rdfs:label in that language, else in the first of `languages` that has one, else in any."""
    wanted = " ".join(f"<{iri}>" for iri in sorted(iris))
    if not wanted:
        return {language: {} for language in languages}
    _, rows = ask(f"SELECT ?thing ?label WHERE {{ VALUES ?thing {{ {wanted} }} ?thing skos:prefLabel|rdfs:label ?label }}")
    known: dict[str, dict[str, str]] = {}
    for thing, label in rows:
        if thing is not None and label is not None:
            texts = known.setdefault(thing.text, {})
            tag = label.language or ""
            texts[tag] = min(texts.get(tag, label.text), label.text)
    return {
        language: {iri: texts[min(texts, key=lambda tag: _rank(tag, language, languages))] for iri, texts in sorted(known.items())}
        for language in languages
    }


def _rank(tag: str, language: str, languages: Sequence[str]) -> tuple[int, str]:
    order = [language, *languages]
    return (order.index(tag) if tag in order else len(order), tag)


def shown(answer: Answer, value: Value | None, language: str) -> str:
    """A value as people read it; nothing as an empty text.

    A thing goes by its label, else by the end of its IRI; a text by what the header's ``values`` call it, else as it is.
    """
    if value is None:
        return ""
    named = (answer.file.header.get("values") or {}).get(value.text)
    if not value.iri and isinstance(named, dict) and language in named:
        return str(named[language])
    if value.iri:
        return answer.labels.get(language, {}).get(value.text) or value.text.rstrip("/#").replace("#", "/").rpartition("/")[2]
    return value.text


def number(value: Value | None) -> int | Decimal | None:
    """A literal as a number (a year too), or None when it is none."""
    if value is None or value.iri:
        return None
    try:
        if value.datatype in _INTEGERS:
            return int(value.text)
        if value.datatype in _NUMBERS:
            return Decimal(value.text)
    except (ValueError, InvalidOperation):
        return None
    return None


def chart_data(answer: Answer, language: str) -> list[dict[str, str | int | float | None]]:
    """The rows for a chart: column -> number, text in the language, or None where the row has no value."""
    rows: list[dict[str, str | int | float | None]] = []
    for row in answer.rows:
        cells: dict[str, str | int | float | None] = {}
        for column, value in zip(answer.columns, row, strict=True):
            figure = number(value)
            if figure is not None:
                cells[column] = figure if isinstance(figure, int) else float(figure)
            else:
                cells[column] = None if value is None else shown(answer, value, language)
        rows.append(cells)
    return rows
