"""The network read by networkx, the map by the geojson package, the blueprint by the rules of Kumu's documentation."""

from __future__ import annotations

import json

import geojson
import networkx
import pytest
from hostile import HOSTILE

BASE = "https://w3id.org/ciatlas/id/"


def read_network(made, ending: str):
    path = made.form(ending)
    return networkx.read_graphml(path) if ending == ".graphml" else networkx.read_gexf(path, version="1.3")


@pytest.mark.parametrize("ending", [".graphml", ".gexf"])
def test_networkx_reads_every_engagement_between_every_thing(made, ending: str):
    graph = read_network(made, ending)
    assert isinstance(graph, networkx.MultiDiGraph)
    assert graph.number_of_nodes() == sum(len(made.rows(f"{table}.csv")) for table in ("organizations", "initiatives", "events"))
    assert graph.number_of_edges() == len(made.rows("engagements.csv"))
    fsg = graph.nodes[BASE + "organization/fsg"]
    assert (fsg["label"], fsg["kind"], fsg["country"], fsg["country_he"]) == ("FSG", "Organization", "US", "ארצות הברית")
    assert fsg["degree"] == len(set(networkx.all_neighbors(graph, BASE + "organization/fsg")))


@pytest.mark.parametrize("ending", [".graphml", ".gexf"])
def test_several_engagements_of_two_are_several_edges(made, ending: str):
    pairs: dict[tuple[str, str], int] = {}
    for row in made.rows("engagements.csv"):
        source = f"organization/{row['member_organization']}" if row["member_organization"] else f"initiative/{row['member_initiative']}"
        target = next(f"{kind}/{row[column]}" for kind, column in (("initiative", "in_initiative"), ("organization", "in_organization"), ("event", "in_event")) if row[column])
        pairs[source, target] = pairs.get((source, target), 0) + 1
    (source, target), count = max(pairs.items(), key=lambda pair: pair[1])
    assert count > 1
    graph = read_network(made, ending)
    assert graph.number_of_edges(BASE + source, BASE + target) == count
    roles = {edge["role_he"] for edge in graph.get_edge_data(BASE + source, BASE + target).values()}
    assert len(roles) >= 1 and all(roles)
    assert all(graph.number_of_edges(BASE + one, BASE + other) == number for (one, other), number in pairs.items())


@pytest.mark.parametrize("ending", [".graphml", ".gexf"])
def test_years_are_numbers(made, ending: str):
    years = {row["id"]: row["start_year"] for row in made.rows("engagements.csv")}
    edges = read_network(made, ending).edges(keys=True, data=True)
    read = {str(key).removeprefix(BASE + "engagement/"): data.get("start_year") for *_, key, data in edges}
    assert read == {identifier: int(year) if year else None for identifier, year in years.items()}


@pytest.mark.parametrize("ending", [".graphml", ".gexf"])
def test_hostile_names_stay_names(hostile, ending: str):
    labels = {data["label"] for _, data in read_network(hostile, ending).nodes(data=True)}
    names = {text.replace("\x01", "").replace("\x0b", "").replace("\x1b", "") for text in HOSTILE}
    assert names <= labels


def test_the_map_is_valid_and_has_all_that_have_coordinates(made):
    collection = geojson.loads(made.form(".geojson").read_text(encoding="utf-8"))
    assert collection.is_valid, collection.errors()
    cities = {row["id"]: (float(row["longitude"]), float(row["latitude"])) for row in made.rows("places.csv") if row["latitude"]}
    expected = {f"{BASE}initiative/{row['id']}": cities[row["place"]] for row in made.rows("initiatives.csv") if row["place"] in cities}
    expected |= {f"{BASE}organization/{row['id']}": cities[row["seat"]] for row in made.rows("organizations.csv") if row["seat"] in cities}
    assert len(expected) > 500
    assert {feature["id"]: tuple(feature["geometry"]["coordinates"]) for feature in collection["features"]} == expected
    strive = next(feature["properties"] for feature in collection["features"] if feature["id"].endswith("/strive-partnership"))
    assert (strive["name_en"], strive["place_he"], strive["country_he"], strive["start_year"]) == ("StrivePartnership", "סינסינטי", "ארצות הברית", 2006)


def test_a_hostile_map_is_valid(hostile):
    collection = geojson.loads(hostile.form(".geojson").read_text(encoding="utf-8"))
    assert collection.is_valid
    assert {feature["properties"]["name_en"] for feature in collection["features"]} & set(HOSTILE)


@pytest.mark.parametrize("language", ["en", "he"])
def test_a_blueprint_joins_elements_that_it_has(made, language: str):
    blueprint = json.loads(made.form(f"-kumu-{language}.json").read_text(encoding="utf-8"))
    elements = {element["id"]: element for element in blueprint["elements"]}
    connections = {connection["id"]: connection for connection in blueprint["connections"]}
    assert len(elements) == len(blueprint["elements"]) and not elements.keys() & connections.keys()
    assert len(connections) == len(made.rows("engagements.csv"))
    assert all({one["from"], one["to"]} <= elements.keys() and one["direction"] == "directed" for one in connections.values())
    assert all(element["label"] for element in elements.values())
    kinds = {"en": {"Organisation", "Event", "Initiative"}, "he": {"ארגון", "אירוע", "יוזמה"}}[language]
    assert {element["type"] for element in elements.values()} == kinds
