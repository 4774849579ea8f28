"""Hints: what is known of a thing beside its name, compared with what the atlas says of a candidate."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from ciatlas.insights import Value
from ciatlas.names.form import form
from ciatlas.names.index import Index
from ciatlas.names.keys import ALIASES, plain, same_host
from ciatlas.names.thing import Thing
from ciatlas.publish.lookup import website_key
from ciatlas.rdf.namespaces import XSD

NEAR = 0.8
_YEAR = re.compile(r"-?\d{4}")


@dataclass(frozen=True, slots=True)
class Hint:
    """One property of what is looked for. pid: as it was asked. property: its IRI, None where the atlas has none of that name.

    values: the texts it may have; an entity's is its id.
    """

    pid: str
    property: str | None
    values: tuple[str, ...]


# What kind of property a hint is of: by what it is compared.
# SCHEME: identifiers of one scheme; KEY: of any. TIME: what tells things apart in time, whether they were founded, began or came out then.
COUNTRY, PLACE, WEBSITE, SCHEME, KEY, NAME, TIME, OTHER = "country", "place", "website", "scheme", "key", "name", "time", "other"
WEIGHTS: Mapping[str, float] = {COUNTRY: 0.3, PLACE: 0.3, WEBSITE: 0.3, SCHEME: 0.5, KEY: 0.5, NAME: 0.3, TIME: 0.2, OTHER: 0.2}


def agreement(hint: Hint, kind: str, thing: Thing, said: Sequence[Value], index: Index, resolve: Callable[[str], str]) -> float | None:
    """How well a candidate agrees with a hint, from 0 (it says something else) to 1; None where the atlas says nothing of it.

    kind: of the property. said: what the atlas says, where it is no country, place, website, key or name. resolve: makes an IRI of an id.
    """
    if kind in (SCHEME, KEY):
        keys = {plain(key.text) for key in thing.keys if kind == KEY or key.scheme == hint.property}
        if any(plain(value) in keys for value in hint.values):
            return 1.0
        # Who has another number in the same register is another one; of other registers it says nothing.
        return 0.0 if keys and kind == SCHEME else None
    if kind == WEBSITE:
        if not thing.websites:
            return None
        sites = {website_key(site) for site in thing.websites}
        if any(website_key(value) in sites for value in hint.values):
            return 1.0
        return 0.6 if any(same_host(value, thing.websites) for value in hint.values) else 0.0
    if kind in (COUNTRY, PLACE):
        return _of_places(hint, _country(thing, index) if kind == COUNTRY else _places(thing, index), resolve)
    if kind == NAME:
        return max(_alike(value, name.text) for value in hint.values for name in thing.names)
    if kind == TIME and not said and thing.when:
        said = [Value(thing.when, datatype=XSD + "gYear")]
    if not said:
        return None
    return max(_equal(value, one, index, resolve) for value in hint.values for one in said)


def _country(thing: Thing, index: Index) -> Iterator[Thing]:
    if thing.country in index.by_iri:
        yield index.things[index.by_iri[thing.country]]


def _places(thing: Thing, index: Index) -> Iterator[Thing]:
    """Where a thing is, and what that lies in."""
    seen = {thing.iri}
    here = thing.place
    while here is not None and here in index.by_iri and here not in seen:
        seen.add(here)
        place = index.things[index.by_iri[here]]
        yield place
        here = place.place


def _of_places(hint: Hint, places: Iterable[Thing], resolve: Callable[[str], str]) -> float | None:
    best: float | None = None
    for place in places:
        for value in hint.values:
            best = max(best or 0.0, _is(value, place, resolve))
    return best


def _is(value: str, thing: Thing, resolve: Callable[[str], str]) -> float:
    """Whether a text is a thing's id, code or name."""
    if resolve(value) == thing.iri:
        return 1.0
    asked = form(value).joined
    codes = {key.text for key in thing.keys}
    if value.strip().upper() in codes or ALIASES.get(asked) in codes:
        return 1.0
    # Cincinnati, OH
    texts = [value, value.partition(",")[0]] if "," in value else [value]
    return max((_alike(text, name.text) for text in texts for name in thing.names), default=0.0)


def _alike(text: str, other: str) -> float:
    one, two = form(text).joined, form(other).joined
    if one == two:
        return 1.0
    likeness: float = Indel.normalized_similarity(one, two)
    return likeness if likeness >= NEAR else 0.0


def _equal(value: str, said: Value, index: Index, resolve: Callable[[str], str]) -> float:
    if said.iri:
        if resolve(value) == said.text or website_key(value) == website_key(said.text):
            return 1.0
        return _is(value, index.things[index.by_iri[said.text]], resolve) if said.text in index.by_iri else 0.0
    if said.datatype and (year := _YEAR.match(said.text)) and (asked := _YEAR.search(value)) and len(said.text) <= 25 and said.datatype.rpartition("#")[2].startswith(("gYear", "date")):
        apart = abs(int(year[0]) - int(asked[0]))
        # Sources often differ by a year.
        return 1.0 if not apart else 0.5 if apart == 1 else 0.0
    if said.datatype:
        return float(_number(value) == _number(said.text))
    return _alike(value, said.text)


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return {"1": "true", "0": "false"}.get(text, text.casefold())
