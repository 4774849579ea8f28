"""Who we are to a server: from the environment or a netrc, sent only where it is asked for, and never over an open line."""

from __future__ import annotations

import base64
import ipaddress
import netrc
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http.client import HTTPMessage
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit
from urllib.request import (
    AbstractDigestAuthHandler,
    BaseHandler,
    HTTPPasswordMgrWithDefaultRealm,
    Request,
    parse_http_list,
    parse_keqv_list,
)

from ciatlas.fault import AtlasError
from ciatlas.messages import _

USER, PASSWORD, TOKEN = "CIATLAS_PUSH_USER", "CIATLAS_PUSH_PASSWORD", "CIATLAS_PUSH_TOKEN"


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user with a password, or a token; its text form tells neither."""

    user: str = ""
    password: str = ""
    token: str = ""

    def __repr__(self) -> str:
        return "Credentials(…)"


def origin(url: str) -> str:
    """Scheme, host and port of an address: what credentials belong to."""
    address = urlsplit(url)
    return f"{address.scheme}://{address.netloc}".lower()


def is_loopback(url: str) -> bool:
    """Whether the address is on this machine, so that nobody listens between."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def find(urls: Iterable[str], environment: Mapping[str, str] = os.environ) -> dict[str, Credentials]:
    """The credentials for each address that has any: origin -> credentials.

    A token (CIATLAS_PUSH_TOKEN) goes before a user with a password (CIATLAS_PUSH_USER, CIATLAS_PUSH_PASSWORD), these before the
    host's entry in the netrc (NETRC, else ~/.netrc). Raises AtlasError, which tells no secret, when they are half, unreadable, in
    an address, or would travel over plain http to another machine.
    """
    found: dict[str, Credentials] = {}
    for url in urls:
        address = urlsplit(url)
        if address.username is not None or address.password is not None:
            said = _("the address of {host} holds a name or a password, which others may read in the list of processes; put it into {user} and {password}")
            raise AtlasError(said.format(host=address.hostname, user=USER, password=PASSWORD))
        credentials = _from_environment(environment) or _from_netrc(address.hostname or "", environment)
        if credentials is None:
            continue
        if address.scheme != "https" and not is_loopback(url):
            said = _("{url} is plain http, where anybody on the way could read the password; use its https address")
            raise AtlasError(said.format(url=origin(url)))
        found[origin(url)] = credentials
    return found


def _from_environment(environment: Mapping[str, str]) -> Credentials | None:
    user, password, token = (environment.get(name, "").strip() for name in (USER, PASSWORD, TOKEN))
    if not all(text.isprintable() for text in (user, password, token)):
        raise AtlasError(_("{names}: expected no line breaks or other invisible characters").format(names=f"{USER}, {PASSWORD}, {TOKEN}"))
    if token:
        return Credentials(token=token)
    if bool(user) != bool(password):
        there, absent = (USER, PASSWORD) if user else (PASSWORD, USER)
        raise AtlasError(_("{there} is set and {absent} is not").format(there=there, absent=absent))
    return Credentials(user, password) if user else None


def _from_netrc(host: str, environment: Mapping[str, str]) -> Credentials | None:
    path = Path(environment.get("NETRC") or "~/.netrc").expanduser()
    if not path.is_file():
        return None
    try:
        entry = netrc.netrc(str(path)).authenticators(host)
    except netrc.NetrcParseError as error:
        # The parser's own words may quote a password.
        raise AtlasError(_("{file}, line {line}: not in the form of a netrc").format(file=path, line=error.lineno)) from None
    except (OSError, UnicodeDecodeError):
        raise AtlasError(_("{file} cannot be read").format(file=path)) from None
    return Credentials(entry[0], entry[2] or "") if entry else None


def scrubbed(text: str, credentials: Iterable[Credentials]) -> str:
    """The text with every secret replaced: a server may repeat in its message what it was sent."""
    for one in credentials:
        for secret in (one.token, _basic(one) if one.user else "", one.password):
            if secret:
                text = text.replace(secret, "…")
    return text


def _basic(credentials: Credentials) -> str:
    return base64.b64encode(f"{credentials.user}:{credentials.password}".encode()).decode()


class Authorization(BaseHandler):
    """Answers a server's challenge (RFC 7235): Digest (RFC 2617) where it is offered, else Basic (RFC 7617); a token (RFC 6750) unasked.

    What a server has asked for once is sent unasked from then on, since a large body would otherwise travel twice.
    """

    # Before urllib turns the status into an error.
    handler_order = 480

    def __init__(self, credentials: Mapping[str, Credentials]) -> None:
        self.credentials = credentials
        self.challenges: dict[str, dict[str, str] | None] = {}
        self.digests: dict[str, AbstractDigestAuthHandler] = {}

    def http_request(self, request: Request) -> Request:
        credentials = self.credentials.get(origin(request.full_url))
        if credentials is None:
            return request
        if credentials.token:
            request.add_unredirected_header("Authorization", f"Bearer {credentials.token}")
        elif (place := _place(request)) in self.challenges:
            self._authorize(request, credentials, self.challenges[place])
        return request

    https_request = http_request

    def http_error_401(self, request: Request, body: IO[bytes], status: int, reason: str, headers: HTTPMessage) -> Any:
        credentials = self.credentials.get(origin(request.full_url))
        offered = [challenge.partition(" ")[::2] for challenge in headers.get_all("WWW-Authenticate", [])]
        asked_again = getattr(request, "asked_again", False)
        if credentials is None or credentials.token or asked_again:
            return None
        # A third answer would be as wrong as the second.
        request.asked_again = True  # type: ignore[attr-defined]
        schemes = {scheme.lower(): rest for scheme, rest in offered}
        if "digest" in schemes:
            challenge = parse_keqv_list([item for item in parse_http_list(schemes["digest"]) if "=" in item])
        elif "basic" in schemes:
            challenge = None
        else:
            return None
        self.challenges[_place(request)] = challenge
        body.close()
        return self.parent.open(request, timeout=request.timeout)

    def _authorize(self, request: Request, credentials: Credentials, challenge: dict[str, str] | None) -> None:
        if challenge is None:
            request.add_unredirected_header("Authorization", f"Basic {_basic(credentials)}")
            return
        place = _place(request)
        if place not in self.digests:
            passwords = HTTPPasswordMgrWithDefaultRealm()
            passwords.add_password(None, request.full_url, credentials.user, credentials.password)  # type: ignore[arg-type]
            self.digests[place] = AbstractDigestAuthHandler(passwords)
        if answer := self.digests[place].get_authorization(request, challenge):
            request.add_unredirected_header("Authorization", f"Digest {answer}")


def _place(request: Request) -> str:
    # Realms end at a path; a server may ask for Digest in one and for nothing in another.
    return request.full_url.partition("?")[0]
