"""The account of a comparison: counts, sections, things and their columns as plain values, which text and page only set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from ciatlas.diff.changes import KINDS, Change
from ciatlas.diff.words import Field, Words
from ciatlas.messages import _, ngettext


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing. into: the name of what a merged thing is now. fields: only of a thing that changed."""

    name: str
    address: str
    into: str
    reason: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The things to which the same happened. tables: (title of a table, its entries by name)."""

    kind: str
    title: str
    tables: tuple[tuple[str, tuple[Entry, ...]], ...]


def sections(changes: Sequence[Change], words: Words) -> list[Section]:
    """The changes by kind, table and name, in the language of the words. The messages' language must be the same."""
    titles = {"added": _("Added"), "removed": _("Removed"), "merged": _("Merged"), "changed": _("Changed")}
    found = []
    for kind in KINDS:
        entries = [(words.table(change.thing), _entry(change, words)) for change in changes if change.kind == kind]
        entries.sort(key=lambda pair: (pair[0], pair[1].name, pair[1].address))
        tables = tuple((title, tuple(entry for _title, entry in group)) for title, group in groupby(entries, key=lambda pair: pair[0]))
        if tables:
            found.append(Section(kind, titles[kind], tables))
    return found


def _entry(change: Change, words: Words) -> Entry:
    into = f"{words.thing(change.into)} ({words.address(change.into)})" if change.into is not None else ""
    fields = tuple(words.fields(change)) if change.kind == "changed" else ()
    return Entry(words.thing(change.thing), words.address(change.thing), into, words.reason(change), fields)


def summary(former: str, later: str, changes: Sequence[Change]) -> str:
    """How many things were added, removed, merged and changed, and how many statements; one line."""
    if not changes:
        return _("{former} and {later} say the same.").format(former=former, later=later)
    counts = [_count(kind, number) for kind in KINDS if (number := sum(change.kind == kind for change in changes))]
    added = sum(len(change.added) for change in changes)
    removed = sum(len(change.removed) for change in changes)
    return _("From {former} to {later}: {counts}; statements: {added} added, {removed} removed.").format(
        former=former, later=later, counts=", ".join(counts), added=added, removed=removed
    )


def _count(kind: str, number: int) -> str:
    forms = {
        "added": ngettext("{number} thing added", "{number} things added", number),
        "removed": ngettext("{number} thing removed", "{number} things removed", number),
        "merged": ngettext("{number} thing merged", "{number} things merged", number),
        "changed": ngettext("{number} thing changed", "{number} things changed", number),
    }
    return forms[kind].format(number=number)
