"""The pages of years: what began, ended, entered the field, was founded, was held and was published in each, and an overview of them all."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from ciatlas.messages import N_, _, speaking
from ciatlas.publish.look import SERIES
from ciatlas.publish.site.alphabet import folded, language_of
from ciatlas.publish.site.anchors import Anchors
from ciatlas.publish.site.atlas import Atlas, Text
from ciatlas.publish.site.engagement_messages import WHOLE
from ciatlas.publish.site.engagement_sentences import Sentences
from ciatlas.publish.site.frame import Frame
from ciatlas.publish.site.year_chart import Bar, chart
from ciatlas.publish.wording import number, period, plain

# The overview draws as many years as this, the last of them the edition's.
SPAN = 25


@dataclass(frozen=True, slots=True)
class Happening:
    """What happens to things of a kind in the year that a property of theirs tells.

    heading: of its part of a year's page; short: of its column in the overview; both messages. until: the property of the last
    year, where a thing is in all years from the first to that one. drawn: whether it is a series of the overview's chart.
    """

    key: str
    kind: str
    property: str
    heading: str
    short: str
    until: str = ""
    drawn: bool = False


HAPPENINGS = (
    Happening("began", "initiative", "ci:startYear", N_("Initiatives that began"), N_("Initiatives began"), drawn=True),
    Happening("entered", "organization", "ci:inFieldSince", N_("Organisations that entered the field"), N_("Organisations entered the field"), drawn=True),
    Happening("held", "event", "schema:startDate", N_("Events"), N_("Events held"), until="schema:endDate", drawn=True),
    Happening("published", "publication", "dcterms:issued", N_("Publications"), N_("Publications"), drawn=True),
    Happening("founded", "organization", "schema:foundingDate", N_("Organisations that were founded"), N_("Organisations founded")),
    Happening("ended", "initiative", "ci:endYear", N_("Initiatives that ended"), N_("Initiatives ended")),
    Happening("counted", "figure", "schema:observationDate", N_("What was counted"), N_("Figures")),
    Happening("joined", "engagement", "ci:startYear", N_("Engagements that began"), N_("Engagements began")),
    Happening("left", "engagement", "ci:endYear", N_("Engagements that ended"), N_("Engagements ended")),
)

Happened = dict[str, list[str]]


def happened(atlas: Atlas) -> dict[int, Happened]:
    """Year -> key of a happening -> the things to which it happened then, in the order of their IRIs; the years in order."""
    found: dict[int, Happened] = {}
    for happening in HAPPENINGS:
        for iri in atlas.of_kind(happening.kind):
            for year in _years(atlas, iri, happening):
                found.setdefault(year, {}).setdefault(happening.key, []).append(iri)
    return dict(sorted(found.items()))


def years(atlas: Atlas) -> frozenset[int]:
    """The years that have a page: each in which something of the atlas began, ended or was."""
    return frozenset(happened(atlas))


def path(year: int) -> str:
    """Where the page of a year is below its language."""
    return f"year/{year:04}.html"


def _years(atlas: Atlas, iri: str, happening: Happening) -> range:
    first = _year(atlas.value(iri, happening.property))
    if first is None:
        return range(0)
    last = _year(atlas.value(iri, happening.until)) if happening.until else None
    # An end long after the start is a slip, not a reason for a thousand pages.
    return range(first, max(first, min(last or first, first + SPAN)) + 1)


def _year(value: str | None) -> int | None:
    return int(value[:4]) if value and value[:4].isdigit() else None


def write(frame: Frame) -> None:
    """Writes ``year/<yyyy>.html`` for each year that something is known of, and ``year/index.html``."""
    found = happened(frame.atlas)
    order = list(found)
    sections = Sections(frame, found.keys())
    for place, year in enumerate(order):
        before, after = (order[place - 1] if place else None), (order[place + 1] if place + 1 < len(order) else None)
        parts = [part for happening in HAPPENINGS if (part := sections.section(happening, found[year].get(happening.key, [])))]
        frame.write(path(year), "year.html", year=year, before=before, after=after, sections=parts, to_year=path)
    _write_overview(frame, found)


@dataclass(frozen=True, slots=True)
class Line:
    """A thing in a year's page. notes: what is said beside its name. sentence: what stands there instead of its name."""

    iri: str
    notes: tuple[Text | str, ...] = ()
    sentence: Markup | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a year's page: its heading, the kind of the things in it, and the things by name."""

    key: str
    kind: str
    heading: str
    lines: list[Line]


