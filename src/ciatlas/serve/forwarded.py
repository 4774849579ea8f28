"""What a proxy tells of the request that it received: ``Forwarded`` (RFC 7239), or ``X-Forwarded-For``, ``-Proto``, ``-Host``, ``-Prefix``.

Each proxy appends what it saw to what the request said already, so only the last entries are those of proxies that one knows: the client
is the last address that is none of theirs.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

STANDARD, CUSTOMARY = "forwarded", "x-forwarded"

# RFC 7239, 4: forwarded-element, with tokens and quoted strings of RFC 9110.
_PAIR = re.compile(r"\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)=(?:\"((?:[^\"\\]|\\.)*)\"|([^\s\";,=]*))\s*")
_NODE = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([0-9.]+))(?::[0-9A-Za-z._-]+)?")
_PREFIX = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+/?")
# Proxies append; a chain of them that is longer than this is none.
_LONGEST = 4_096


@dataclass(frozen=True, slots=True)
class Told:
    """What the believed proxies tell, None where they do not. prefix: the path that they cut off, as ``/atlas``."""

    client: str | None = None
    scheme: str | None = None
    host: str | None = None
    prefix: str | None = None


Headers = Iterable[tuple[bytes, bytes]]


def told(headers: Headers, kind: str | None, peer: str, believed: Callable[[str], bool]) -> Told:
    """What the headers of a request tell that came from the believed proxy with the address `peer`.

    kind: which headers count, STANDARD or CUSTOMARY; with None those that are there, CUSTOMARY where both are, since most proxies
    write those and hand the others on as the client wrote them. What cannot be read counts as not told.
    """
    values: dict[str, str] = {}
    for raw_name, raw_value in headers:
        if raw_name == b"forwarded" or raw_name.startswith(b"x-forwarded-"):
            name, value = str(raw_name, "latin-1"), str(raw_value, "latin-1")
            values[name] = (f"{values[name]},{value}" if name in values else value)[-_LONGEST:]
    if not values:
        return Told()
    standard = values.pop("forwarded", None)
    if kind == STANDARD or (kind is None and not values):
        return Told() if standard is None else _standard(standard, believed)
    return _customary(values, believed)


def _customary(values: dict[str, str], believed: Callable[[str], bool]) -> Told:
    prefix = _last(values.get("x-forwarded-prefix"))
    return Told(
        client=_client([_address(one) for one in values.get("x-forwarded-for", "").split(",") if one.strip()], believed)[0],
        scheme=(_last(values.get("x-forwarded-proto")) or "").lower() or None,
        host=_last(values.get("x-forwarded-host")),
        prefix=prefix.rstrip("/") if prefix and _PREFIX.fullmatch(prefix) else None,
    )


def _standard(value: str, believed: Callable[[str], bool]) -> Told:
    elements = _elements(value)
    client, number = _client([_address(element.get("for", "")) for element in elements], believed)
    # Scheme and host are those of the proxy that the client itself came to.
    element = elements[number] if elements else {}
    return Told(client=client, scheme=element.get("proto", "").lower() or None, host=element.get("host") or None)


def _elements(value: str) -> list[dict[str, str]]:
    """The elements from the last one that can be read onward; what a client wrote in front may be anything."""
    elements: list[dict[str, str]] = []
    for part in _split(value):
        element: dict[str, str] = {}
        for pair in _split(part, ";"):
            if pair.strip():
                match = _PAIR.fullmatch(pair)
                if match is None:
                    elements.clear()
                    break
                element[match[1].lower()] = re.sub(r"\\(.)", r"\1", match[2]) if match[2] is not None else match[3]
        else:
            if element:
                elements.append(element)
    return elements


def _split(text: str, sign: str = ",") -> list[str]:
    """The parts between the signs that stand in no quoted string."""
    return re.findall(rf"(?:[^{sign}\"]|\"(?:[^\"\\]|\\.)*(?:\"|$))+", text)


def _client(addresses: list[str | None], believed: Callable[[str], bool]) -> tuple[str | None, int]:
    """The last address that is none of the believed ones', and its place; the first one where all are. An unknown one ends the search."""
    for number in range(len(addresses) - 1, -1, -1):
        address = addresses[number]
        if address is None:
            # Who is hidden (RFC 7239, 6.3) stays so: the last one that is known answers for him.
            known = number + 1
            return (addresses[known] if known < len(addresses) else None), number
        if not believed(address):
            return address, number
    return (addresses[0], 0) if addresses else (None, -1)


def _address(node: str) -> str | None:
    """The IP address of a node (RFC 7239, 6), with or without a port; None for what is none."""
    text = node.strip().strip('"')
    match = _NODE.fullmatch(text)
    try:
        return str(ipaddress.ip_address((match[1] or match[2]) if match else text))
    except ValueError:
        return None


def _last(value: str | None) -> str | None:
    return value.rpartition(",")[2].strip() or None if value else None
