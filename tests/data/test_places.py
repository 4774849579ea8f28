"""What holds between the places of 2015 and everything that lies in them: no city stands in a wrong region, none stands unused."""

import csv
import re
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "data" / "2015"

# South, north, west, east in whole degrees, wide enough for every town of the region; a city without a region
# is looked up by its country. Two cities of one name (Athens, Portland, Perth, London) never share a box.
BOUNDS: dict[str, tuple[int, int, int, int]] = {
    "au-australian-capital-territory": (-36, -35, 149, 151),
    "au-new-south-wales": (-38, -28, 141, 154),
    "au-northern-territory": (-26, -11, 129, 137),
    "au-queensland": (-29, -10, 138, 154),
    "au-south-australia": (-39, -26, 132, 141),
    "au-tasmania": (-44, -39, 143, 149),
    "au-victoria": (-39, -34, 141, 150),
    "au-western-australia": (-36, -15, 113, 129),
    "be-brussels-capital": (50, 51, 4, 5),
    "br": (-34, 6, -74, -34),
    "ca-alberta": (49, 59, -120, -110),
    "ca-british-columbia": (48, 59, -133, -114),
    "ca-manitoba": (49, 59, -102, -94),
    "ca-new-brunswick": (44, 49, -69, -64),
    "ca-newfoundland-and-labrador": (46, 57, -67, -52),
    "ca-northwest-territories": (60, 70, -136, -111),
    "ca-nova-scotia": (43, 47, -67, -59),
    "ca-nunavut": (51, 84, -121, -61),
    "ca-ontario": (41, 53, -95, -74),
    "ca-quebec": (45, 63, -80, -58),
    "ca-saskatchewan": (49, 56, -110, -101),
    "ch": (45, 48, 5, 11),
    "co": (-5, 14, -80, -66),
    "de-baden-wuerttemberg": (47, 50, 7, 11),
    "de-bavaria": (47, 51, 9, 14),
    "de-berlin": (52, 53, 13, 14),
    "de-hamburg": (53, 54, 9, 11),
    "de-hesse": (49, 52, 7, 11),
    "de-mecklenburg-western-pomerania": (53, 55, 10, 15),
    "de-north-rhine-westphalia": (50, 53, 5, 10),
    "de-schleswig-holstein": (53, 56, 7, 12),
    "dk-capital-region": (55, 57, 11, 16),
    "dk-central-denmark": (55, 58, 7, 12),
    "dk-southern-denmark": (54, 56, 8, 11),
    "fr": (41, 52, -6, 10),
    "gb-england": (49, 56, -7, 2),
    "gb-scotland": (54, 61, -8, -1),
    "hk": (22, 23, 113, 115),
    "ie-county-dublin": (53, 54, -7, -5),
    "il": (29, 34, 34, 36),
    "in": (6, 36, 68, 98),
    "ke": (-5, 6, 33, 42),
    "kr": (33, 39, 124, 132),
    "my": (0, 8, 99, 120),
    "nl": (50, 54, 3, 8),
    "nz": (-47, -34, 167, 179),
    "ph": (4, 22, 116, 127),
    "sg": (1, 2, 103, 105),
    "us-alabama": (30, 35, -89, -85),
    "us-alaska": (53, 72, -172, -131),
    "us-arizona": (31, 37, -115, -109),
    "us-arkansas": (33, 37, -95, -89),
    "us-california": (32, 42, -125, -114),
    "us-colorado": (37, 41, -109, -102),
    "us-connecticut": (41, 43, -74, -71),
    "us-district-of-columbia": (38, 39, -78, -76),
    "us-florida": (24, 31, -88, -80),
    "us-georgia": (30, 35, -86, -80),
    "us-idaho": (42, 49, -118, -111),
    "us-illinois": (37, 43, -92, -87),
    "us-indiana": (37, 42, -88, -84),
    "us-iowa": (40, 44, -97, -90),
    "us-kansas": (37, 40, -102, -94),
    "us-kentucky": (36, 40, -90, -82),
    "us-louisiana": (29, 34, -94, -89),
    "us-maine": (43, 48, -71, -66),
    "us-maryland": (37, 40, -80, -75),
    "us-massachusetts": (41, 43, -74, -69),
    "us-michigan": (41, 48, -91, -82),
    "us-minnesota": (43, 49, -98, -90),
    "us-missouri": (36, 41, -96, -89),
    "us-new-hampshire": (42, 46, -73, -70),
    "us-new-jersey": (38, 42, -76, -73),
    "us-new-mexico": (31, 37, -110, -103),
    "us-new-york": (40, 45, -80, -71),
    "us-north-carolina": (33, 37, -85, -75),
    "us-ohio": (38, 42, -85, -80),
    "us-oklahoma": (33, 37, -103, -94),
    "us-oregon": (42, 47, -125, -116),
    "us-pennsylvania": (39, 43, -81, -74),
    "us-rhode-island": (41, 43, -72, -71),
    "us-south-carolina": (32, 36, -84, -78),
    "us-tennessee": (34, 37, -91, -81),
    "us-texas": (25, 37, -107, -93),
    "us-utah": (37, 42, -115, -109),
    "us-vermont": (42, 46, -74, -71),
    "us-virginia": (36, 40, -84, -75),
    "us-washington": (45, 50, -125, -117),
    "us-west-virginia": (37, 41, -83, -77),
    "us-wisconsin": (42, 47, -93, -86),
    "za": (-35, -22, 16, 33),
}
HEBREW_NAME = re.compile(r"[א-ת׳״ -]+")


