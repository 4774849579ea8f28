"""What people are shown at an address that is used no more and in whose place nothing came: since when, why, and where to go on.

It needs no graph, only the table of retired addresses, so that a server can make it beside a site that was built.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import quote, unquote

from ciatlas import messages
from ciatlas.messages import _
from ciatlas.project import Project
from ciatlas.publish import wording
from ciatlas.publish.forms.reading import Reading
from ciatlas.publish.site import search_page
from ciatlas.publish.site.atlas import Atlas, Text
from ciatlas.publish.site.client_data import LISTED
from ciatlas.publish.site.frame import Frame
from ciatlas.publish.site.kinds import kind_names
from ciatlas.retired import Retired
from ciatlas.tables.model import TableGroup


class RetiredPages:
    """Makes the pages, framed as all others of the site are."""

    def __init__(self, project: Project, is_there: Callable[[str], bool]) -> None:
        """is_there: whether the site has a file of that path below its root; what it lacks is not linked."""
        self._project, self._is_there = project, is_there
        nothing = Reading({}, {}, {}, {}, {})
        self._atlas = Atlas(project, project.editions[-1], nothing, TableGroup(()), {}, {})
        self._frame = cache(self._framed)

    def page(self, row: Retired, language: str, depth: int) -> str:
        """The page about a retired address as HTML. depth: how many folders below the root it is shown. Raises AtlasError for a fault of a template."""
        kind = self._kind(row)
        with messages.speaking(language):
            values = {
                "iri": self._project.iri(row.path),
                "kind": kind_names().get(kind),
                "since": _day(row.date, language),
                "reason": self._reason(row, language),
                "search": self._known(search_page.FILE, language),
                "list": self._list(row, kind, language),
            }
        return self._frame(language).render(path(row), "retired.html", depth, **values)

    def _framed(self, language: str) -> Frame:
        # Nothing is written: where the folder of the site is does not matter.
        frame = Frame(self._atlas, language, Path())
        frame.environment.globals["lists"] = [key for key in LISTED if self._known(f"{key}.html", language)]
        return frame

    def _known(self, path: str, language: str) -> str | None:
        return path if self._is_there(f"{language}/{path}") else None

    def _kind(self, row: Retired) -> str:
        return self._atlas.kind(self._project.iri(row.path))

    def _list(self, row: Retired, kind: str, language: str) -> tuple[str, str] | None:
        """The page that lists what is of the same kind, with its name; None where there is none."""
        names = kind_names()
        scheme = unquote(row.path).rpartition("/")[0]
        ways = {
            "scheme": [(f"{quote(scheme)}/index.html", names.many["scheme"]), ("scheme/index.html", _("Classifications"))],
            "place": [("map.html", _("Map"))],
            "country": [("map.html", _("Map"))],
            "claim": [("report/index.html", _("The report"))],
        }
        listed = [(names.lists[kind], names.many[kind])] if kind in names.lists else ways.get(kind, [])
        return next((one for one in listed if self._known(unquote(one[0]), language)), None)

    def _reason(self, row: Retired, language: str) -> Text | None:
        """The reason in the language, else in the first of the atlas in which there is one."""
        chosen = next((one for one in (language, *self._project.languages, *row.reasons) if row.reasons.get(one)), None)
        return None if chosen is None else Text(wording.plain(row.reasons[chosen]), chosen, language)


def path(row: Retired) -> str:
    """Where the page about a retired thing or concept is below a language, percent-encoded: where the page about it was."""
    return f"{quote(unquote(row.path.removeprefix('id/')))}.html"


def _day(date: str, language: str) -> str:
    try:
        return wording.day(date, language)
    except ValueError:
        # Only in a table that nobody has checked.
        return date
