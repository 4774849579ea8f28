"""Alters names of an atlas as people do who type them: the tables of names by which the reconciliation service is judged.

    python bench/alter_names.py --lookup dist/lookup.csv.gz --set first > tests/serve/altered_names.csv
    python bench/alter_names.py --lookup dist/lookup.csv.gz --set second > tests/serve/altered_names_held_out.csv

The two sets alter in different ways and share no name. The same table of names gives the same bytes; what is written in Hebrew is by hand.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import random
import re
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

TYPES = {"organization": "org:Organization", "initiative": "ci:Initiative"}
SHORT = {
    "Foundation": "Fdn", "Association": "Assn", "University": "Univ.", "Department": "Dept.", "International": "Int'l", "Center": "Ctr", "Centre": "Ctr", "Institute": "Inst.",
    "National": "Nat'l", "Organization": "Org", "Education": "Educ.", "Development": "Dev.", "Government": "Govt", "County": "Cty", "Council": "Cncl", "Society": "Soc.",
    "Services": "Svcs", "Saint": "St.", "Community": "Comm.", "Program": "Prog.", "District": "Dist.", "and": "&", "&": "and", "Organisation": "Organization",
    "Regional": "Reg.", "American": "Amer.", "Children's": "Childrens",
}  # fmt: skip
NEIGHBOURS = {"a": "s", "b": "v", "c": "x", "d": "f", "e": "r", "f": "g", "g": "h", "h": "j", "i": "o", "k": "l", "l": "k", "m": "n", "n": "m", "o": "p", "r": "t", "s": "d", "t": "y", "u": "i"}
SOUNDS = (("ph", "f"), ("ck", "k"), ("ie", "ei"), ("tion", "sion"), ("ll", "l"), ("ss", "s"), ("nn", "n"), ("tt", "t"), ("ea", "ee"), ("y", "i"), ("c", "k"), ("ou", "u"))
ACCENTS = str.maketrans("aeioucn", "áéîöüçñ")

# Names in Hebrew, transcribed and translated as an Israeli would write them.
FIRST_HEBREW = {
    "organization/rashi-foundation": ("קרן רשי", "Keren Rashi", "קרן ראשי"),
    "organization/sheatufim": ("שתופים", "Shitufim", "עמותת שיתופים"),
    "organization/myers-jdc-brookdale-institute": ("מכון ברוקדייל", "מאיירס ג׳וינט ברוקדייל"),
    "organization/jdc-ashalim": ("ג'וינט אשלים", "Joint Ashalim"),
    "organization/ford-foundation": ("קרן פורד",),
    "organization/rockefeller-foundation": ("קרן רוקפלר",),
    "organization/bill-and-melinda-gates-foundation": ("קרן ביל ומלינדה גייטס",),
    "organization/tamarack-institute": ("מכון טמראק", "מכון טמרק"),
    "organization/israel-ministry-of-education": ("משרד החנוך",),
    "organization/kiryat-malachi-municipality": ("עיריית קרית מלאכי", "Qiryat Mal'akhi Municipality"),
    "organization/intel-israel": ("אינטל ישראל בע\"מ",),
    "organization/qualcomm-israel": ("קואלקום",),
    "organization/beit-yatziv": ("בית-יציב", "Bet Yatsiv"),
    "organization/trump-foundation-israel": ("קרן טרמפ",),
    "initiative/hatchala-tova": ("הַתְחָלָה טוֹבָה", "Hathala Tova"),
    "initiative/5x2-initiative": ("חמש פי שתיים",),
}
SECOND_HEBREW = {
    "organization/amdocs": ("אמדוקס בע\"מ", "אמדוכס"),
    "organization/ebay-israel": ("איביי ישראל",),
    "organization/israel-defense-forces": ("צהל", "צה״ל"),
    "organization/marvell-israel": ("מרוול ישראל", "מרוואל ישראל"),
    "organization/philips-israel": ("פיליפס ישראל",),
    "organization/sandisk-israel": ("סן דיסק", "סאנדיסק ישראל"),
    "organization/red-hat-israel": ("רד האט", "רד-הט ישראל"),
    "organization/jdc-institute-for-leadership-and-governance": ("מכון אלכא", "ג'וינט אלכא"),
    "organization/kellogg": (),
    "organization/w-k-kellogg-foundation": ("קרן קלוג",),
    "organization/aspen-institute": ("מכון אספן",),
    "organization/world-economic-forum": ("הפורום הכלכלי העולמי",),
    "organization/microsoft-israel": ("מייקרוסופט ישראל",),
    "initiative/motav-yachdav": ("מוטב ביחדיו", "Mutav Yahdav"),
    "initiative/matov": ("מתוב", "תכנית מתו״ב"),
    "initiative/ehad": ("אחד - יוזמה",),
}

Alter = Callable[[str, random.Random], "str | None"]


def slip(name: str, random_: random.Random) -> str | None:
    """One slip of the hand in a word of six letters or more: two letters in the other order, one too few, too many, or another."""
    words = [found for found in re.finditer(r"[A-Za-z]{6,}", name)]
    if not words:
        return None
    word = random_.choice(words)
    at = word.start() + random_.randrange(1, len(word[0]) - 2)
    kind = random_.randrange(4)
    if kind == 0:
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return name[:at] + ("", name[at] * 2, random_.choice("aeiorstln"))[kind - 1] + name[at + 1 :]


def two_slips(name: str, random_: random.Random) -> str | None:
    once = slip(name, random_)
    return slip(once, random_) if once else None


def shortened(name: str, random_: random.Random) -> str | None:
    words = name.split()
    found = [place for place, word in enumerate(words) if word in SHORT]
    if not found:
        return None
    for place in found:
        words[place] = SHORT[words[place]]
    return " ".join(words)


def turned(name: str, random_: random.Random) -> str | None:
    words = name.removeprefix("The ").split()
    if not 1 < len(words) < 6 or "(" in name or "," in name:
        return None
    return f"{words[-1]}, {' '.join(words[:-1])}" if random_.random() < 0.5 else " ".join([*words[1:], words[0]])


def form_of_law(name: str, random_: random.Random) -> str | None:
    if name.startswith("The "):
        return name.removeprefix("The ")
    return random_.choice((f"The {name}", f"{name}, Inc.", f"{name} Ltd", f"{name} Inc", f"{name} LLC"))


def accented(name: str, random_: random.Random) -> str | None:
    words = name.split()
    place = max(range(len(words)), key=lambda one: len(words[one]))
    return " ".join([*words[:place], words[place].translate(ACCENTS), *words[place + 1 :]])


def less(name: str, random_: random.Random) -> str | None:
    """Without the word that tells least."""
    for word in ("Foundation", "Community", "The", "Group", "Initiative", "Partnership", "Institute", "Program", "Network"):
        if word in name.split() and len(name.split()) > 2:
            return " ".join(one for one in name.split() if one != word)
    return None


def neighbour_key(name: str, random_: random.Random) -> str | None:
    places = [place for found in re.finditer(r"[A-Za-z]{6,}", name) for place in range(found.start() + 1, found.end()) if name[place] in NEIGHBOURS]
    if not places:
        return None
    at = random_.choice(places)
    return name[:at] + NEIGHBOURS[name[at]] + name[at + 1 :]


def by_ear(name: str, random_: random.Random) -> str | None:
    heard = name
    for written, sound in random_.sample(SOUNDS, len(SOUNDS)):
        if written in heard[1:]:
            heard = heard[0] + heard[1:].replace(written, sound, 1)
            if random_.random() < 0.6:
                break
    return heard if heard != name else None


def capitals(name: str, random_: random.Random) -> str | None:
    return re.sub(r"[^\w\s]", "", name).upper()


def run_together(name: str, random_: random.Random) -> str | None:
    words = name.split()
    if not 1 < len(words) < 5:
        return None
    at = random_.randrange(len(words) - 1)
    return " ".join([*words[:at], words[at] + words[at + 1].lower(), *words[at + 2 :]])


def parted(name: str, random_: random.Random) -> str | None:
    words = [found for found in re.finditer(r"[A-Za-z]{8,}", name)]
    if not words:
        return None
    word = random_.choice(words)
    at = word.start() + len(word[0]) // 2
    return f"{name[:at]} {name[at:]}"


def with_place(name: str, random_: random.Random) -> str | None:
    return f"{name} {random_.choice(('(USA)', '- Main Office', '(program)', '[grantee]', 'et al.'))}"


def cut_short(name: str, random_: random.Random) -> str | None:
    return name[: max(14, len(name) * 7 // 10)].rstrip(" ,(") if len(name) > 22 else None


def number_of_words(name: str, random_: random.Random) -> str | None:
    """Singular for plural and the other way round."""
    changed = re.sub(r"\b([A-Za-z]{5,}[a-rt-z])\b", r"\1s", name, count=1) if random_.random() < 0.5 else re.sub(r"\b([A-Za-z]{5,})s\b", r"\1", name, count=1)
    return changed if changed != name else None


FIRST: list[tuple[str, Alter, int]] = [
    ("typo", slip, 55), ("two typos", two_slips, 20), ("abbreviation", shortened, 30), ("word order", turned, 25), ("article or form of law", form_of_law, 20),
    ("diacritics", accented, 10), ("word left out", less, 15),
]  # fmt: skip
SECOND: list[tuple[str, Alter, int]] = [
    ("neighbouring key", neighbour_key, 45), ("by ear", by_ear, 30), ("capitals without signs", capitals, 15), ("run together", run_together, 20), ("parted", parted, 20),
    ("something added", with_place, 20), ("cut short", cut_short, 15), ("number", number_of_words, 15),
]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description="Alters names of an atlas as people do who type them.")
    parser.add_argument("--lookup", type=Path, required=True, help="the look-up table of a release")
    parser.add_argument("--set", choices=("first", "second"), required=True)
    parser.add_argument("--number", type=int, default=200)
    arguments = parser.parse_args()
    with gzip.open(arguments.lookup, "rt", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == "name" and row["language"] == "en"]
    things = {row["iri"].partition("/id/")[2]: row["text"] for row in rows if row["iri"].partition("/id/")[2].partition("/")[0] in TYPES}
    # Of two initiatives with one name nobody can say which is meant.
    counts = Counter((thing.partition("/")[0], name.casefold()) for thing, name in things.items())
    things = {thing: name for thing, name in things.items() if counts[thing.partition("/")[0], name.casefold()] == 1}
    names = {row["text"].casefold() for row in rows}
    order = sorted(things)
    random.Random(7).shuffle(order)
    half = len(order) // 2
    order = order[:half] if arguments.set == "first" else order[half:]
    random_ = random.Random(arguments.set)
    hebrew = FIRST_HEBREW if arguments.set == "first" else SECOND_HEBREW
    made = [(text, thing, "Hebrew") for thing, texts in hebrew.items() for text in texts if thing in things]
    for kind, alter, number in FIRST if arguments.set == "first" else SECOND:
        while number and order:
            thing = order.pop()
            altered = alter(things[thing], random_) if len(things[thing]) > 7 else None
            # What is another thing's name is no slip.
            if altered and altered.casefold() not in names:
                made.append((altered, thing, kind))
                number -= 1
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("query", "type", "id", "alteration"))
    writer.writerows((text, TYPES[thing.partition("/")[0]], f"id/{thing}", kind) for text, thing, kind in made[: arguments.number])


if __name__ == "__main__":
    main()
