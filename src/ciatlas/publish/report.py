"""The report as a PDF to print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ciatlas.insights import Answer
from ciatlas.project import Edition, Project
from ciatlas.publish import typesetting
from ciatlas.publish.story import story
from ciatlas.verdict import Verdict

# A longer table is read in its CSV file.
ROWS = 30


def write(
    folder: Path,
    project: Project,
    edition: Edition,
    answers: Sequence[Answer],
    verdicts: Sequence[Verdict],
    charts: Mapping[str, Mapping[str, str]],
) -> list[Path]:
    """Writes ``report-<language>.pdf`` (A4) for each language of the project.

    charts: language -> name -> SVG, as charts.write gives them. Gives the files written, in order.
    """
    written = []
    for language in project.languages:
        values = story(project, edition, answers, verdicts, charts[language], language)
        values["most_rows"] = ROWS
        sheet = folder / f"report-{language}.pdf"
        sheet.write_bytes(typesetting.pdf("report.typ", values, language, edition.date))
        written.append(sheet)
    return written
