"""The home page: what the atlas is, its main figures, the map, the verdicts, and ways in for readers, data users and mappers."""

from __future__ import annotations

from collections import Counter

from ciatlas.messages import _, ngettext, speaking
from ciatlas.publish import charts, wording
from ciatlas.publish.place_map import Dot
from ciatlas.publish.site.atlas import Atlas
from ciatlas.publish.site.frame import Frame
from ciatlas.publish.site.search_page import LONGEST
from ciatlas.publish.story import Story

# Kind of thing -> where it is.
_WHERE = {"organization": "ci:seat", "initiative": "ci:place", "event": "schema:location"}
_SOURCED = ("organization", "initiative", "engagement", "event", "publication", "figure")
_FRONT = 4
_CLAIMS_SHOWN = 3


def write(frame: Frame, story: Story, world: str) -> None:
    """Writes ``index.html`` of the language. world: the map as SVG text, as `world` draws it."""
    frame.write("index.html", "home.html", story=story, figures=figures(frame), map=world, front=front(story), verdicts=verdicts(story), longest=LONGEST)


def figures(frame: Frame) -> list[tuple[str, str, str | None]]:
    """The atlas in numbers: number, what it counts, and the path of the page that lists it, None where there is none."""
    atlas = frame.atlas
    with speaking(frame.language):
        counted = (
            (len(atlas.of_kind("organization")), _("organisations"), "organizations.html"),
            (len(atlas.of_kind("initiative")), _("initiatives"), "initiatives.html"),
            (len(countries(atlas)), _("countries"), "map.html"),
            (len(atlas.of_kind("engagement")), _("engagements"), "network.html"),
            (len(atlas.of_kind("event")), _("events"), "events.html"),
            (len(atlas.of_kind("publication")), _("publications"), "publications.html"),
            (sources(atlas), _("web pages as sources"), "about.html#sources"),
        )
        return [(wording.number(number, frame.language), words, path) for number, words, path in counted if number]


def countries(atlas: Atlas) -> list[str]:
    """The countries that lie on a continent; what is at work worldwide has a code too, but is none."""
    return [one for one in atlas.of_kind("country") if atlas.iris(one, "ci:continent")]


def sources(atlas: Atlas) -> int:
    """How many different pages the facts rest on."""
    return len({source for kind in _SOURCED for one in atlas.of_kind(kind) for source in atlas.iris(one, "dcterms:source")})


def world(atlas: Atlas, language: str) -> str:
    """The map of all places with the number of things at each, as SVG text; empty where no place has coordinates."""
    found = Counter(place for kind, property in _WHERE.items() for one in atlas.of_kind(kind) for place in atlas.iris(one, property)[:1])
    dots = [Dot(*at, number) for place, number in sorted(found.items()) if (at := _at(atlas, place)) is not None]
    if not dots:
        return ""
    tinted = Counter(country for kind in _WHERE for one in atlas.of_kind(kind) for country in atlas.iris(one, "ci:country"))
    with speaking(language):
        title = _("Where organisations, initiatives and events are")
        most = [place for place, _number in sorted(found.items(), key=lambda one: (-one[1], one[0])) if _at(atlas, place) is not None][:3]
        listed = "; ".join(_("{place}: {number}").format(place=atlas.name(one, language), number=wording.number(found[one], language)) for one in most)
        words = ngettext(
            "{number} place on a map of the world; the more is there, the larger the dot.",
            "{number} places on a map of the world; the more is there, the larger the dot.",
            len(dots),
        )
        description = " ".join((words.format(number=wording.number(len(dots), language)), _("Largest: {list}.").format(list=listed)))
    return charts.places(dots, {atlas.id(one) for one in tinted}, title, description, language)


def _at(atlas: Atlas, place: str) -> tuple[float, float] | None:
    longitude, latitude = (atlas.value(place, property) for property in ("geo:long", "geo:lat"))
    return (float(longitude), float(latitude)) if longitude is not None and latitude is not None else None


def front(story: Story) -> list[Story]:
    """The insights for the front: those whose queries' headers say ``front: true``, else the first with a chart of each section."""
    drawn = [[one for one in section["insights"] if one["chart"]] for section in story["sections"]]
    chosen = [one for section in drawn for one in section if one["front"]]
    return (chosen or [section[0] for section in drawn if section])[:_FRONT]


def verdicts(story: Story) -> list[Story]:
    """Each verdict that some claim has, with its first claims."""
    judged = [one for section in story["sections"] for one in section["claims"]]
    found = [{**count, "claims": [one for one in judged if one["verdict"] == count["verdict"]][:_CLAIMS_SHOWN]} for count in story["counts"]]
    return [one for one in found if one["claims"]]
