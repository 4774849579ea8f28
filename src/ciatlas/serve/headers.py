"""Headers of every answer: that any page may read it, and what a browser must not do with it. As dist/hosting sets them for files."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Open data: any page may read it (CORS; without credentials, which the server has no use for).
_OPEN = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Location, Link, Allow, Content-Range, Accept-Ranges, Retry-After"),
)
_SAFE = (
    (b"server", b"ciatlas"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
# Each page has its own policy for what it loads; no other site may show it as its own. An answer that is made to be shown in others brings its own.
_POLICY = (b"content-security-policy", b"frame-ancestors 'self'")
_CLOSE = (b"connection", b"close")

PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match, If-Modified-Since, If-Range, Range",
    "Access-Control-Max-Age": "86400",
}

# Where an application says that an answer is not for other sites' pages: scope[PRIVATE] = True.
PRIVATE = "ciatlas.private"


class Headers:
    """Adds them to each answer. `closing`: whether each answer is to be the last one of its connection, since the worker ends."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.closing = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", ()), *_SAFE]
                if PRIVATE not in scope:
                    headers += _OPEN
                if not any(name == b"content-security-policy" for name, _value in headers):
                    headers.append(_POLICY)
                if self.closing:
                    headers.append(_CLOSE)
                message["headers"] = headers
            await send(message)

        await self.app(scope, receive, with_headers)
