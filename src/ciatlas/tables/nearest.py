"""Did you mean: the allowed value that is nearest to a wrong one."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from ciatlas.messages import _

# Below this likeness (0 to 100, twice the matching characters over all) a guess confuses more than it helps.
_LIKENESS = 60.0


def nearest(value: str, allowed: Iterable[str]) -> str | None:
    """The allowed value most like the given one, letter case set aside; None when nothing is like it. The first of equals."""
    found = process.extractOne(value, allowed, scorer=fuzz.ratio, processor=str.casefold, score_cutoff=_LIKENESS)
    return None if found is None else found[0]


def did_you_mean(value: str, allowed: Iterable[str]) -> str:
    """The nearest allowed value as a hint; empty when nothing is like it."""
    found = nearest(value, allowed)
    return "" if found is None else _("did you mean {value}?").format(value=found)
