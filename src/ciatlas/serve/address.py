"""Addresses as a client sees them: of the server's root, whatever proxies and paths lie between; and the client's own.

`Address` stands before all parts. Below it the path of a request (``scope["path"]``, ``raw_path``) is the path below the root, whatever
the prefix, and ``scope["client"]`` is the client as the nearest believed proxy tells it.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from http import HTTPStatus

from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ciatlas.serve.forwarded import Told, told
from ciatlas.serve.problem import Problem
from ciatlas.serve.served import Served
from ciatlas.serve.settings import Settings

ROOT = "ciatlas.root"
# Whether a believed proxy handed the request on.
BELIEVED = "ciatlas.believed"

# A registered name (with _, which names in private networks have), an address of IP version 4 or one of version 6; RFC 3986, 3.2.
_HOST = re.compile(rb"(?:[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,253})|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
_SCHEMES = ("http", "https")


def root(served: Served, request: HTTPConnection) -> str:
    """The public address of the root of the server, with a slash at its end: the one that is set, else what the request came to.

    The latter holds what the client wrote as Host, so an answer that is kept for others needs the former.
    """
    found: str | None = request.scope.get(ROOT)
    if found is not None:
        return found
    if served.settings.root:
        return served.settings.root
    url = request.url
    return f"{url.scheme}://{url.netloc}{served.settings.prefix}/"


def client(request: HTTPConnection) -> str:
    """The address of the client (of which a limit counts), as the nearest believed proxy says it."""
    return request.client.host if request.client else ""


def within(networks: Iterable[str]) -> Callable[[str], bool]:
    """A test whether an IP address lies in one of the networks; what is no address does not. An IPv4 address in an IPv6 one counts as itself."""
    known = tuple(ipaddress.ip_network(network) for network in networks)

    @lru_cache(1024)
    def is_within(address: str) -> bool:
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
        return any((mapped or found) in network for network in known)

    return is_within


class Address:
    """Finds out to which root a request came and from whom; refuses what has no sound Host, and paths that do not lie below the prefix."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.prefix = settings.prefix
        self.raw_prefix = settings.prefix.encode()
        self.root = settings.root
        self.forwarded = settings.forwarded
        self.believed = within(settings.proxies) if settings.proxies else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            host = self._host(scope)
            scheme, prefix = scope["scheme"], self.prefix
            peer = scope["client"]
            if self.believed is not None and peer is not None and self.believed(peer[0]):
                scope[BELIEVED] = True
                said = told(scope["headers"], self.forwarded, peer[0], self.believed)
                if said.client is not None:
                    scope["client"] = (said.client, 0)
                if said.scheme in _SCHEMES:
                    scheme = scope["scheme"] = said.scheme
                host, prefix = self._believed(scope, said, host, prefix)
            scope[ROOT] = self.root or f"{scheme}://{host}{prefix}/"
            if self.prefix:
                if scope["path"] == self.prefix:
                    await RedirectResponse(f"{self.prefix}/", HTTPStatus.PERMANENT_REDIRECT)(scope, receive, send)
                    return
                self._below_prefix(scope)
        await self.app(scope, receive, send)

    def _host(self, scope: Scope) -> str:
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if len(hosts) == 1 and _HOST.fullmatch(hosts[0]):
            return str(hosts[0], "ascii")
        if not hosts and scope["http_version"] == "1.0":
            address, port = scope["server"]
            return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
        # RFC 9112, 3.2
        shown = ", ".join(str(host[:100], "latin-1") for host in hosts) or "none"
        raise Problem(HTTPStatus.BAD_REQUEST, f"Host: expected one name or address with a port or without, found {shown!r}")

    def _believed(self, scope: Scope, said: Told, host: str, prefix: str) -> tuple[str, str]:
        if said.host is not None and _HOST.fullmatch(said.host.encode("latin-1")):
            host = said.host
            scope["headers"] = [(b"host", host.encode()) if name == b"host" else (name, value) for name, value in scope["headers"]]
        return host, prefix if said.prefix is None else said.prefix + prefix

    def _below_prefix(self, scope: Scope) -> None:
        path: str = scope["path"]
        raw: bytes = scope["raw_path"]
        if not path.startswith(f"{self.prefix}/"):
            raise Problem(HTTPStatus.NOT_FOUND, f"{path[:200]}: expected a path below {self.prefix}/")
        scope["path"] = path[len(self.prefix) :]
        # Where the prefix is written in another way (%61 for a), what the client wrote below it cannot be cut out.
        scope["raw_path"] = raw[len(self.raw_prefix) :] if raw.startswith(self.raw_prefix + b"/") else scope["path"].encode()
