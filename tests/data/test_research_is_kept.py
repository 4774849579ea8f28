"""From the research to the tables in two steps, and no cell on the way is lost or slipped in.

The first tables were made from the research: every cell of it stands in them, or DECISIONS.md names it with the reason, and nothing stands there
that the research lacks. All that changed since is in quality/changes.csv, a line a cell, with the page that shows it; a row that was taken out stands whole in
quality/taken-out-TABLE.csv: without those changes the tables are the first ones again.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

FOLDER = Path(__file__).parents[2] / "data" / "2015"
Row = dict[str, str]
Cell = tuple[str, str, str, str]
ROLES = {
    "backbone_of": "backbone", "funds": "funder", "partner_of": "partner", "advises": "adviser", "member_of": "member",
    "founded": "founder", "affiliated_with": "affiliate", "convenes": "convener",
}
RENAMED = {
    "ci_since": "in_field_since", "self_identifies_ci": "term_usage", "fsg_link": "fsg_ties", "local_government_role": "local_government",
    "partners_count": "partner_count", "source_urls": "sources", "funding_target": "purpose", "funder_role": "position", "note": "notes",
}
ALWAYS_KEPT = "self_identifies_ci"
LOG = FOLDER / "quality" / "changes.csv"
# The first tables, as commit dcb9115 has them: SHA-256 of their cells that are not empty, whatever the order of rows and columns.
FIRST = {
    "organizations": "cdf2364e26dcd1e4ecd195bee079c45a6999d012c12eeeeee2d5b6d45d3e7f22",
    "initiatives": "33a2c7966606b50bbda3ad1663e519379274cf043a98c187b8eaec5698ed3677",
    "engagements": "d5aa12eb5466e5f1b314436bdcd36967c5fdad0d35662326b4ac50e699c29a2e",
    "events": "440b7986bd87f2d110a021cc6803825040174f77139d99cf446b8248a318748f",
    "publications": "f81d401b4b5fbc80f5896b55030c9ce7d2a9924b9b1dcbf8900b17c3e7601f4e",
    "places": "2d491856164c17c29f156c627eadc753db2de6602b2d1c844378dd4cbb4b4c9f",
    "countries": "599bf4ff859e2b1fcf4d23f844fd0575b7baf312c1a7843d965a1324dab00035",
    "identifiers": "3ee9073fd10fdc9ba8962ef44b93d1be40059d54eba867b8dbdc893c32cb3dfc",
    "figures": "b7c0ee6af45455692e6369e10925418d2da02a0ba5324cb0ea4f562aa11d9af1",
}
# The tables whose rows have no id: rows are added to them or taken out, and not changed.
KEYS = {"identifiers": ["organization", "scheme", "value"], "countries": ["code"]}
DATES = {"start_date": "start", "end_date": "end", "date": "observed"}


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def key(table: str, row: Row) -> str:
    """What names a row in the log."""
    return " ".join(row[column] for column in KEYS.get(table, ["id"]))


def taken_out(table: str) -> list[Row]:
    """The rows that were taken out of the table, as they were then."""
    path = LOG.with_name(f"taken-out-{table}.csv")
    return read(path) if path.is_file() else []


def without(changes: list[Row], table: str, rows: list[Row]) -> list[Row]:
    """The rows as they were before the changes of their table. Raises AssertionError where a cell is not what its last change made it."""
    own = [change for change in reversed(changes) if change["table"] == table]
    if table in KEYS:
        whole = [*rows, *taken_out(table)]
        added = {change["value"] if table == "countries" else f"{change['id']} {change['column']} {change['value']}" for change in own if change["value"]}
        assert added <= {key(table, row) for row in whole}
        return [row for row in whole if key(table, row) not in added]
    found = {row.get("id", ""): dict(row) for row in [*rows, *taken_out(table)]}
    for change in (change for change in own if change["column"] != "id"):
        row, column = found[change["id"]], change["column"]
        where = f"{table}, {change['id']}, {column}"
        if column == "sources":
            pages = row["sources"].split(";")
            assert change["value"] in pages, f"{where}: no {change['value']}"
            row["sources"] = ";".join(change["former"] if page == change["value"] else page for page in pages if change["former"] or page != change["value"])
        else:
            assert row[column] == change["value"], f"{where}: {row[column]!r}, and the last change made it {change['value']!r}"
            row[column] = change["former"]
    for change in (change for change in own if change["column"] == "id" and change["value"]):
        row = found.pop(change["value"])
        if change["former"]:
            found[change["former"]] = {**row, "id": change["former"]}
    return list(found.values())


def digest(rows: list[Row]) -> str:
    lines = sorted(json.dumps(sorted((column, value) for column, value in row.items() if value), ensure_ascii=False) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def text(value: str) -> str:
    """The value as a reader sees it: composed, without invisible characters and double spaces."""
    composed = unicodedata.normalize("NFC", value).replace("\u00a0", " ")
    return re.sub(r"\s+", " ", re.sub("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]", "", composed)).strip()


def items(value: str) -> list[str]:
    return [text(item) for item in value.split(";") if item.strip()]


def addresses(value: str) -> set[str]:
    """The web addresses of a cell of the research; a part without a scheme belongs to the address before it."""
    found: list[str] = []
    for part in items(value):
        if found and not re.match(r"https?://", part):
            found[-1] += "%3B" + part
        else:
            found.append(part)
    return {quote(address, safe="%/:?#[]@!$&'()*+,;=~-._") for address in found}


def told(sentence: str, row: Row) -> bool:
    """Whether the words stand in the row's notes or detail, apart from capitals and the full stop."""
    return text(sentence).rstrip(".").casefold() in f"{row.get('notes', '')} {row.get('detail', '')}".casefold()


