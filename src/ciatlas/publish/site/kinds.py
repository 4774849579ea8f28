"""What the kinds of things are called for people."""

from __future__ import annotations

from ciatlas.messages import _
from ciatlas.publish.site.client_data import LISTED


class KindNames(dict[str, str]):
    """Kind -> its name for one thing. many: its name for several, as a heading. lists: the path of the list of all of that kind."""

    def __init__(self, one: dict[str, str], many: dict[str, str]) -> None:
        super().__init__(one)
        self.many = many
        self.lists = {kind: f"{name}.html" for name, kind in LISTED.items()}


def kind_names() -> KindNames:
    """The names in the language in use."""
    one = {
        "organization": _("Organisation"),
        "initiative": _("Initiative"),
        "event": _("Event"),
        "publication": _("Publication"),
        "engagement": _("Engagement"),
        "place": _("Place"),
        "country": _("Country"),
        "figure": _("Figure"),
        "identifier": _("Identifier"),
        "claim": _("Claim"),
        "link": _("Link"),
        "scheme": _("Concept"),
    }
    many = {
        "organization": _("Organisations"),
        "initiative": _("Initiatives"),
        "event": _("Events"),
        "publication": _("Publications"),
        "engagement": _("Engagements"),
        "place": _("Places"),
        "country": _("Countries"),
        "figure": _("Figures"),
        "identifier": _("Identifiers"),
        "claim": _("Claims"),
        "link": _("Links"),
        "scheme": _("Concepts"),
    }
    return KindNames(one, many)
