"""The W3C CSV on the Web test suite: csv2rdf and validation, each test in the mode that it asks for.

``csvw_expected_failures.csv`` lists by number what does not pass yet, with the reason; a listed test that passes fails the run.
"""

from __future__ import annotations

import csv
import io
from functools import lru_cache
from pathlib import Path

import pyoxigraph
import pytest
from ciatlas.fault import AtlasError, Fault
from ciatlas.tables.csv2rdf_standard import convert
from ciatlas.tables.dialect import Lines
from ciatlas.tables.embedded import open_table
from ciatlas.tables.locate import locate
from ciatlas.tables.model import Table, TableGroup
from ciatlas.tables.validate import validate
from csvw_suite import BASE, Entry, entries, fetch, folder

SUITE = folder()
EXPECTED_FAILURES = Path(__file__).with_name("csvw_expected_failures.csv")


@lru_cache
def expected_failures() -> dict[str, str]:
    with EXPECTED_FAILURES.open(encoding="utf-8", newline="") as file:
        return {row["test"]: row["reason"] for row in csv.DictReader(file)}


def parameters(kind: str) -> list[object]:
    if SUITE is None:
        skipped = pytest.mark.skip(reason="the W3C CSVW suite is not here; CIATLAS_SHARED can name the folder that holds w3c-csvw")
        return [pytest.param(None, id=kind, marks=skipped)]
    return [
        pytest.param(
            entry,
            id=entry.id,
            marks=[pytest.mark.xfail(strict=True, reason=expected_failures()[entry.id])] if entry.id in expected_failures() else [],
        )
        for entry in entries(SUITE, kind)
    ]


class Tables:
    """Opens the tables of a test, as the processor under test asks for them."""

    def __init__(self, validating: bool) -> None:
        self.validating = validating

    def open(self, table: Table) -> tuple[Table, Lines, str | None]:
        assert SUITE is not None
        content = fetch(SUITE, table.url)
        if content is None:
            raise AtlasError(f"{table.url}: expected a table there")
        text = io.StringIO(content.decode(table.dialect.encoding), newline="")
        return open_table(table, text, self.validating)


def located(entry: Entry) -> TableGroup:
    suite = SUITE
    assert suite is not None
    return locate(entry.action, lambda url: fetch(suite, url), entry.metadata, entry.link)


def faults(group: TableGroup, validating: bool) -> list[Fault]:
    return list(validate(group, Tables(validating).open))


def canonical(triples: list[pyoxigraph.Triple]) -> str:
    dataset = pyoxigraph.Dataset(pyoxigraph.Quad(*triple) for triple in triples)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return "\n".join(sorted(str(quad) for quad in dataset))


def parsed(content: bytes, format_: pyoxigraph.RdfFormat, base: str) -> list[pyoxigraph.Triple]:
    return [quad.triple for quad in pyoxigraph.parse(content, format=format_, base_iri=base)]


@pytest.mark.parametrize("entry", parameters("rdf"))
def test_csv2rdf(entry: Entry) -> None:
    assert SUITE is not None
    if entry.expects == "negative":
        with pytest.raises(AtlasError):
            list(convert(located(entry), Tables(validating=False).open, entry.minimal))
        return
    group = located(entry)
    lines = "".join(convert(group, Tables(validating=False).open, entry.minimal))
    assert entry.result is not None
    expected = (SUITE / entry.result).read_bytes()
    got = parsed(lines.encode(), pyoxigraph.RdfFormat.N_TRIPLES, BASE)
    assert canonical(got) == canonical(parsed(expected, pyoxigraph.RdfFormat.TURTLE, BASE + entry.result))
    if entry.expects == "warning":
        assert group.warnings or faults(group, validating=False)


@pytest.mark.parametrize("entry", parameters("validation"))
def test_validation(entry: Entry) -> None:
    if entry.expects == "negative":
        with pytest.raises(AtlasError) as error:
            found = faults(located(entry), validating=True)
            if found:
                raise AtlasError("the tables have faults", found)
        assert str(error.value)
        return
    group = located(entry)
    assert faults(group, validating=True) == []
    if entry.expects == "warning":
        assert group.warnings


def test_the_list_of_expected_failures_names_tests_of_the_suite_once() -> None:
    if SUITE is None:
        pytest.skip("the W3C CSVW suite is not here; CIATLAS_SHARED can name the folder that holds w3c-csvw")
    known = {entry.id for kind in ("rdf", "validation") for entry in entries(SUITE, kind)}
    with EXPECTED_FAILURES.open(encoding="utf-8", newline="") as file:
        listed = [row["test"] for row in csv.DictReader(file)]
    assert len(listed) == len(set(listed))
    assert set(listed) <= known
    assert all(expected_failures().values())