class Sections:
    """Makes the parts of the years' pages in one language."""

    def __init__(self, frame: Frame, known: Container[int]) -> None:
        """known: the years that have a page."""
        self.atlas, self.language = frame.atlas, frame.language
        self.anchors = Anchors(frame, 1, known)
        self.sentences = Sentences(frame.atlas, frame.language)

    def section(self, happening: Happening, things: list[str]) -> Section | None:
        """What a happening brought in a year; None when it is nothing."""
        lines = self._engagements(things) if happening.kind == "engagement" else self._named(things)
        with speaking(self.language):
            return Section(happening.key, happening.kind, _(happening.heading), lines) if lines else None

    def _engagements(self, things: list[str]) -> list[Line]:
        """As sentences, sorted by whose they are."""
        read = [one for iri in things if (one := self.sentences.read(iri))]
        read.sort(key=lambda one: (folded(self.atlas.name(one.member, self.language).text), one.iri))
        return [Line(one.iri, sentence=self.sentences.sentence(one, WHOLE, self.anchors.thing, self.anchors.year)) for one in read]

    def _named(self, things: list[str]) -> list[Line]:
        by_name = sorted(things, key=lambda iri: (folded(self.atlas.name(iri, self.language).text), iri))
        return [Line(iri, tuple(self._notes(iri))) for iri in by_name]

    def _notes(self, iri: str) -> Iterator[Text | str]:
        """Where or when a thing was, who wrote it, how much it is: what tells it apart from others of its name."""
        if date := self.atlas.value(iri, "schema:startDate"):
            yield period(date, self.atlas.value(iri, "schema:endDate"), self.language)
        yield from (self.atlas.name(country, self.language) for country in self.atlas.iris(iri, "ci:country"))
        if authors := self.atlas.texts(iri, "dcterms:creator", self.language):
            called = ", ".join(author.text for author in authors)
            yield Text(called, language_of(called) or "", self.language)
        if (value := self.atlas.value(iri, "schema:value")) is not None:
            yield value_in_words(value, self.language)


def value_in_words(value: str, language: str) -> str:
    """A figure as the language writes numbers; as it stands where it is none."""
    try:
        return number(float(value), language)
    except ValueError:
        return plain(value)


def _write_overview(frame: Frame, found: dict[int, Happened]) -> None:
    shown = [happening for happening in HAPPENINGS if any(happening.key in happened for happened in found.values())]
    drawn = [happening for happening in shown if happening.drawn]
    last = int(frame.atlas.edition.date[:4])
    with speaking(frame.language):
        columns = [(happening.key, _(happening.short)) for happening in shown]
        bars = list(_bars(found, drawn, range(last - SPAN + 1, last + 1)))
        label = _("What happened in each year from {first} to {last}").format(first=last - SPAN + 1, last=last)
        legend = [(SERIES[place % len(SERIES)], _(happening.short)) for place, happening in enumerate(drawn)]
    svg = chart(bars, label, frame.language) if any(bar.total for bar in bars) else None
    # Before the first year that tells something of the field itself there is only who was founded when.
    first = next((year for year, happened in found.items() if any(happening.key in happened for happening in drawn)), last)
    earlier = [year for year in found if year < first]
    rows = [(year, {key: len(things) for key, things in happened.items()}) for year, happened in sorted(found.items(), reverse=True) if year >= first]
    frame.write("year/index.html", "years.html", rows=rows, earlier=earlier, columns=columns, chart=svg, legend=legend, label=label, to_year=path)


def _bars(found: dict[int, Happened], drawn: list[Happening], span: range) -> Iterator[Bar]:
    for year in span:
        counts = tuple(len(found.get(year, {}).get(happening.key, ())) for happening in drawn)
        told = "\n".join([f"{year}: {sum(counts)}", *(f"{_(happening.short)}: {count}" for happening, count in zip(drawn, counts, strict=True) if count)])
        yield Bar(year, f"{year:04}.html" if year in found else None, told, counts)
