"""Numbers that registers gave: whole by their own check digits, of the country of their register, and of one organisation each."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "data" / "2015"
REGISTERS = {"abn": "AU", "ca-bn": "CA", "cvr": "DK", "gb-chc": "GB", "gb-coh": "GB", "il-ra": "IL", "il-roc": "IL", "ipeds": "US", "nces": "US", "nzbn": "NZ", "nzcharity": "NZ"}


def read(table: str) -> list[dict[str, str]]:
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def mod_97(value: str) -> bool:
    """ISO 7064, MOD 97-10, as ISO 17442 wants it of a LEI."""
    return int("".join(str(int(sign, 36)) for sign in value)) % 97 == 1


def mod_11_2(value: str) -> bool:
    """ISO 7064, MOD 11-2, as ISO 27729 wants it of an ISNI."""
    total = 0
    for sign in value[:-1]:
        total = (total + int(sign)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == value[-1]


def mod_89(value: str) -> bool:
    """The Australian Business Number's own weights."""
    digits = [int(value[0]) - 1, *map(int, value[1:])]
    return sum(digit * weight for digit, weight in zip(digits, (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19), strict=True)) % 89 == 0


def mod_10(value: str) -> bool:
    """The last digit of a Canadian business number, and of the numbers of Israel's registrars (Luhn)."""
    return sum(sum(divmod(int(sign) * (2 if place % 2 else 1), 10)) for place, sign in enumerate(reversed(value))) % 10 == 0


def gs1(value: str) -> bool:
    """The last digit of a New Zealand Business Number, which is a Global Location Number of GS1."""
    return sum(int(sign) * (3 if place % 2 else 1) for place, sign in enumerate(reversed(value))) % 10 == 0


CHECKS = {"lei": mod_97, "isni": mod_11_2, "abn": mod_89, "ca-bn": mod_10, "il-ra": mod_10, "il-roc": mod_10, "nzbn": gs1}


def test_a_slip_does_not_pass() -> None:
    for scheme, value, slip in (
        ("lei", "5493008H2QYY7QNJV232", "5493008H2QYY7QNJV223"), ("isni", "0000000404426762", "0000000404426726"), ("abn", "19096214907", "19096214970"),
        ("ca-bn", "899801815", "899801851"), ("il-ra", "580180941", "580180914"), ("il-roc", "510237894", "510237849"), ("nzbn", "9429042848837", "9429042848873"),
    ):
        assert CHECKS[scheme](value) and not CHECKS[scheme](slip), scheme


def test_each_number_has_its_check_digits() -> None:
    rows = [row for row in read("identifiers") if row["scheme"] in CHECKS]
    assert {row["scheme"] for row in rows} == set(CHECKS)
    assert [row for row in rows if not CHECKS[row["scheme"]](row["value"])] == []


def test_no_two_organizations_share_a_number() -> None:
    bearers = defaultdict(set)
    for row in read("identifiers"):
        bearers[row["scheme"], row["value"]].add(row["organization"])
    assert [(number, found) for number, found in bearers.items() if len(found) > 1] == []


def test_a_national_register_has_bodies_of_its_nation() -> None:
    countries = {row["id"]: row["country"] for row in read("organizations")}
    assert [row for row in read("identifiers") if row["scheme"] in REGISTERS and countries[row["organization"]] != REGISTERS[row["scheme"]]] == []
