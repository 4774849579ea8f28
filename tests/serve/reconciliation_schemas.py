"""What the Reconciliation Service API 0.2 demands of each answer of a service, as JSON Schemas, and requests that are looked at with them."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import jsonschema
from serving import Answer, Server, ask

_TEXT = {"type": "string", "minLength": 1}
_URL = {"type": "string", "pattern": "^https?://[^/]+"}
_ID_URL = {"type": "string", "pattern": r"^https?://.*\{\{id\}\}"}


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": {**required, **(optional or {})}, "additionalProperties": False}


_TYPE = _object({"id": _TEXT, "name": _TEXT})
# 2.2; a broader type is a type.
_TYPE_IN_FULL = _object({"id": _TEXT, "name": _TEXT}, {"description": _TEXT, "broader": {"type": "array", "items": _TYPE, "uniqueItems": True}})
_PROPERTY = _object({"id": _TEXT, "name": _TEXT}, {"description": _TEXT})
_SUGGEST = _object({"service_url": _URL, "service_path": {"type": "string", "pattern": "^/"}}, {"flyout_service_url": _URL, "flyout_service_path": {"type": "string", "pattern": r"\$\{id\}"}})
_SETTING = {
    "type": "object",
    "required": ["type", "label", "name"],
    "properties": {"name": _TEXT, "label": _TEXT, "help_text": _TEXT, "type": {"enum": ["number", "text", "checkbox", "select"]}},
    "oneOf": [
        {"properties": {"type": {"const": "number"}, "default": {"type": "number"}}},
        {"properties": {"type": {"const": "text"}, "default": {"type": "string"}}},
        {"properties": {"type": {"const": "checkbox"}, "default": {"type": "boolean"}}},
        {
            "required": ["choices"],
            "properties": {
                "type": {"const": "select"},
                "default": {"type": "string"},
                "choices": {"type": "array", "items": _object({"value": {"type": "string"}, "name": _TEXT})},
            },
        },
    ],
}
# 3.2
MANIFEST = _object(
    {"versions": {"type": "array", "items": _TEXT, "contains": {"const": "0.2"}}, "name": _TEXT, "identifierSpace": _URL, "schemaSpace": _URL},
    {
        "documentation": _URL,
        "logo": _URL,
        "serviceVersion": _TEXT,
        "defaultTypes": {"type": "array", "items": _TYPE_IN_FULL, "uniqueItems": True},
        "view": _object({"url": _ID_URL}),
        "feature_view": _object({"url": _ID_URL}),
        "preview": _object({"url": _ID_URL, "width": {"type": "integer"}, "height": {"type": "integer"}}),
        "suggest": _object({}, {"entity": _SUGGEST, "type": _SUGGEST, "property": _SUGGEST}),
        "extend": _object({}, {"propose_properties": _object({"service_url": _URL, "service_path": _TEXT}), "property_settings": {"type": "array", "items": _SETTING}}),
        "batchSize": {"type": "integer", "minimum": 1},
    },
)
# 4.2
RESULT = _object(
    {
        "result": {
            "type": "array",
            "items": _object(
                {"id": _TEXT, "name": _TEXT, "score": {"type": "number", "minimum": 0, "maximum": 100}},
                {
                    "description": _TEXT,
                    "match": {"type": "boolean"},
                    "type": {"type": "array", "items": _TYPE},
                    "features": {"type": "array", "items": _object({"id": _TEXT, "value": {"type": ["number", "boolean"]}})},
                },
            ),
        }
    }
)
RESULTS = {"type": "object", "additionalProperties": RESULT}
# 6.4
ENTITIES = _object({"result": {"type": "array", "items": _object({"id": _TEXT, "name": _TEXT}, {"description": _TEXT, "notable": {"type": "array", "items": _TYPE}})}})
TYPES = _object({"result": {"type": "array", "items": _TYPE_IN_FULL}})
PROPERTIES = _object({"result": {"type": "array", "items": _PROPERTY}})
# 6.6
FLYOUT = _object({"id": _TEXT, "html": _TEXT})
# 7.2
PROPOSAL = _object({"properties": {"type": "array", "items": _PROPERTY}}, {"type": _TEXT, "limit": {"type": "number"}})
# 7.4
_CELL = {
    "oneOf": [
        _object({}),
        _object({"id": _TEXT, "name": _TEXT}, {"description": _TEXT}),
        _object({"str": {"type": "string"}}),
        _object({"float": {"type": "number"}}),
        _object({"int": {"type": "integer"}}),
        _object({"date": {"type": "string", "pattern": r"^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d"}}),
    ]
}
EXTENSION = _object(
    {
        "meta": {"type": "array", "items": _object({"id": _TEXT, "name": _TEXT}, {"type": _TYPE, "service": _URL})},
        "rows": {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": {"type": "array", "items": _CELL}}},
    }
)
FORM = "application/x-www-form-urlencoded"


def checked(answer: Answer, schema: dict[str, Any]) -> Any:
    """The JSON of an answer that is as the API says."""
    assert answer.status == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == "application/json"
    # 3.3: pages of other sites may read every answer.
    assert answer.headers["access-control-allow-origin"] == "*"
    content = json.loads(answer.body)
    jsonschema.validate(content, schema)
    return content


def get(server: Server, path: str, schema: dict[str, Any], **parameters: object) -> Any:
    """Asks by GET; `path` is below the service. Parameters that are no texts go as JSON."""
    asked = urlencode({name: value if isinstance(value, str) else json.dumps(value) for name, value in parameters.items()})
    return checked(ask(server, f"/reconcile{path}" + (f"?{asked}" if asked else "")), schema)


def post(server: Server, schema: dict[str, Any], path: str = "/reconcile", **parameters: object) -> Any:
    """Asks by POST with a form, as OpenRefine does."""
    asked = urlencode({name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) for name, value in parameters.items()})
    return checked(ask(server, path, "POST", asked, Content_Type=FORM), schema)


def match(server: Server, query: str | None = None, **members: object) -> list[dict[str, Any]]:
    """The candidates for one query."""
    asked = {**({} if query is None else {"query": query}), **members}
    return post(server, RESULTS, queries={"q": asked})["q"]["result"]  # type: ignore[no-any-return]
