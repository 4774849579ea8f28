"""The two pages that belong to no language: the entrance, which leads to the reader's, and what is shown for an address that has no page."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from urllib.parse import urlsplit

from markupsafe import Markup

from ciatlas import messages
from ciatlas.publish.site.atlas import Atlas
from ciatlas.publish.site.frame import TEMPLATES, Frame
from ciatlas.publish.wording import is_right_to_left

# Folders at the root beside the languages': an address with one of them in it tells where the root is.
_FOLDERS = ("doc", "id", "scheme", "data", "report", "insights", "static")
_SCRIPT = Path(__file__).parent.parent / TEMPLATES / "not_found.js"


def write(frame: Frame) -> None:
    """Writes ``index.html`` and ``404.html`` at the root of the site; both say all in each language, the atlas's first as the page's own.

    Hosts show ``404.html`` for whatever address they lack, so its links cannot be relative to where it is seen: they begin at
    `site` of the project. Where that is not known, a script in the page finds the root; a script file could not be found without it.
    The page's policy names its hash, and nothing else that stands in the page is run.
    """
    languages = frame.atlas.project.languages
    tongues = [{"language": one, "direction": "rtl" if is_right_to_left(one) else "ltr", **_words(frame.atlas, one)} for one in languages]
    site = frame.atlas.project.site
    script = "" if site else _SCRIPT.read_text(encoding="utf-8").strip()
    values = {
        "tongues": tongues,
        "link": site or "",
        # What a page loads must come from its own origin, whichever host shows it.
        "load": urlsplit(site).path if site else "",
        "script": Markup(script),
        "hash": f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'",
        "roots": " ".join((*languages, *_FOLDERS)),
    }
    for path, template in (("index.html", "entrance.html"), ("404.html", "not_found.html")):
        frame.put(path, frame.environment.get_template(template).render(values | {"here": path}))


def _words(atlas: Atlas, language: str) -> dict[str, object]:
    with messages.speaking(language):
        _ = messages._
        return {
            "missing": _("There is no page at this address"),
            "help": _("It may have been misspelt, or what it named may have another name now. These pages lead on:"),
            # Pages below the language that help somebody who lost the way; there is a list only of what the atlas has.
            "helpful": [
                ("index.html", _("Home")),
                ("map.html", _("Map")),
                *([("organizations.html", _("Organisations"))] if atlas.of_kind("organization") else []),
                *([("initiatives.html", _("Initiatives"))] if atlas.of_kind("initiative") else []),
                ("report/index.html", _("The report")),
            ],
        }
