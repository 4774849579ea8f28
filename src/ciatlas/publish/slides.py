"""The slides: the report to show to a room, as a PDF of 16:9 pages and as a page to step through."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ciatlas.insights import Answer
from ciatlas.messages import _, speaking
from ciatlas.project import Edition, Project
from ciatlas.publish import look, marks, typesetting, wording
from ciatlas.publish.story import Story, story
from ciatlas.verdict import Verdict

STATIC = Path(__file__).parent / "static"
# What fits on one slide.
CLAIMS = 6
ROWS = 10
COLUMNS = 5
# Beside the pages in the release.
BESIDE = "slides"

Slide = dict[str, Any]


def write(
    folder: Path,
    project: Project,
    edition: Edition,
    answers: Sequence[Answer],
    verdicts: Sequence[Verdict],
    charts: Mapping[str, Mapping[str, str]],
) -> list[Path]:
    """Writes ``slides-<language>.pdf`` and ``slides-<language>.html`` for each language of the project, and what the pages load into ``slides/``.

    charts: language -> name -> SVG, as charts.write gives them. Gives the files written, in order.
    """
    written = [*_beside(folder / BESIDE)]
    for language in project.languages:
        values = story(project, edition, answers, verdicts, charts[language], language)
        values["slides"] = deck(values, language)
        page = folder / f"slides-{language}.html"
        page.write_text(html(values, project.languages), encoding="utf-8", newline="\n")
        sheet = folder / f"slides-{language}.pdf"
        sheet.write_bytes(typesetting.pdf("slides.typ", values, language, edition.date))
        written += [page, sheet]
    return written


def deck(values: Story, language: str) -> list[Slide]:
    """The slides in their order, each with its kind: title, method, map, section, insight, verdicts, claims, next."""
    with speaking(language):
        slides: list[Slide] = [{"kind": "title", "title": values["title"]}, {"kind": "method", "title": _("How the atlas was made")}]
        if values["world"]:
            slides.append({"kind": "map", "title": _("The field on the map"), "chart": values["world"], "kicker": values["world_title"]})
        for section in values["sections"]:
            slides += [_insight(one, section["name"]) for one in section["insights"] if one["rows"]]
        if values["claims"]:
            slides.append({"kind": "verdicts", "title": _("The report’s claims, put to the test")})
            claims = [_claim(one, section["name"]) for section in values["sections"] for one in section["claims"]]
            pages = -(-len(claims) // CLAIMS)
            # As even as can be, so that the last slide does not hold one claim alone.
            even = -(-len(claims) // pages)
            for page in range(pages):
                title = _("Verdicts, {page} of {pages}").format(page=page + 1, pages=pages)
                slides.append({"kind": "claims", "title": title, "claims": claims[page * even : (page + 1) * even]})
        if values["network"]:
            slides.append({"kind": "map", "title": _("The network"), "chart": values["network"], "kicker": values["network_title"]})
        slides.append({"kind": "next", "title": _("What comes next")})
        return [{"kicker": "", **slide} for slide in slides]


def _claim(one: Story, section: str) -> Slide:
    """A claim of one share shows it: on stated facts, then on all, or once where both are the same."""
    shares = [reading["parts"][0]["percent"] for reading in one["readings"] if len(reading["parts"]) == 1]
    told = list(dict.fromkeys(shares)) if all(shares) else []
    return {**{key: one[key] for key in ("title", "verdict", "verdict_name")}, "section_name": section, "shares": told}


def _insight(one: Story, section: str) -> Slide:
    return {
        "kind": "insight",
        "title": one["title"],
        "kicker": section,
        "description": one["description"],
        "chart": one["chart"],
        "columns": one["columns"],
        "rows": one["rows"],
        "few_columns": one["columns"][:COLUMNS],
        "few_rows": [row[:COLUMNS] for row in one["rows"][:ROWS]],
    }


def html(values: Story, languages: Sequence[str]) -> str:
    """The page: slides below one another, which its script turns into slides to step through."""
    environment = Environment(
        loader=FileSystemLoader(typesetting.TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    with speaking(values["language"]):
        # Charts and marks are SVG that this program wrote and escaped.
        return environment.get_template("slides.html").render(
            story=values,
            others=[one for one in languages if one != values["language"]],
            language_name=wording.language_name,
            beside=BESIDE,
            marks=marks.MARKS,
            svg=Markup,
            _=_,
        )


def _beside(folder: Path) -> list[Path]:
    """Copies style, script and fonts into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    sources = [STATIC / "slides.css", STATIC / "slides.js", *sorted(look.FONTS.glob("*.ttf")), look.FONTS / "OFL.txt"]
    written = []
    for source in sources:
        target = folder / source.name
        shutil.copyfile(source, target)
        written.append(target)
    return written
