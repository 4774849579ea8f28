"""What holds within the events, publications and figures of 2015: one date a row, each title in its language, no publisher hidden in a name."""

import csv
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "data" / "2015"
TITLES = {"en": "title"} | {language: f"title_{language}" for language in ("he", "de", "es", "fr", "it", "zh")}


def rows(table: str) -> list[dict[str, str]]:
    """The rows of one table of the edition 2015, by column name."""
    with (FOLDER / table).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def dates(row: dict[str, str], prefix: str) -> list[str]:
    """The values of the date, month and year columns that begin with the prefix, without the empty ones."""
    return [row[f"{prefix}_{part}"] for part in ("date", "month", "year") if row[f"{prefix}_{part}"]]


def test_an_event_has_one_start_and_an_end_only_where_it_differs() -> None:
    for event in rows("events.csv"):
        start, end = dates(event, "start"), dates(event, "end")
        assert len(start) <= 1 and len(end) <= 1, event["id"]
        if end:
            assert len(end[0]) == len(start[0]) and end > start, event["id"]


def test_a_figure_was_seen_at_one_time() -> None:
    for figure in rows("figures.csv"):
        seen = dates(figure, "observed")
        assert len(seen) == 1 and figure["id"].endswith(seen[0]), figure["id"]


def test_a_publication_has_a_title_in_its_language() -> None:
    for publication in rows("publications.csv"):
        assert publication[TITLES[publication["language"]]], publication["id"]
        foreign = {column for language, column in TITLES.items() if publication[column] and language not in {"en", publication["language"]}}
        assert not foreign, publication["id"]


def test_a_publisher_in_the_atlas_is_a_link_and_not_a_name() -> None:
    known = {name.strip() for row in rows("organizations.csv") for name in [row["name"], *row["alt_names"].split(";")]}
    hidden = [
        (publication["id"], name)
        for publication in rows("publications.csv")
        for name in publication["publisher_names"].split(";")
        if name and name in known
    ]
    assert hidden == []


def test_no_work_is_entered_twice() -> None:
    publications = [(row[TITLES[row["language"]]].casefold(), row["type"], row["year"]) for row in rows("publications.csv")]
    twice = {key for key in publications if publications.count(key) > 1}
    assert twice == set()
    events = [(row["name"].casefold(), *dates(row, "start")) for row in rows("events.csv")]
    assert {key for key in events if events.count(key) > 1} == set()
