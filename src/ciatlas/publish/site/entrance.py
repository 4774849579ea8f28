"""The two pages that belong to no language: the entrance, which leads to the reader's, and what is shown for an address that has no page."""

from __future__ import annotations

from urllib.parse import urlsplit

from ciatlas import messages
from ciatlas.publish.site.frame import Frame
from ciatlas.publish.wording import is_right_to_left

# Pages below each language that help somebody who lost the way.
_HELPFUL = ("index.html", "map.html", "organizations.html", "initiatives.html", "report/index.html")


def write(frame: Frame) -> None:
    """Writes ``index.html`` and ``404.html`` at the root of the site; both say all in each language, the atlas's first as the page's own.

    Hosts show ``404.html`` for whatever address they lack, so its links cannot be relative to where it is seen: they begin at
    `site` of the project. Where that is not known they are those of the page at its own address.
    """
    languages = frame.atlas.project.languages
    tongues = [{"language": one, "direction": "rtl" if is_right_to_left(one) else "ltr", **_words(one)} for one in languages]
    for path, template in (("index.html", "entrance.html"), ("404.html", "not_found.html")):
        text = frame.environment.get_template(template).render(tongues=tongues, start=_start(frame), helpful=_HELPFUL, here=path)
        frame.put(path, text)


def _start(frame: Frame) -> dict[str, str]:
    """What stands before a link's path and before the path of what a page loads, which must come from its own origin."""
    site = frame.atlas.project.site
    return {"link": site or "", "load": urlsplit(site).path if site else ""}


def _words(language: str) -> dict[str, object]:
    with messages.speaking(language):
        _ = messages._
        return {
            "missing": _("There is no page at this address"),
            "help": _("It may have been misspelt, or what it named may have another name now. These pages lead on:"),
            "names": [_("Home"), _("Map"), _("Organisations"), _("Initiatives"), _("The report")],
        }
