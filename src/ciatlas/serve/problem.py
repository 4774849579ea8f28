"""Problems as answers: what went wrong in a form that programs read (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """Ends a request with a problem document.

    status: the HTTP status. detail: one sentence for whoever sent the request: the value, and what was expected. type: a URI
    reference that names the kind of problem, ``about:blank`` where the status says it all. further: members beside the standard ones.
    """

    def __init__(
        self, status: HTTPStatus, detail: str, type: str = "about:blank", headers: Mapping[str, str] | None = None, **further: Any
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.type = status, detail, type
        self.headers, self.further = dict(headers or {}), further

    def response(self) -> Response:
        """The answer that tells of it (RFC 9457, 3)."""
        content = {"type": self.type, "title": self.status.phrase, "status": self.status.value, "detail": self.detail, **self.further}
        body = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        headers = {"Cache-Control": "no-store", **self.headers}
        return Response(body, self.status.value, headers, MEDIA_TYPE)
