"""The client of the reconciliation API against a service that keeps to it, and against one that does all sorts of things."""

from __future__ import annotations

import pytest

from ciatlas.fault import AtlasError
from ciatlas.links.reconciliation import ATTEMPTS, REFUSALS, Question, manifest, reconcile
from reconciliation_service import MANIFEST, answer, results, service

NAMES = [f"Thing {number}" for number in range(5)]
QUESTIONS = [Question(name, limit=2) for name in NAMES]


def no_pause(_seconds: float) -> None:
    pass


def ids(url: str, batch: int = 2) -> list[list[str] | None]:
    said = reconcile(url, QUESTIONS, batch, sleep=no_pause)
    return [None if found is None else [one.id for one in found] for _place, found in said]


ALL = [[name.lower().replace(" ", "-"), "near"] for name in NAMES]


def test_the_manifest_is_read_first():
    with service() as running:
        said = manifest(running.url)
    assert (said.name, said.iri("q1")) == ("Gazetteer of things", "http://things.example/id/q1")
    assert running.batches == []


def test_questions_go_in_batches_and_answers_come_in_order():
    with service() as running:
        assert ids(running.url) == ALL
    assert [len(batch) for batch in running.batches] == [2, 2, 1]


def test_a_candidate_with_all_that_the_api_knows():
    with service() as running:
        question = Question("FSG", ("org",), (("P17", "United States"),), 1)
        [(_place, [one])] = list(reconcile(running.url, [question]))
    assert (one.id, one.name, one.score, one.match, one.types) == ("fsg", "FSG", 99.5, True, ("Organisation",))
    assert one.features == {"name": 1, "country": False}
    assert running.batches == [{"q0": {"query": "FSG", "limit": 1, "type": "org", "properties": [{"pid": "P17", "v": "United States"}]}}]


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_it_waits_longer_each_time_and_tries_again(status: int):
    pauses: list[float] = []
    with service(lambda queries, number: answer({}, status) if number < 3 else answer(results(queries))) as running:
        said = list(reconcile(running.url, QUESTIONS[:1], sleep=pauses.append))
    assert [one.id for one in said[0][1] or ()] == ALL[0]
    assert pauses == [0.5, 1.0, 2.0]


def test_it_waits_as_long_as_the_service_asks_but_not_for_ever():
    pauses: list[float] = []
    asked = {0: "7", 1: "100000", 2: "Fri, 31 Dec 1999 23:59:59 GMT"}
    with service(lambda queries, number: answer({}, 429, Retry_After=asked[number]) if number in asked else answer(results(queries))) as running:
        list(reconcile(running.url, QUESTIONS[:1], sleep=pauses.append))
    assert pauses == [7.0, 60.0, 2.0]


def test_what_a_batch_leaves_out_is_asked_once_more():
    def half(queries, number):
        said = results(queries)
        return answer({key: said[key] for key in list(said)[:1]})

    with service(half) as running:
        assert ids(running.url, 3) == ALL
    assert [list(batch) for batch in running.batches] == [["q0", "q1", "q2"], ["q1"], ["q2"], ["q3", "q4"], ["q4"]]


def test_one_question_that_the_service_cannot_bear_spoils_no_other():
    def reply(queries, number):
        return answer({"status": "error"}, 500) if any(query["query"] == "Thing 3" for query in queries.values()) else answer(results(queries))

    with service(reply) as running:
        assert ids(running.url, 5) == [*ALL[:3], None, ALL[4]]
    assert running.names.count("Thing 3") == ATTEMPTS + 3, "the whole batch as often as any, then each half once"


def test_a_batch_that_is_too_large_is_halved():
    with service(lambda queries, number: answer({}, 413) if len(queries) > 2 else answer(results(queries))) as running:
        assert ids(running.url, 5) == ALL


@pytest.mark.parametrize(
    "garbage",
    [[], "text", None, {"q0": []}, {"q0": {"result": {}}}, {"q0": {"result": [1, {"name": "no id"}, {"id": 7, "name": "x"}]}}, {"status": "error"}],
)
def test_json_that_is_no_answer_is_no_answer(garbage: object):
    with service(lambda queries, number: answer(garbage)) as running:
        assert [found for _place, found in reconcile(running.url, QUESTIONS[:2], sleep=no_pause)] == [None, None]


def test_odd_parts_of_a_candidate_are_left_out():
    odd = {"id": "x", "name": None, "score": "high", "match": "yes", "type": "org", "features": [{"id": "a", "value": "b"}, 3, {"id": "c", "value": 2}]}
    with service(lambda queries, number: answer({"q0": {"result": [odd, odd, odd]}})) as running:
        [(_place, found)] = list(reconcile(running.url, QUESTIONS[:1]))
    assert len(found) == 2
    assert (found[0].name, found[0].score, found[0].match, found[0].types, found[0].features) == ("", None, False, (), {"c": 2})


@pytest.mark.parametrize("body", [b"<html>gateway</html>", b"", b'{"q0": ', b"\xff\xfe", b"[" * 100_000])
def test_a_service_that_speaks_something_else_is_given_up(body: bytes):
    questions = [Question(f"Thing {number}") for number in range(2 * REFUSALS)]
    with service(lambda queries, number: (200, {}, body)) as running:
        with pytest.raises(AtlasError, match="not JSON"):
            list(reconcile(running.url, questions, sleep=no_pause))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({**MANIFEST, "versions": ["0.1"]}, "version 0.2"),
        ({"name": "old"}, "version 0.2"),
        ([], "version 0.2"),
        ({"versions": ["0.2"]}, "the manifest lacks name, identifierSpace"),
        (answer({}, 404), "answered 404"),
        ((200, {}, b"<html>"), "not JSON"),
    ],
)
def test_what_is_no_reconciliation_service(said: object, told: str):
    with service(manifest=said) as running:
        with pytest.raises(AtlasError, match=told):
            manifest(running.url, sleep=no_pause)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://example.org/", "example.org", "https://", ""])
def test_only_the_web_is_asked(address: str):
    with pytest.raises(AtlasError, match="expected the address of a service"):
        manifest(address)


def test_a_service_that_is_away():
    with service() as running:
        pass
    with pytest.raises(AtlasError, match=f"cannot be reached .*; tried {ATTEMPTS} times"):
        manifest(running.url, sleep=no_pause)


def test_a_service_that_is_too_slow():
    with service(delay=1.0) as running:
        with pytest.raises(AtlasError, match="cannot be reached .*timed out"):
            manifest(running.url, timeout=0.05, sleep=no_pause)
