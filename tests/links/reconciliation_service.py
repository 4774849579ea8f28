"""A reconciliation service on loopback that keeps to the API 0.2, and that can be told to misbehave."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import jsonschema

MANIFEST = {
    "versions": ["0.1", "0.2"],
    "name": "Gazetteer of things",
    "identifierSpace": "http://things.example/id/",
    "schemaSpace": "http://things.example/type/",
    "view": {"url": "http://things.example/page/{{id}}"},
}

# What the API 0.2 demands of a batch of queries (4.2) and of its results (4.3).
_VALUE = {"type": ["string", "number", "boolean"]}
QUERIES = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": {
        "type": "object",
        "required": ["query"],
        "additionalProperties": False,
        "properties": {
            "query": {"type": "string", "minLength": 1},
            "limit": {"type": "number"},
            "type": {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
            "type_strict": {"enum": ["any", "all", "should"]},
            "properties": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["pid", "v"],
                    "properties": {"pid": {"type": "string"}, "v": {"oneOf": [_VALUE, {"type": "array", "items": _VALUE}]}},
                },
            },
        },
    },
}
RESULTS = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": ["result"],
        "properties": {
            "result": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["id", "name", "score"],
                    "properties": {
                        "id": {"type": "string"},
                        "name": {"type": "string"},
                        "description": {"type": "string"},
                        "score": {"type": "number"},
                        "match": {"type": "boolean"},
                        "features": {"type": "array", "items": {"type": "object", "properties": {"id": {"type": "string"}, "value": {"type": ["number", "boolean"]}}}},
                        "type": {"type": "array"},
                    },
                },
            }
        },
    },
}

Answer = tuple[int, dict[str, str], bytes]
Reply = Callable[[dict[str, Any], int], Answer]


def answer(document: object, status: int = 200, **headers: str) -> Answer:
    """An answer of the service: status, headers, body."""
    return status, {"Content-Type": "application/json", **headers}, json.dumps(document).encode()


def results(queries: dict[str, Any]) -> dict[str, Any]:
    """Results as the API has them: one candidate that has the very name, and one that is near."""
    found = {
        key: {
            "result": [
                {
                    "id": query["query"].lower().replace(" ", "-"),
                    "name": query["query"],
                    "description": "the same",
                    "score": 99.5,
                    "match": True,
                    "type": [{"id": "org", "name": "Organisation"}],
                    "features": [{"id": "name", "value": 1}, {"id": "country", "value": False}],
                },
                {"id": "near", "name": query["query"] + " (near)", "score": 40, "match": False, "type": ["org"]},
            ][: query.get("limit", 10)]
        }
        for key, query in queries.items()
    }
    jsonschema.validate(found, RESULTS)
    return found


class Service:
    """The address of a running service, and what it was asked: each batch of queries, after a look at the API's schema."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.batches: list[dict[str, Any]] = []
        self.invalid: list[str] = []

    @property
    def names(self) -> list[str]:
        return [query["query"] for batch in self.batches for query in batch.values()]


@contextmanager
def service(reply: Reply | None = None, manifest: object = MANIFEST, delay: float = 0.0) -> Iterator[Service]:
    """A service while the block runs. reply: makes the answer to a batch, given the queries and how many batches came before."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            time.sleep(delay)
            self._send(manifest if isinstance(manifest, tuple) else answer(manifest))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            queries = json.loads(parse_qs(body)["queries"][0])
            try:
                jsonschema.validate(queries, QUERIES)
            except jsonschema.ValidationError as error:
                running.invalid.append(str(error))
            number = len(running.batches)
            running.batches.append(queries)
            self._send(reply(queries, number) if reply else answer(results(queries)))

        def _send(self, what: Answer) -> None:
            status, headers, body = what
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    running = Service(f"http://127.0.0.1:{server.server_port}/reconcile")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert running.invalid == []
