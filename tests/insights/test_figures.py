"""The figures of the insights, each counted a second time from the tables with nothing but Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal

import networkx

from answer_cells import cells
from ciatlas.insights import Answer

Rows = list[dict[str, str]]
Table = Callable[[str], Rows]
Answers = dict[str, Answer]


def items(cell: str) -> list[str]:
    return [item for item in cell.split(";") if item]


def percent(part: int, whole: int) -> Decimal:
    return (Decimal(1000 * part) / whole).quantize(Decimal(1), ROUND_HALF_UP) / 10


def test_organizations_by_country(answers: Answers, table: Table) -> None:
    counts = Counter(row["country"] for row in table("organizations") if row["country"])
    all_of_them = sum(counts.values())
    found = {country: (int(n), Decimal(share)) for country, n, share in cells(answers["10-organizations-by-country"])}
    assert found == {country: (n, percent(n, all_of_them)) for country, n in counts.items()}


def roles(table: Table) -> dict[str, set[str]]:
    """Organisation -> its roles: what its row says, what its engagements show, and knowledge where it published."""
    shown = {"backbone": "backbone", "funder": "funding", "adviser": "consulting", "convener": "convening"}
    found = {row["id"]: set(items(row["roles"])) for row in table("organizations")}
    for row in table("engagements"):
        if row["member_organization"] and row["role"] in shown:
            found[row["member_organization"]].add(shown[row["role"]])
    for row in table("publications"):
        for publisher in items(row["publishers"]):
            found[publisher].add("knowledge")
    return found


def test_roles_by_country(answers: Answers, table: Table) -> None:
    country = {row["id"]: row["country"] for row in table("organizations")}
    counts = Counter((country[id], role) for id, all_roles in roles(table).items() for role in all_roles if country[id])
    whole = Counter(role for (_, role), n in counts.items() for _ in range(n))
    found = {(where, role): (int(n), Decimal(share)) for where, role, n, share in cells(answers["11-roles-by-country"])}
    assert found == {key: (n, percent(n, whole[key[1]])) for key, n in counts.items()}


def test_backbones_by_country(answers: Answers, table: Table) -> None:
    country = {row["id"]: row["country"] for row in table("organizations")}
    backbones, stated, run = defaultdict(set), defaultdict(set), defaultdict(set)
    for row in table("engagements"):
        who = row["member_organization"]
        if row["role"] == "backbone" and who and country[who]:
            backbones[country[who]].add(who)
            run[country[who]].add(row["in_initiative"] or row["in_organization"])
            if row["basis"] == "stated":
                stated[country[who]].add(who)
    found = {where: tuple(map(int, figures)) for where, *figures in cells(answers["13-backbones-by-country"])}
    assert found == {where: (len(backbones[where]), len(stated[where]), len(run[where])) for where in backbones}


def test_publishers_by_country(answers: Answers, table: Table) -> None:
    country = {row["id"]: row["country"] for row in table("organizations")}
    pairs = {(country[who], who, row["id"]) for row in table("publications") for who in items(row["publishers"]) if country[who]}
    found = {where: (int(publishers), int(works)) for where, publishers, works in cells(answers["14-knowledge-publishers-by-country"])}
    assert found == {
        where: (len({who for there, who, _ in pairs if there == where}), len({work for there, _, work in pairs if there == where}))
        for where, _, _ in pairs
    }


def test_initiatives_by_year(answers: Answers, table: Table) -> None:
    continent = {row["code"]: row["continent"] for row in table("countries")}
    counts = Counter(
        (row["start_year"], continent[row["country"]])
        for row in table("initiatives")
        if row["country"] and continent[row["country"]] and row["start_year"] >= "2000"
    )
    assert {(year, where): int(n) for year, where, n in cells(answers["15-initiatives-by-year"])} == counts


def event_year(row: dict[str, str]) -> str:
    return (row["start_date"] or row["start_month"] or row["start_year"])[:4]


def test_events_by_year(answers: Answers, table: Table) -> None:
    continent = {row["code"]: row["continent"] for row in table("countries")}
    country = {row["id"]: row["country"] for row in table("places")}
    counts: Counter[tuple[str, str]] = Counter()
    for row in table("events"):
        where = continent.get(row["country"] or country.get(row["place"], ""), "")
        if event_year(row) >= "2000":
            counts[event_year(row), where or "unknown"] += 1
    assert {(year, where): int(n) for year, where, n in cells(answers["17-events-by-year"])} == counts


def test_publications_by_year(answers: Answers, table: Table) -> None:
    continent = {row["code"]: row["continent"] for row in table("countries")}
    country = {row["id"]: row["country"] for row in table("organizations")}
    counts: Counter[tuple[str, str]] = Counter()
    for row in table("publications"):
        places = {continent.get(country[who], "") for who in items(row["publishers"])} - {""}
        if row["year"] >= "2000":
            counts.update((row["year"], where) for where in places or {"unknown"})
    assert {(year, where): int(n) for year, where, n in cells(answers["18-publications-by-year"])} == counts


def test_canada_by_year(answers: Answers, table: Table) -> None:
    country = {row["id"]: row["country"] for row in table("organizations")}
    counts: Counter[tuple[str, str]] = Counter()
    counts.update((row["start_year"], "initiatives") for row in table("initiatives") if row["country"] == "CA")
    counts.update((row["in_field_since"], "organizations") for row in table("organizations") if row["country"] == "CA")
    counts.update((event_year(row), "events") for row in table("events") if row["country"] == "CA")
    counts.update((row["year"], "publications") for row in table("publications") if "CA" in {country[who] for who in items(row["publishers"])})
    found = {(year, kind): int(n) for year, kind, n in cells(answers["20-canada-by-year"])}
    assert found == {key: n for key, n in counts.items() if key[0] >= "2000"}


def by(rows: Iterable[dict[str, str]], *columns: str) -> Counter[tuple[str, ...]]:
    return Counter(tuple(row[column] for column in columns) for row in rows if all(row[column] for column in columns))


def test_classifications_of_initiatives(answers: Answers, table: Table) -> None:
    rows = table("initiatives")
    for name, columns in {
        "35-use-of-the-term": ("country", "term_usage"),
        "41-place-scale": ("place_scale", "place_scale_basis"),
        "42-place-scale-by-country": ("country", "place_scale"),
        "43-settlement": ("settlement", "settlement_basis"),
        "44-settlement-by-country": ("country", "settlement"),
        "48-local-government": ("local_government", "local_government_basis"),
        "49-local-government-by-country": ("country", "local_government"),
    }.items():
        assert {tuple(key): int(n) for *key, n in cells(answers[name])} == by(rows, *columns), name


def test_place_based(answers: Answers, table: Table) -> None:
    words = {"yes": "true", "no": "false", "": "unknown"}
    counts = Counter(words[row["place_based"]] for row in table("initiatives"))
    found = {known: (int(n), Decimal(share)) for known, n, share in cells(answers["40-place-based"])}
    assert found == {known: (n, percent(n, sum(counts.values()))) for known, n in counts.items()}


def test_backbone_host_types(answers: Answers, table: Table) -> None:
    kind = {row["id"]: row["org_type"] for row in table("organizations")}
    hosts, run = defaultdict(set), defaultdict(set)
    for row in table("engagements"):
        who = row["member_organization"]
        if row["role"] == "backbone" and who and kind[who]:
            hosts[kind[who], row["basis"]].add(who)
            run[kind[who], row["basis"]].add(row["in_initiative"] or row["in_organization"])
    found = {(type, basis): (int(n), int(m)) for type, basis, n, m in cells(answers["45-backbone-host-types"])}
    assert found == {key: (len(hosts[key]), len(run[key])) for key in hosts}


def test_local_foundations(answers: Answers, table: Table) -> None:
    wanted = {"united-way", "community-foundation", "jewish-federation"}
    kind = {row["id"]: row["org_type"] for row in table("organizations")}
    joined = {
        (kind[row["member_organization"]], row["role"], row["in_initiative"], row["member_organization"])
        for row in table("engagements")
        if row["in_initiative"] and kind.get(row["member_organization"]) in wanted
    }
    found = {(type, part): (int(n), int(m)) for type, part, n, m in cells(answers["46-local-foundations"])}
    assert found == {
        (type, part): (len({one[2] for one in joined if one[:2] == (type, part)}), len({one[3] for one in joined if one[:2] == (type, part)}))
        for type, part, _, _ in joined
    }
    scale = {row["id"]: row["place_scale"] for row in table("initiatives")}
    all_of_scale = Counter(value for value in scale.values() if value)
    with_one = Counter(scale[id] for id in {one[2] for one in joined} if scale[id])
    shares = {where: (int(n), int(whole), Decimal(share)) for where, n, whole, share in cells(answers["47-local-foundations-by-scale"])}
    assert shares == {where: (with_one[where], whole, percent(with_one[where], whole)) for where, whole in all_of_scale.items()}


def test_domains(answers: Answers, table: Table) -> None:
    of = {name: Counter(domain for row in table(name) for domain in items(row["domains"])) for name in ("initiatives", "organizations")}
    found = {domain: (int(n), int(m)) for domain, n, m in cells(answers["50-domains"])}
    assert found == {domain: (of["initiatives"][domain], of["organizations"][domain]) for domain in {*of["initiatives"], *of["organizations"]}}


def edges(table: Table) -> set[tuple[tuple[str, str], tuple[str, str]]]:
    """Who is joined with whom by an engagement that is not in an event: pairs of (kind, id), in its direction."""
    return {
        (
            ("organization", row["member_organization"]) if row["member_organization"] else ("initiative", row["member_initiative"]),
            ("organization", row["in_organization"]) if row["in_organization"] else ("initiative", row["in_initiative"]),
        )
        for row in table("engagements")
        if not row["in_event"]
    }


def test_steps_from_fsg(answers: Answers, table: Table) -> None:
    hub = ("organization", "fsg")
    graph = networkx.Graph(edges(table))
    for kind, name in (("organization", "organizations"), ("initiative", "initiatives")):
        graph.add_edges_from((hub, (kind, row["id"])) for row in table(name) if set(items(row["fsg_ties"])) - {"none"})
    steps = networkx.single_source_shortest_path_length(graph, hub, cutoff=2)
    counts = Counter((str(n), f"{kind}s") for (kind, _), n in steps.items() if n)
    whole = {"organizations": len(table("organizations")), "initiatives": len(table("initiatives"))}
    found = {(step, kind): (int(n), Decimal(share)) for step, kind, n, share in cells(answers["57-fsg-steps"])}
    assert found == {key: (n, percent(n, whole[key[1]])) for key, n in counts.items()}


def test_degree_of_the_best_connected(answers: Answers, table: Table) -> None:
    graph = networkx.Graph(pair for pair in edges(table) if pair[0] != pair[1])
    best = sorted((degree for _, degree in graph.degree), reverse=True)[:20]
    rows = cells(answers["75-best-connected"])
    assert [int(row[2]) for row in rows] == best
    for id, _, degree, _ in rows:
        assert int(degree) in {graph.degree[node] for node in graph if node[1] == id}


def test_funders(answers: Answers, table: Table) -> None:
    kind = {row["id"]: row["org_type"] for row in table("organizations")}
    rows = [row for row in table("engagements") if row["role"] == "funder"]
    pairs = {
        (kind[row["member_organization"]], row["member_organization"], row["in_initiative"], row["in_organization"])
        for row in rows
        if row["member_organization"]
    }
    found = {type: (int(n), int(m)) for type, n, m in cells(answers["65-funder-types"])}
    assert found == {
        type: (len({one[1] for one in pairs if one[0] == type}), len({one[2:] for one in pairs if one[0] == type})) for type, *_ in pairs if type
    }
    for name, column in (("67-funding-purpose", "purpose"), ("68-funder-position", "position")):
        groups = defaultdict(list)
        for row in rows:
            if row[column]:
                groups[row[column], row[f"{column}_basis"]].append(row["member_organization"] or row["member_initiative"])
        assert {(what, basis): (int(n), int(m)) for what, basis, n, m in cells(answers[name])} == {
            key: (len(set(who)), len(who)) for key, who in groups.items()
        }


def test_pooled_or_single(answers: Answers, table: Table) -> None:
    funders, pooled = defaultdict(set), set()
    for row in table("engagements"):
        if row["role"] == "funder" and row["in_initiative"]:
            funders[row["in_initiative"]].add(row["member_organization"] or row["member_initiative"])
            if row["purpose"] == "pooled-fund" or row["position"] == "pooled":
                pooled.add(row["in_initiative"])
    group = {1: "one", 2: "two-or-three", 3: "two-or-three"}
    counts = Counter((group.get(len(who), "four-or-more"), "yes" if id in pooled else "no") for id, who in funders.items())
    assert {(funding, pool): int(n) for funding, pool, n in cells(answers["66-pooled-or-single"])} == counts


def test_facts_with_one_source(answers: Answers, table: Table) -> None:
    expected = {}
    for name in ("initiatives", "organizations", "events", "publications", "engagements"):
        sources = [len(set(items(row["sources"]))) for row in table(name) if row["sources"]]
        expected[name] = (sources.count(1), len(sources), percent(sources.count(1), len(sources)))
    assert {kind: (int(n), int(m), Decimal(share)) for kind, n, m, share in cells(answers["80-facts-with-one-source"])} == expected


def test_what_is_unknown(answers: Answers, table: Table) -> None:
    rows = table("initiatives")
    columns = {
        "ns#startYear": "start_year",
        "ns#placeScale": "place_scale",
        "ns#settlement": "settlement",
        "ns#localGovernment": "local_government",
        "ns#partnerCount": "partner_count",
    }
    found = {what: int(n) for what, n, _ in cells(answers["82-what-is-unknown"])}
    assert {what: found[what] for what in columns} == {what: sum(not row[column] for row in rows) for what, column in columns.items()}
    funded = {row["in_initiative"] for row in table("engagements") if row["role"] == "funder"}
    assert found["ns#funder"] == sum(row["id"] not in funded for row in rows)