def facts_told(sentence: str, row: Row) -> bool:
    """Whether each number and each name of the words stands somewhere in the row, where the notes of two rows became one sentence."""
    words = set(re.findall(r"\w+", " ".join(row.values()).casefold()))
    return {word.casefold() for word in re.findall(r"\w+", sentence) if re.search(r"\d|[A-Z]", word)} <= words


def decisions() -> Iterator[list[str]]:
    """The cells of every line of every table in DECISIONS.md, without the marks of code."""
    for line in (FOLDER / "DECISIONS.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("| ") and not line.startswith("| ---"):
            yield [cell.strip().strip("`").replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


class Atlas:
    """The first tables of 2015, found from the ids and words of the research."""

    def __init__(self, research: Path) -> None:
        self.research = {path.stem: read(path) for path in sorted(research.glob("*.csv"))}
        self.tables = {path.stem: without(read(LOG), path.stem, read(path)) for path in sorted(FOLDER.glob("*.csv"))}
        self.rows = {table: {row["id"]: row for row in rows} for table, rows in self.tables.items() if "id" in rows[0]}
        lines = list(decisions())
        self.merged = {(line[0], line[1]): (line[2], line[3]) for line in lines if len(line) == 5 and line[0] in self.rows and line[2] in self.rows}
        self.changed = {(line[0], line[1], line[2], line[3]) for line in lines if len(line) == 6}
        self.checked = {line[0]: line for line in lines if len(line) == 5 and line[0].isdigit()}
        self.engagements: dict[tuple[str, ...], list[Row]] = defaultdict(list)
        for row in self.tables["engagements"]:
            member = ("organizations", row["member_organization"]) if row["member_organization"] else ("initiatives", row["member_initiative"])
            target = next((table, row[column]) for column, table in PLACES_OF_OBJECT.items() if row[column])
            self.engagements[(*member, row["role"], *target)].append(row)
        self.identifiers = {(row["organization"], f"{row['scheme']}:{row['value']}") for row in self.tables["identifiers"]}

    def kept(self, table: str, identifier: str) -> tuple[str, str]:
        return self.merged.get((table, identifier), (table, identifier))

    def row(self, table: str, identifier: str) -> Row:
        kept_table, kept_id = self.kept(table, identifier)
        return self.rows[kept_table].get(kept_id, {})

    def place_names(self, row: Row) -> set[str]:
        """The names of the row's place and of the region that it lies in."""
        names = set()
        for column in ("seat", "place", "region"):
            place = self.rows["places"].get(row.get(column, ""))
            while place:
                names.add(place["name"])
                place = self.rows["places"].get(place["region"])
        return names

    def holds(self, row: Row, column: str, value: str) -> bool:
        """Whether the row of the atlas says what the cell of the research says."""
        kept = row.get(RENAMED.get(column, column), "")
        if column in ("source_urls", "website", "url"):
            return addresses(value) <= addresses(f"{kept};{row['sources']}" if column == "url" else kept)
        if column in ("region", "city"):
            return text(value) in self.place_names(row)
        if column in ("name", "title", "name_local", "alt_names"):
            names = {text(name) for key, cell in row.items() if key.startswith(("name", "title", "alt_names")) for name in [cell, *cell.split(";")]}
            return all(item in names or told(item, row) for item in ([text(value)] if column in ("name", "title") else items(value)))
        if column == "publisher":
            names = set(items(row["publisher_names"])) | {name for key in items(row["publishers"]) for name in self.organization_names(key)}
            return set(items(value)) <= names
        if column in DATES:
            return text(value) in {row[f"{DATES[column]}_{part}"] for part in ("date", "month", "year")}
        if column in ("notes", "note", "detail"):
            united = row["id"] in self.rows["events"] or row["id"] in self.rows["publications"]
            return all(told(part, row) or united and facts_told(part, row) for part in value.split(" | "))
        if column == "identifiers":
            return all((row["id"], item) in self.identifiers for item in items(value))
        if column == "organisers":
            return all(any((*self.kept(table, key), "convener", "events", row["id"]) in self.engagements for table in ("organizations", "initiatives")) for key in items(value))
        if column in ("roles", "domains", "fsg_link", "authors"):
            return set(items(value)) <= set(items(kept)) | ({"unknown"} if column == "fsg_link" else set())
        if column == "description":
            return text(value) == kept or told(value, row)
        if column == "amount" and value and kept:
            return float(value) == float(kept)
        return text(value) == kept

    def organization_names(self, key: str) -> set[str]:
        row = self.rows["organizations"][key]
        return {name for column, cell in row.items() if column.startswith(("name", "alt_names")) for name in [cell, *cell.split(";")] if name}

    def lacking(self, table: str, identifier: str, row: Row, source: Row, columns: list[str]) -> Iterator[Cell]:
        for column in columns:
            value = source[column]
            if column == "end_date" and value == source["start_date"]:
                continue  # an end equal to the start is no end
            if value.strip() and (value != "unknown" or column == ALWAYS_KEPT) and not (row and self.holds(row, column, value)):
                yield table, identifier, column, text(value)


PLACES_OF_OBJECT = {"in_initiative": "initiatives", "in_organization": "organizations", "in_event": "events"}


@pytest.fixture(scope="module")
def atlas(shared: Path) -> Atlas:
    folder = shared / "mapping-2015"
    if not folder.is_dir():
        pytest.skip("the research (mapping-2015) is not beside the repository, so nothing can be compared with it")
    return Atlas(folder)


def lacking_things(atlas: Atlas) -> set[Cell]:
    """The cells of organisations, initiatives, events and publications that no row of the atlas repeats."""
    return {
        cell
        for table in ("organizations", "initiatives", "events", "publications")
        for source in atlas.research[table]
        for cell in atlas.lacking(table, source["id"], atlas.row(table, source["id"]), source, [column for column in source if column != "id"])
    }


def lacking_relations(atlas: Atlas) -> set[Cell]:
    """The cells of relations that no engagement, and no publisher of a publication, repeats."""
    cells: set[Cell] = set()
    for source in atlas.research["relations"]:
        key = f"{source['subject']}-{source['relation']}-{source['object']}"
        subject, target = atlas.kept(source["subject_table"], source["subject"]), atlas.kept(source["object_table"], source["object"])
        if source["relation"] == "published":
            publications = [row for row in atlas.tables["publications"] if row["id"].startswith(target[1]) and subject[1] in items(row["publishers"])]
            found = [set(atlas.lacking("relations", key, row, source, ["detail", "source_urls"])) for row in publications]
        else:
            columns = ["start_year", "end_year", "amount", "currency", "funding_target", "funder_role", "detail", "source_urls", "confidence"]
            engagements = atlas.engagements.get((*subject, ROLES[source["relation"]], *target), [])
            found = [set(atlas.lacking("relations", key, row, source, columns)) for row in engagements]
        cells |= min(found, key=len, default={("relations", key, "relation", source["relation"])})
    return cells


def lacking_enrichment(atlas: Atlas) -> set[Cell]:
    """The values found later that their organisation does not have."""
    cells: set[Cell] = set()
    for source in atlas.research["enrichment"]:
        row = atlas.row("organizations", source["id"])
        found = {source["column"]: source["value"]} | ({} if source["column"] == "identifiers" else {"source_urls": source["source_url"]})
        if list(atlas.lacking("enrichment", source["id"], row, found, list(found))):
            cells.add(("enrichment", source["id"], source["column"], text(source["value"])))
    return cells


def lacking_figures(atlas: Atlas) -> set[Cell]:
    figures = {(row["name"], row["observed_date"] or row["observed_month"] or row["observed_year"], row["value"]): row for row in atlas.tables["figures"]}
    cells: set[Cell] = set()
    for source in atlas.research["figures"]:
        row = figures.get((text(source["what"]), source["date"], source["value"]), {})
        cells |= set(atlas.lacking("figures", source["what"], row, source, ["value", "source_urls", "note"]))
    return cells


def lacking_conflicts(atlas: Atlas) -> set[Cell]:
    """The values of a second source that neither another name, nor the notes, nor the cell itself tells."""
    cells: set[Cell] = set()
    for source in atlas.research["conflicts"]:
        table, identifier, column, other = source["table"], source["id"], source["column"], source["other source says"]
        if table in atlas.rows and not (told(other, atlas.row(table, identifier)) or atlas.holds(atlas.row(table, identifier), column, other)):
            cells.add((f"conflicts: {table}", identifier, column, text(other)))
    return cells


@pytest.mark.parametrize("table", FIRST)
def test_without_the_changes_of_the_log_the_tables_are_the_first_ones(table: str) -> None:
    first = without(read(LOG), table, read(FOLDER / f"{table}.csv"))
    assert digest(first) == FIRST[table], f"a cell of {table}.csv changed and quality/changes.csv does not tell it: git diff dcb9115 -- data/2015/{table}.csv"


def test_each_change_names_a_page_among_the_sources_of_its_row() -> None:
    rows = {table: {key(table, row): row for row in [*read(FOLDER / f"{table}.csv"), *taken_out(table)]} for table in FIRST}
    for change in read(LOG):
        where = f"{change['table']}, {change['id']}, {change['column']}"
        if change["column"] == "id" and not change["value"]:
            continue
        named = f"{change['id']} {change['column']} {change['value']}" if change["table"] == "identifiers" else change["id"]
        row = rows[change["table"]][named]
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", change["date"]), where
        assert change["former"] != change["value"], where
        assert change["source"] in row["sources"].split(";") if change["source"] else row["notes"], where


def test_a_row_taken_out_is_gone_and_its_reason_is_told() -> None:
    for table in ("organizations", "initiatives", "engagements", "events", "publications", "places"):
        gone = {row["id"] for row in taken_out(table)}
        told = {change["id"]: change["note"] for change in read(LOG) if change["table"] == table and change["column"] == "id" and not change["value"]}
        assert gone == set(told)
        assert all(told.values())
        assert not gone & {row["id"] for row in read(FOLDER / f"{table}.csv")}


def test_a_page_stands_once_among_the_sources_of_a_row() -> None:
    for table in ("organizations", "initiatives", "engagements", "events", "publications"):
        for row in read(FOLDER / f"{table}.csv"):
            pages = row["sources"].split(";")
            assert len(set(pages)) == len(pages), f"{table}, {row['id']}"


def test_each_cell_of_the_research_is_kept_or_its_change_is_named(atlas: Atlas) -> None:
    lacking = lacking_things(atlas) | lacking_relations(atlas) | lacking_enrichment(atlas) | lacking_figures(atlas) | lacking_conflicts(atlas)
    assert lacking - atlas.changed == set()


def test_each_named_change_is_a_change(atlas: Atlas) -> None:
    lacking = lacking_things(atlas) | lacking_relations(atlas) | lacking_enrichment(atlas) | lacking_figures(atlas) | lacking_conflicts(atlas)
    stale = {cell for cell in atlas.changed - lacking if cell[0] != "table"}
    assert stale == set()


def test_each_checked_row_has_its_outcome_and_its_evidence(atlas: Atlas) -> None:
    relations = {f"{row['subject']}-{row['relation']}-{row['object']}": row for row in atlas.research["relations"]}
    for check in atlas.research["checked"]:
        name = check["id or subject-relation-object"]
        assert atlas.checked[check["n"]][1:4] == [check["table"], name, check["verdict"]]
        if check["table"] == "relations":
            source = relations[name]
            if source["relation"] == "published":
                known = addresses(atlas.row("publications", source["object"])["sources"])
                assert addresses(check["evidence_url"]) <= known, name
                continue
            key = (*atlas.kept(source["subject_table"], source["subject"]), ROLES[source["relation"]], *atlas.kept(source["object_table"], source["object"]))
            known = {address for row in atlas.engagements[key] for address in addresses(row["sources"])}
        else:
            known = addresses(atlas.row(check["table"], name)["sources"])
        assert addresses(check["evidence_url"]) <= known, name


def test_nothing_is_in_the_atlas_that_is_not_in_the_research(atlas: Atlas) -> None:
    named = (FOLDER / "DECISIONS.md").read_text(encoding="utf-8")
    for table in ("organizations", "initiatives", "events", "publications"):
        researched = {source["id"] for source in atlas.research[table]} | {key[1] for key in atlas.merged if key[0] == table}
        added = set(atlas.rows[table]) - researched
        assert {row for row in added if f"`{row}`" not in named} == set()
    told = Counter(
        (*atlas.kept(row["subject_table"], row["subject"]), ROLES.get(row["relation"], ""), *atlas.kept(row["object_table"], row["object"]))
        for row in atlas.research["relations"]
    )
    organised = {
        (*atlas.kept(table, key), "convener", *atlas.kept("events", event["id"]))
        for event in atlas.research["events"] for key in items(event["organisers"]) for table in ("organizations", "initiatives")
    }
    restored = {("organizations", row["id"], ROLES[row["kept"]], "initiatives", row["id"]) for row in atlas.research["conflicts"] if row["table"] == "relations"}
    for key in organised | restored:
        told[key] = max(told[key], 1)
    assert {key: len(rows) for key, rows in atlas.engagements.items() if len(rows) > told[key]} == {}


def test_a_merged_row_is_gone_and_the_kept_one_is_there(atlas: Atlas) -> None:
    assert atlas.merged
    for (table, old), (kept_table, kept) in atlas.merged.items():
        assert kept in atlas.rows[kept_table], kept
        assert (table, old) == (kept_table, kept) or old not in atlas.rows[table], old
