"""Verdicts: the meaning of the words that the report's claims are made of, as tests of counts, and what such a test found.

The meanings were fixed before any result was seen. A test is never changed for the sake of its outcome: if a word is found to be
misread, the reason goes into the commit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ciatlas.fault import AtlasError
from ciatlas.insights import Answer, Value, number
from ciatlas.query_file import QueryFile

# The notations of the scheme "verdict", from the best to the worst.
SUPPORTED, PARTLY, NOT_SUPPORTED, NOT_TESTABLE = VERDICTS = ("supported", "partly-supported", "not-supported", "not-testable")

# What a claim's query gives for each part of the claim.
COLUMNS = ("part", "count", "of", "unknown")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a claim: its meaning for people in each language, and as a test.

    passes: from ?count and ?of to whether the part meets the test. known: from the same to how many rows stand behind them, or
    None where unknown rows could only add to what was found, so that they weaken nothing.
    """

    meaning: Mapping[str, str]
    passes: Callable[[int, int], bool]
    known: Callable[[int, int], int] | None


def _base(count: int, of: int) -> int:
    return of


def _both(count: int, of: int) -> int:
    return count + of


WORDS: Mapping[str, Word] = {
    # Shares: ?count of the ?of rows that are known.
    "most": Word({"en": "more than half", "he": "יותר ממחצית"}, lambda count, of: 2 * count > of, _base),
    "large-majority": Word({"en": "more than two thirds", "he": "יותר משני שלישים"}, lambda count, of: 3 * count > 2 * of, _base),
    "small-minority": Word({"en": "less than one fifth", "he": "פחות מחמישית"}, lambda count, of: 5 * count < of, _base),
    "single": Word({"en": "less than one in twenty", "he": "פחות מאחד מכל עשרים"}, lambda count, of: 20 * count < of, _base),
    # Less than "most", which the report would have said, and still what one meets without looking for it: one case in three.
    "often": Word({"en": "at least one third", "he": "לפחות שליש"}, lambda count, of: 3 * count >= of, _base),
    # The other side of "small minority": many is what is no small minority.
    "many": Word({"en": "at least one fifth", "he": "לפחות חמישית"}, lambda count, of: 5 * count >= of, _base),
    # Something is at work "since" a year if what came before is the lesser part.
    "since": Word(
        {"en": "more than half of what has a year is of that year or later", "he": "יותר ממחצית ממה ששנתו ידועה הוא מאותה שנה ואילך"},
        lambda count, of: 2 * count > of,
        _base,
    ),
    # Comparisons: ?count beside ?of.
    "leads-without-competition": Word(
        {"en": "more than twice the next", "he": "יותר מפי שניים מן הבא אחריו"}, lambda count, of: count > 2 * of, _both
    ),
    # Three years against three, since one year by itself is chance; 2015 is the report's last.
    "grows": Word(
        {"en": "more in 2013–2015 than in 2010–2012", "he": "בשנים 2013–2015 יותר מאשר בשנים 2010–2012"},
        lambda count, of: count > of,
        _both,
    ),
    # What emerges was hardly there before: more than growth. One thing alone is an incident.
    "emerges": Word(
        {
            "en": "at least two in 2013–2015, and more than twice as many as in 2010–2012",
            "he": "לפחות שניים בשנים 2013–2015, ויותר מפי שניים מאשר בשנים 2010–2012",
        },
        lambda count, of: count >= 2 and count > 2 * of,
        _both,
    ),
    # A main domain outranks every domain that the report does not name.
    "main": Word(
        {"en": "more than the greatest that the claim does not name", "he": "יותר מן הגדול שבאלה שהטענה אינה נוקבת בשמם"},
        lambda count, of: count > of,
        None,
    ),
    "stands-out": Word({"en": "more than twice the average of the others", "he": "יותר מפי שניים מן הממוצע של האחרים"}, lambda count, of: count > 2 * of, None),
    # Existence: "some" is a plural and says nothing of a share.
    "some": Word({"en": "at least two", "he": "לפחות שניים"}, lambda count, of: count >= 2, None),
    "exists": Word({"en": "at least one", "he": "לפחות אחד"}, lambda count, of: count >= 1, None),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a claim as its query counted it.

    part: what is tested, a thing or a text. count: the rows that count. base: of how many, or what they are compared with.
    unknown: the rows left out since the data does not say. passed: whether the part meets the test; None when nothing is known.
    thin: whether more rows were left out than are known, so that the outcome hangs on what the data does not say.
    """

    part: Value
    count: int
    base: int
    unknown: int
    passed: bool | None
    thin: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """The verdict on one reading of the data: ``stated`` facts alone, or ``all`` facts, what was inferred included."""

    name: str
    parts: tuple[Part, ...]
    verdict: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on one claim. readings: stated and all; none when the claim cannot be tested with this data, or at a fault.

    verdict: one of VERDICTS. agree: whether the two readings give the same. fault: what went wrong with the query, or None.
    labels: language -> IRI among the parts -> its name. answers: what the readings rest on; one where both read the same facts.
    """

    file: QueryFile
    verdict: str
    readings: tuple[Reading, ...]
    agree: bool
    labels: Mapping[str, Mapping[str, str]]
    fault: str | None = None
    answers: tuple[Answer, ...] = ()


def judge_part(word: Word, part: Value, count: int, of: int, unknown: int) -> Part:
    """One part put to the test. A part of which no row is known is neither met nor missed, except that existence needs no base."""
    if word.known is None:
        return Part(part, count, of, unknown, word.passes(count, of))
    known = word.known(count, of)
    if known == 0:
        return Part(part, count, of, unknown, None)
    return Part(part, count, of, unknown, word.passes(count, of), thin=unknown > known)


def of_parts(parts: Sequence[Part]) -> str:
    """The verdict on a claim from its parts: all met, some met, none met; and not testable when none could be tested.

    A part that could not be tested, or that is met on a thin base, keeps the verdict from being more than partly supported.
    """
    tested = [part for part in parts if part.passed is not None]
    if not tested:
        return NOT_TESTABLE
    if not any(part.passed for part in tested):
        return NOT_SUPPORTED
    whole = len(tested) == len(parts) and all(part.passed and not part.thin for part in parts)
    return SUPPORTED if whole else PARTLY


def of_readings(stated: str, every: str) -> str:
    """The final verdict from those on stated facts and on all facts: theirs when they agree, else at most partly supported.

    Where stated facts cannot be tested at all, or the readings are not both below, what one of them supports is partly supported.
    """
    if stated == every:
        return stated
    return PARTLY if {stated, every} & {SUPPORTED, PARTLY} else NOT_SUPPORTED


def word_of(file: QueryFile) -> Word:
    """The word that a claim's header names under ``test``. Raises AtlasError that names the file when there is no such word."""
    word = WORDS.get(str(file.header.get("test")))
    if word is None:
        raise AtlasError(f"{file.file}: header 'test': {file.header.get('test')!r}: expected one of {', '.join(WORDS)}")
    return word


def reading(name: str, answer: Answer) -> Reading:
    """The verdict on the answer to a claim's query. Raises AtlasError when a row lacks its part or one of its counts."""
    word = word_of(answer.file)
    parts = []
    for row in answer.rows:
        part, *figures = row
        counts = [number(value) for value in figures]
        if part is None or not all(isinstance(count, int) and count >= 0 for count in counts):
            raise AtlasError(f"{answer.file.file}: expected a part and three counts in each row, found {row}")
        parts.append(judge_part(word, part, *counts))  # type: ignore[arg-type]
    return Reading(name, tuple(parts), of_parts(parts))
