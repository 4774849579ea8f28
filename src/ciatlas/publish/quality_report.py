"""The data-quality report: a page in each language of the atlas, and the measurements in the Data Quality Vocabulary."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from pyoxigraph import NamedNode, Store

from ciatlas import messages, row_checks, rules
from ciatlas.edition import dump_name, fill
from ciatlas.fault import AtlasError
from ciatlas.project import Edition, Project
from ciatlas.publish import look
from ciatlas.publish.wording import day, is_right_to_left, number
from ciatlas.quality import Quality, measure, statements
from ciatlas.rdf import ntriples, turtle
from ciatlas.rdf.namespaces import WELL_KNOWN
from ciatlas.tables.model import TableGroup

Say = Callable[[str], None]

# A country with fewer rows in a table tells nothing by its shares.
ROWS_FOR_A_COLUMN = 10
WIDEST_BAR = 6


def report(project: Project, folder: Path, say: Say) -> list[Path]:
    """Measures each edition anew and writes its report into `folder`, which is made where it is not there; gives the paths.

    Raises AtlasError when the tables have faults or the folder cannot be written.
    """
    paths: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for edition in project.editions:
            with TemporaryDirectory() as scratch:
                store, group = fill(project, edition, Path(scratch), say)
                rules.apply(store, project, edition)
                say("counting")
                paths += write(project, edition, group, store, folder)
                del store
    except OSError as error:
        raise AtlasError(f"{folder}: the report could not be written: {error.strerror or error}") from error
    return paths


def write(project: Project, edition: Edition, group: TableGroup, store: Store, folder: Path, quality: Quality | None = None) -> list[Path]:
    """Writes ``<dump>-quality-<language>.html`` for each language, and ``<dump>-quality.ttl``, of a filled store; gives the paths.

    quality: what was measured of the store already. Raises OSError when the disk is full.
    """
    quality = quality or measure(project, store)
    environment = Environment(loader=PackageLoader("ciatlas.publish"), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    template = environment.get_template("quality.html.j2")
    stem = f"{dump_name(project, edition)}-quality"
    turtle_path = folder / f"{stem}.ttl"
    lines = [f"{triple} .\n" for triple in statements(project, edition, quality)]
    lines += [line for block in row_checks.lift(project, edition) for line in block.splitlines(keepends=True)]
    turtle_path.write_text("".join(turtle.write(ntriples.subjects(ntriples.sort(lines)), project.prefixes)), encoding="utf-8")
    paths = [turtle_path]
    checks = row_checks.read(project, edition)
    for language in project.languages:
        with messages.speaking(language):
            path = folder / f"{stem}-{language}.html"
            direction = "rtl" if is_right_to_left(language) else "ltr"
            told = content(project, group, quality, checks, partial(_label, store, language=language), language)
            text = template.render(
                _=messages._, look=look, language=language, direction=direction, title=edition.title[language], widest=WIDEST_BAR, **told
            )
            path.write_text(text, encoding="utf-8")
            paths.append(path)
    return paths


def content(
    project: Project, group: TableGroup, quality: Quality, checks: Iterable[row_checks.Check], label: Callable[[str], str], language: str
) -> dict[str, Any]:
    """What a page tells of the data's quality: the tables with their measures, what the measures mean, links that lead nowhere, and what
    checks of rows against public pages found.

    checks: the newest first. label: the name of a country, and of what a check found, by its IRI. To be called while messages speak `language`.
    """
    titles = {metric.file.name: metric.file.texts("title", project.languages)[language] for metric in quality.metrics}
    if quality.nowhere:
        count = len(quality.nowhere)
        nowhere = messages.ngettext("{number} link leads nowhere inside the atlas.", "{number} links lead nowhere inside the atlas.", count)
    else:
        count, nowhere = 0, messages._("No link leads nowhere inside the atlas.")
    return {
        "nowhere": nowhere.format(number=count),
        "tables": [_table(group, label, quality, titles, name, language) for name in dict.fromkeys(one.table for one in quality.measurements)],
        "metrics": [
            {"title": titles[metric.file.name], "description": metric.file.texts("description", project.languages)[language]}
            for metric in quality.metrics
        ],
        "checks": [of_check(project, group, label, one, language) for one in checks],
    }


def _table(group: TableGroup, label: Callable[[str], str], quality: Quality, titles: Mapping[str, str], name: str, language: str) -> dict[str, Any]:
    rows = {country: rows for (table, country), rows in quality.rows.items() if table == name and country}
    countries = sorted((country for country, count in rows.items() if count >= ROWS_FOR_A_COLUMN), key=lambda country: (-rows[country], country))
    shares = {(one.metric.file.name, one.country): one for one in quality.measurements if one.table == name}
    total = quality.rows[name, None]
    return {
        "id": name.removesuffix(".csv"),
        "title": _title(group, name, language),
        "rows": messages.ngettext("{number} row", "{number} rows", total).format(number=number(total, language)),
        "countries": [f"{label(country)} ({number(rows[country], language)})" for country in countries],
        "measures": [
            {
                "title": titles[metric],
                "all": _percent(shares[metric, None].share * 100, language),
                "share": round(float(shares[metric, None].share), 4),
                "shares": [_percent(shares[metric, country].share * 100, language) for country in countries],
            }
            for metric in dict.fromkeys(metric for metric, _ in shares)
        ],
    }


def of_check(project: Project, group: TableGroup, label: Callable[[str], str], check: row_checks.Check, language: str) -> dict[str, Any]:
    """What a page tells of one check: its title, day, method, and how many rows of which kind have which verdict. label: as for content().

    To be called while messages speak `language`.
    """
    kinds = [kind for kind in check.kinds if any(check.rows.get((kind, verdict)) for verdict in check.verdicts)]
    of = {verdict: sum(check.rows.get((kind, verdict), 0) for kind in kinds) for verdict in check.verdicts}
    total, borne_out = sum(of.values()), of.get("supported", 0) + of.get("partly", 0)
    percent = _percent(borne_out * 100 / total, language) if total else "–"
    bears = messages._("{share} of {rows} rows are supported or partly supported by public pages.")
    return {
        "id": f"check-{check.id}",
        "title": check.titles[language],
        "date": check.date,
        "day": day(check.date, language),
        "method": check.methods[language],
        "result": bears.format(share=percent, rows=number(total, language)),
        "rows": number(total, language),
        "percent": percent,
        "share": round(borne_out / total, 4) if total else 0,
        "kinds": [_title(group, f"{kind}s.csv", language) for kind in kinds],
        "verdicts": [
            {
                "title": label(project.iri(f"scheme/check-verdict/{verdict}")),
                "all": number(of[verdict], language),
                "share": round(of[verdict] / total, 4) if total else 0,
                "counts": [number(check.rows.get((kind, verdict), 0), language) for kind in kinds],
            }
            for verdict in check.verdicts
        ],
    }


def _percent(value: Any, language: str) -> str:
    return f"{number(round(float(value), 1), language)}%"


def _title(group: TableGroup, name: str, language: str) -> str:
    texts = group.table(name).annotations.get(WELL_KNOWN["dc11"] + "title") or group.table(name).annotations.get(WELL_KNOWN["dcterms"] + "title") or []
    return next((text["@value"] for text in texts if text.get("@language") == language), name)


def _label(store: Store, iri: str, *, language: str) -> str:
    quads = list(store.quads_for_pattern(NamedNode(iri), NamedNode(WELL_KNOWN["skos"] + "prefLabel"), None))
    by_language = {getattr(quad.object, "language", None): quad.object.value for quad in quads}
    return by_language.get(language) or by_language.get("en") or iri