def rows(table: str) -> list[dict[str, str]]:
    """The rows of one table of the edition 2015, by column name."""
    with (FOLDER / table).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


PLACES = {row["id"]: row for row in rows("places.csv")}
CITIES = [row for row in PLACES.values() if row["kind"] == "city"]
REGIONS = [row for row in PLACES.values() if row["kind"] == "region"]
COUNTRIES = {row["code"]: row for row in rows("countries.csv")}


def slug(name: str) -> str:
    """A name as the last part of a place's id, for names in plain Latin letters."""
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’.]", "", name.lower())).strip("-")


def test_a_city_has_coordinates_exactly_when_it_was_found_in_the_gazetteer() -> None:
    for city in CITIES:
        found = bool(city["geonames"])
        assert (bool(city["latitude"]), bool(city["longitude"])) == (found, found), city["id"]
        assert bool(city["sources"]) is found, city["id"]
        assert found or city["notes"], f"{city['id']}: not found, and no word on why"


def test_nearly_all_cities_were_found() -> None:
    missing = [city["id"] for city in CITIES if not city["geonames"]]
    assert len(missing) <= len(CITIES) * 0.03, missing


def test_a_region_has_no_single_point() -> None:
    assert [region["id"] for region in REGIONS if region["latitude"] or region["longitude"]] == []


def test_a_city_lies_where_its_region_or_country_is() -> None:
    astray = []
    for city in CITIES:
        if city["geonames"]:
            south, north, west, east = BOUNDS[city["region"] or city["country"].lower()]
            if not (south <= float(city["latitude"]) <= north and west <= float(city["longitude"]) <= east):
                astray.append((city["id"], city["latitude"], city["longitude"]))
    assert astray == []


def test_the_source_of_a_place_is_its_gazetteer_page() -> None:
    for place in PLACES.values():
        expected = f"https://www.geonames.org/{place['geonames']}" if place["geonames"] else ""
        assert place["sources"] == expected, place["id"]


def test_one_place_has_one_row() -> None:
    numbers = [place["geonames"] for place in PLACES.values() if place["geonames"]]
    assert sorted(n for n in numbers if numbers.count(n) > 1) == []
    assert len({(p["kind"], p["country"], p["region"], p["name"]) for p in PLACES.values()}) == len(PLACES)


def test_a_city_lies_in_a_region_of_its_own_country() -> None:
    for city in CITIES:
        if city["region"]:
            region = PLACES[city["region"]]
            assert (region["kind"], region["country"]) == ("region", city["country"]), city["id"]


def test_the_id_of_a_place_says_where_it_is() -> None:
    for place in PLACES.values():
        inside = place["region"] or place["country"].lower()
        assert place["id"].startswith(inside + "-"), place["id"]
        if place["kind"] == "city" and place["name"].isascii():
            assert place["id"] == f"{inside}-{slug(place['name'])}"


def test_every_region_holds_a_city_or_is_named_by_a_row() -> None:
    used = {city["region"] for city in CITIES}
    for table in ("organizations.csv", "initiatives.csv"):
        used |= {row["region"] for row in rows(table)}
    assert [region["id"] for region in REGIONS if region["id"] not in used] == []


def test_every_city_is_a_seat_a_centre_or_a_venue() -> None:
    used = {row["seat"] for row in rows("organizations.csv")}
    used |= {row["place"] for row in rows("initiatives.csv")} | {row["place"] for row in rows("events.csv")}
    assert [city["id"] for city in CITIES if city["id"] not in used] == []


def test_an_event_takes_place_in_its_country() -> None:
    for event in rows("events.csv"):
        if event["place"]:
            assert PLACES[event["place"]]["country"] == event["country"], event["id"]


def test_hebrew_names_are_written_in_hebrew() -> None:
    for row in [*PLACES.values(), *COUNTRIES.values()]:
        assert not row["name_he"] or HEBREW_NAME.fullmatch(row["name_he"]), row["name"]


def test_every_country_is_used_and_identified() -> None:
    used = {place["country"] for place in PLACES.values()}
    for table in ("organizations.csv", "initiatives.csv", "events.csv"):
        used |= {row["country"] for row in rows(table)}
    assert used - {""} == set(COUNTRIES)
    for column in ("wikidata", "geonames", "continent"):
        assert [code for code, row in COUNTRIES.items() if not row[column]] == ["INT"]
    for column in ("wikidata", "geonames", "name", "name_he"):
        values = [row[column] for row in COUNTRIES.values() if row[column]]
        assert len(set(values)) == len(values), column
