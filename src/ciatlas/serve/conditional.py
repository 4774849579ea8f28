"""Answers that are made for each request, with what HTTP saves of sending them again: entity tags, 304, content codings."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from ciatlas.serve.compression import CODINGS, SMALLEST, is_packable, pack
from ciatlas.serve.linked_data import conditions
from ciatlas.serve.linked_data.representation import tag_of
from ciatlas.serve.negotiation import choose_coding
from ciatlas.serve.problem import Problem

# What is computed changes with a release, which an answer in a cache need not outlive for long.
CACHED = "public, max-age=300"


def answer(request: Request, content: str, media_type: str, headers: Mapping[str, str] | None = None) -> Response:
    """The content as this request wants it: packed, or only the word that it has not changed. Raises Problem for 412.

    headers: further ones; Vary gets what this looks at too.
    """
    body = content.encode("utf-8", "surrogatepass")
    coding = choose_coding(request.headers.get("accept-encoding"), CODINGS) if len(body) >= SMALLEST and is_packable(media_type) else None
    tag = tag_of(body, coding)
    told = {"Cache-Control": CACHED, **(headers or {}), "ETag": tag.decode()}
    told["Vary"] = f"{told['Vary']}, Accept-Encoding" if "Vary" in told else "Accept-Encoding"
    asked = {name: value for name, value in request.headers.raw if name in conditions.HEADERS}
    status = conditions.status(asked, tag, None) if asked else None
    if status == HTTPStatus.NOT_MODIFIED:
        return Response(status_code=status, headers=told)
    if status is not None:
        raise Problem(HTTPStatus(status), "If-Match: expected what is here now", headers={"ETag": told["ETag"]})
    if coding is not None:
        told["Content-Encoding"] = coding
        body = pack(body, coding)
    return Response(body, headers=told, media_type=media_type)
