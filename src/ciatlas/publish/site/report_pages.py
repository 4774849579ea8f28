"""The report on the site: its contents with the verdicts, a page for each claim and each insight, all on one page for printing."""

from __future__ import annotations

from urllib.parse import quote

from ciatlas.publish.site.frame import Frame
from ciatlas.publish.story import Story


def write(frame: Frame, story: Story) -> None:
    """Writes ``report/`` of the language, and the queries as files under the paths that they have in the project."""
    frame.write("report/index.html", "report_index.html", story=story)
    frame.write("report/all.html", "report_all.html", story=story)
    told = [
        (kind, section, one)
        for section in story["sections"]
        for kind in ("claim", "insight")
        for one in section[f"{kind}s"]
    ]
    for number, (kind, section, one) in enumerate(told):
        before = told[number - 1][2] if number else None
        after = told[number + 1][2] if number + 1 < len(told) else None
        frame.write(path(one), f"report_{kind}.html", story=story, section=section, one=one, before=before, after=after)
        frame.put(quote(one["file"]), one["query"])


def path(one: Story) -> str:
    """Where the page of a claim or an insight is below the language."""
    return f"report/{quote(one['name'])}.html"
