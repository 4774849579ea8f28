"""What the report finds: insights and verdicts asked of a filled store, stated as RDF, told as charts, slides and PDF."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import partial
from pathlib import Path

from pyoxigraph import Store

from ciatlas import claims, insights, network
from ciatlas.claims import read_claims
from ciatlas.evaluation import local
from ciatlas.fault import AtlasError
from ciatlas.insights import Answer, Ask, read_insights
from ciatlas.project import Edition, Project
from ciatlas.publish import charts, network_picture, report, result_files, slides
from ciatlas.publish.story import Story, story
from ciatlas.verdict import Verdict

# Where the pictures and PDFs go, beside the dumps: made at each build, kept out of version control.
FOLDER = "report"

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Findings:
    """The answers to the insights' queries and the verdicts on the claims, in their order; and who is joined with whom."""

    answers: list[Answer]
    verdicts: list[Verdict]
    network: charts.Network | None = None

    def refuse(self) -> None:
        """Raises AtlasError with all that went wrong: a query with an error or over its limit must not be published as if it had no rows."""
        wrong = [one.fault for one in (*self.answers, *self.verdicts) if one.fault]
        if wrong:
            raise AtlasError("{} of the report's queries failed:\n{}".format(len(wrong), "\n".join(wrong)))


def find(project: Project, edition: Edition, store: Store, say: Say, limit: float = insights.LIMIT_SECONDS) -> Findings:
    """Measures the network, asks the insights, judges the claims; the measures and the reviews go into the store's graph ``measured``.

    limit: seconds for one query. Raises AtlasError that names the file of a query whose header is wrong.
    """
    say("measuring the network")
    network.apply(store, project, edition)
    say("asking the report's questions")
    with local(store, project.prefixes, limit) as ask:
        found = answer(project, ask)
        edges = sorted(network.network(store, project, network.read_network(project)).edges)
        names = insights.labels(ask, network_picture.shown(edges), project.languages)
    evidence = partial(_evidence, project, edition)
    store.extend(claims.statements(found.verdicts, project, edition, evidence))
    return replace(found, network=charts.Network(edges, names))


def _evidence(project: Project, edition: Edition, verdict: Verdict) -> list[str]:
    return [iri for one in verdict.answers for iri in result_files.iris(project, edition, one.file.name)]


def answer(project: Project, ask: Ask, name: str | None = None) -> Findings:
    """The findings as `ask` answers them: a built atlas, or an endpoint; with `name` only the insight or claim of that name.

    Raises AtlasError when there is none of that name, or when a header is wrong.
    """
    questions, tests = read_insights(project), read_claims(project)
    if name is not None:
        known = [file.name for file in (*questions, *tests)]
        questions = [file for file in questions if name in (file.name, file.name.partition("-")[2])]
        tests = [file for file in tests if file.name == name]
        if not questions and not tests:
            meant = get_close_matches(name, known, 3, 0.4)
            hint = f"; did you mean {', '.join(meant)}?" if meant else ""
            raise AtlasError(f"{name!r}: expected the name of an insight or a claim{hint}")
    return Findings(insights.answers(questions, ask, project), claims.verdicts(tests, ask, project))


def write(project: Project, edition: Edition, store: Store, findings: Findings, folder: Path) -> list[Path]:
    """Writes the results as files into ``insights/`` of `folder`, and the claims with what became of them beside it; gives the paths.

    Raises OSError when the disk is full.
    """
    answers = [*findings.answers, *(one for verdict in findings.verdicts for one in verdict.answers)]
    result_files.write_report(project, edition, store, folder / result_files.REPORT)
    return [*result_files.write(answers, folder / result_files.FOLDER), folder / result_files.REPORT]


def tell(project: Project, edition: Edition, findings: Findings, folder: Path, say: Say) -> dict[str, Story]:
    """Writes charts, slides and the report into `folder`, which is made, in each language; gives what it told, by language.

    Raises OSError when the disk is full.
    """
    folder.mkdir()
    say("drawing charts")
    drawn = charts.write(folder / "charts", findings.answers, project.languages, findings.network)
    say("setting the slides and the report")
    slides.write(folder, project, edition, findings.answers, findings.verdicts, drawn)
    report.write(folder, project, edition, findings.answers, findings.verdicts, drawn)
    return {one: story(project, edition, findings.answers, findings.verdicts, drawn[one], one) for one in project.languages}
