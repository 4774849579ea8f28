"""IRIs as RDF wants them: absolute, resolved, and free of what no IRI may hold (RFC 3986, RFC 3987)."""

from __future__ import annotations

import re
from ipaddress import IPv6Address
from urllib.parse import urljoin

from ciatlas.tables.terms import expand, is_absolute

_PCHAR = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})"
_PLAIN = re.compile(
    r"(?:https?://(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})+(?::[0-9]*)?(?=[/?#]|$)"
    r"|urn:[A-Za-z0-9]|mailto:|tag:|geo:|tel:)"
    rf"{_PCHAR}*(?:\?(?:{_PCHAR}|\?)*)?(?:#(?:{_PCHAR}|\?)*)?"
)
_PARTS = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)
_UCSCHAR = r"\u00A0-\uD7FF\uF900-\uFDCF\uFDF0-\uFFEF" + "".join(
    chr(plane << 16) + "-" + chr((plane << 16) + 0xFFFD) for plane in range(1, 14)
)
_FORBIDDEN = re.compile(rf"%(?![0-9A-Fa-f]{{2}})|[^A-Za-z0-9\-._~!$&'()*+,;=:@/?%{_UCSCHAR}]")
_HOST = re.compile(r"(?:([^@]*)@)?(\[[^\]@]*\]|[^:\[\]@]*)(?::([0-9]*))?")


def is_plain(text: str) -> bool:
    """Whether the text is an absolute IRI in ASCII of the common kinds (http, https, urn, mailto), ready for RDF."""
    return _PLAIN.fullmatch(text) is not None


def absolute(text: str, base: str = "") -> str | None:
    """The absolute IRI that a text stands for, or None when there is none (a relative one, and the base is empty).

    A prefixed name is expanded (tabular metadata, 5.1.3), a relative reference resolved against the base. What no IRI may
    hold is percent-encoded in UTF-8, so that the result is always an IRI that RDF's grammars accept.
    """
    if is_plain(text):
        return text
    text = expand(text)
    if not is_absolute(text):
        if not base:
            return None
        text = urljoin(base, text)
        if not is_absolute(text):
            return None
    return _repaired(text)


def _repaired(text: str) -> str | None:
    found = _PARTS.fullmatch(text)
    if found is None:
        return None
    scheme, authority, path, query, fragment = found.groups()
    result = scheme + ":"
    if authority is not None:
        result += "//" + _authority(authority)
    elif path.startswith("//"):
        path = "/." + path
    result += _encode(path)
    if query is not None:
        result += "?" + _encode(query)
    if fragment is not None:
        result += "#" + _encode(fragment)
    return result


def _encode(text: str) -> str:
    return _FORBIDDEN.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "surrogatepass")), text)


def _authority(text: str) -> str:
    found = _HOST.fullmatch(text)
    if found is None:
        return _encode(text).replace(":", "%3A").replace("@", "%40")
    user, host, port = found.groups()
    if host.startswith("["):
        try:
            IPv6Address(host[1:-1].replace("%", " "))
        except ValueError:
            host = _encode(host).replace(":", "%3A")
    else:
        host = _encode(host)
    return ("" if user is None else _encode(user).replace("@", "%40") + "@") + host + ("" if port is None else ":" + port)
