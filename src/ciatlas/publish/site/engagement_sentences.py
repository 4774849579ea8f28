"""Engagements as sentences in one language, seen from the member, from what it takes part in, or from neither."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property

from markupsafe import Markup, escape

from ciatlas import messages
from ciatlas.messages import _
from ciatlas.publish.site import engagement_messages as told
from ciatlas.publish.site.atlas import Atlas
from ciatlas.publish.site.engagement_messages import BOTH, ENDED, IN, NO_YEAR, ONE_YEAR, OUT, STARTED, WHOLE
from ciatlas.publish.wording import plain

# Turns a thing's IRI, or a year, into what stands for it in the sentence.
Shown = Callable[[str], Markup]


@dataclass(frozen=True, slots=True)
class Engagement:
    """What an engagement says. target: what the member takes part in. start, end: years as written; amount: with its currency, in words."""

    iri: str
    part: str
    member: str
    target: str
    start: str
    end: str
    amount: str


class Sentences:
    """Tells engagements in one language."""

    def __init__(self, atlas: Atlas, language: str) -> None:
        self.atlas, self.language = atlas, language

    @cached_property
    def _messages(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        with messages.speaking(self.language):
            found = told.sentences()
        return {end: {key: tuple(str(escape(form)) for form in forms) for key, forms in by_part.items()} for end, by_part in found.items()}

    @cached_property
    def _headings(self) -> Mapping[str, Mapping[str, str]]:
        with messages.speaking(self.language):
            return told.headings()

    @cached_property
    def _amount_pattern(self) -> str:
        with messages.speaking(self.language):
            # TRANSLATORS: how a sum of money is written, as Unicode's number patterns: ¤¤ is the currency's code, ¤¤¤ its name.
            return _("¤¤ #,##0.##")

    def read(self, iri: str) -> Engagement | None:
        """What the engagement at `iri` says; None when it lacks an end or its part."""
        atlas = self.atlas
        member = next(iter(atlas.iris(iri, "org:member")), None)
        target = next(iter((*atlas.iris(iri, "org:organization"), *atlas.iris(iri, "ci:event"))), None)
        part = next(iter(atlas.iris(iri, "org:role")), None)
        if member is None or target is None or part is None:
            return None
        start, end = atlas.value(iri, "ci:startYear") or "", atlas.value(iri, "ci:endYear") or ""
        amount = self.amount(atlas.value(iri, "ci:amount"), atlas.value(iri, "ci:currency"))
        return Engagement(iri, part, member, target, start, end, amount)

    def amount(self, value: str | None, currency: str | None) -> str:
        """A sum of money in words; empty where nothing is known, the number alone where it has no currency."""
        if value is None:
            return ""
        from babel.numbers import format_currency, format_decimal

        try:
            number = Decimal(value)
        except InvalidOperation:
            return plain(value)
        if not currency:
            return format_decimal(number, locale=self.language)
        return plain(format_currency(number, plain(currency), self._amount_pattern, locale=self.language, currency_digits=False))

    def sentence(self, one: Engagement, end: str, shown: Shown, year: Shown) -> Markup:
        """The engagement told from an end (OUT, IN, WHOLE), as HTML.

        shown: the HTML for a thing; year: the HTML for a year.
        """
        by_part = self._messages[end]
        key = self._key(one, end)
        if key not in by_part:
            key = ""
        # Markup.format would be slower; the form and all that fills it are escaped.
        return Markup(
            by_part[key][_form(one)].format(
                name=shown(one.member if end == IN else one.target),
                member=shown(one.member) if end == WHOLE else "",
                part=self.atlas.name(one.part, self.language).__html__(),
                start=year(one.start),
                end=year(one.end),
                amount=f"<bdi>{escape(one.amount)}</bdi>",
            )
        )

    def _key(self, one: Engagement, end: str) -> str:
        part = self.atlas.id(one.part)
        if part == "funder" and one.amount:
            return "funder with an amount"
        if part == "member" and end != IN and self.atlas.kind(one.target) == "initiative":
            return "member of an initiative"
        return part

    def title(self, one: Engagement) -> str:
        """The engagement told from neither end, as plain text."""
        return str(self.bare(one).striptags())

    def bare(self, one: Engagement) -> Markup:
        """The engagement told from neither end, as HTML without links."""
        return self.sentence(one, WHOLE, lambda iri: self.atlas.name(iri, self.language).__html__(), escape)

    def heading(self, part: str, end: str) -> str:
        """The heading of what is told of engagements in a part (its IRI) from an end (OUT or IN)."""
        return self._headings[end].get(self.atlas.id(part)) or capital(self.atlas.name(part, self.language).text)


def _form(one: Engagement) -> int:
    if one.start and one.end:
        return ONE_YEAR if one.start == one.end else BOTH
    return STARTED if one.start else ENDED if one.end else NO_YEAR


def capital(text: str) -> str:
    """The text with its first letter large, for what begins a line."""
    return text[:1].upper() + text[1:]
