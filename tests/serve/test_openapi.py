"""The description of the interface says what is so: each operation is tried with what it allows and with what it does not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
import yaml
from atlas_files import ROOT
from built_site import built
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS
from serving import Server, ask, serving

from ciatlas import project as projects
from ciatlas.serve import openapi

# What their bodies and parameters must be says more than a schema can: SPARQL, JSON-LD, queries as JSON in a form.
MORE_THAN_A_SCHEMA = {"query", "postQuery", "notify", "reconcile", "getManifest", "proposeProperties"}
# The reconciliation service takes the first of parameters that come twice, and nothing for an empty one, since its clients are of many kinds;
# an empty language is none for the description of the search.
LENIENT = {"suggest", "flyout", "preview", "describeSearch"}
EXAMPLES = 8


@schemathesis.serializer("application/sparql-query")
def as_it_is(_context: object, value: object) -> bytes:
    return str(value).encode("utf-8", "replace")


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that does not mind how often one client asks."""
    with serving(built(tmp_path_factory), tmp_path_factory.mktemp("patient"), environment={"CIATLAS_SERVE_LIMITS_PER_MINUTE": "1000000"}) as running:
        yield running


@pytest.fixture(scope="module")
def api(patient: Server) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_url(f"{patient.url}openapi.json")


def operations() -> list[str]:
    """The operations, each by its id."""
    parts = [yaml.safe_load((Path(openapi.__file__).parent / f"{name}.yaml").read_text(encoding="utf-8")) for name in openapi.PARTS]
    return [one["operationId"] for part in parts for path in part.get("paths", {}).values() for method, one in path.items() if method in ("get", "post")]


def tried(strategy: SearchStrategy[schemathesis.Case], excluded: list[str]) -> None:
    """Sends cases and holds the answers against the description."""

    @given(case=strategy)
    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    def one(case: schemathesis.Case) -> None:
        response = case.call_and_validate(excluded_checks=CHECKS.get_by_names(excluded))
        assert response.status_code < 500 or response.status_code == 507
        assert "Traceback" not in response.text

    one()


@pytest.mark.parametrize("name", operations())
def test_an_operation_does_what_is_said_of_it(api: schemathesis.BaseSchema, name: str):
    operation = api.find_operation_by_id(name)
    excluded = ["positive_data_acceptance"] if name in MORE_THAN_A_SCHEMA else []
    for strategy in (*operation.get_strategies_from_examples(), operation.as_strategy(GenerationMode.POSITIVE)):
        tried(strategy, excluded)


@pytest.mark.parametrize("name", operations())
def test_an_operation_bears_what_it_does_not_allow(api: schemathesis.BaseSchema, name: str):
    operation = api.find_operation_by_id(name)
    # A form may have any text in any field.
    if (operation.query or operation.path_parameters or operation.body) and name != "reconcile":
        tried(operation.as_strategy(GenerationMode.NEGATIVE), ["negative_data_rejection"] if name in MORE_THAN_A_SCHEMA | LENIENT else [])


def test_it_names_the_atlas_its_licence_and_where_it_is(server: Server):
    description = json.loads(ask(server, "/openapi.json").body)
    atlas = projects.read(ROOT)
    assert description["info"]["title"] == atlas.title["en"] and description["info"]["license"]["url"] == atlas.licence
    assert description["servers"] == [{"url": server.url.rstrip("/")}]
    assert description["components"]["schemas"]["Language"]["enum"] == list(atlas.languages)


def test_its_schemas_are_schemas(server: Server):
    description = json.loads(ask(server, "/openapi.json").body)
    for named in description["components"]["schemas"].values():
        Draft202012Validator.check_schema(named)
    identifiers = [operation["operationId"] for path in description["paths"].values() for method, operation in path.items() if method in ("get", "post")]
    assert len(identifiers) == len(set(identifiers)) > 20


def test_it_is_sent_once(server: Server):
    answer = ask(server, "/openapi.json")
    assert ask(server, "/openapi.json", If_None_Match=answer.headers["etag"]).status == 304
