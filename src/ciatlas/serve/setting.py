"""The kinds of values that a setting of the server has: how each is read, and how it is said what was expected."""

from __future__ import annotations

import ipaddress
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ciatlas.endpoint import is_address
from ciatlas.messages import N_


@dataclass(frozen=True, slots=True)
class Kind:
    """read: the value as TOML or a text gives it, and the folder that paths are relative to -> the setting; raises ValueError.

    expected: what would have been right, to be translated where it is shown.
    """

    read: Callable[[object, Path], object]
    expected: str


def _text(value: object, _folder: Path) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise ValueError(value)
    return value.strip()


def _matching(pattern: str) -> Callable[[object, Path], str]:
    def read(value: object, folder: Path) -> str:
        text = _text(value, folder)
        if not re.fullmatch(pattern, text):
            raise ValueError(value)
        return text

    return read


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise ValueError(value)
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(value)
    return number


def _whole(lowest: int, highest: int) -> Callable[[object, Path], int]:
    def read(value: object, _folder: Path) -> int:
        # By way of a text, so that 1.5 is refused and an integer of any size is kept whole.
        if isinstance(value, (bool, float)) or not lowest <= (number := int(str(value))) <= highest:
            raise ValueError(value)
        return number

    return read


def _seconds(lowest: float) -> Callable[[object, Path], float]:
    def read(value: object, _folder: Path) -> float:
        if not lowest <= (number := _number(value)) <= 86_400:
            raise ValueError(value)
        return number

    return read


def _list(value: object) -> list[str]:
    found = [part for part in re.split(r"[\s,]+", value) if part] if isinstance(value, str) else value
    if not isinstance(found, (list, tuple)) or not all(isinstance(one, str) and one for one in found):
        raise ValueError(value)
    return list(found)


def _networks(value: object, _folder: Path) -> tuple[str, ...]:
    return tuple(str(ipaddress.ip_network(one, strict=False)) for one in _list(value))


def _address(value: object, folder: Path) -> str:
    text = _text(value, folder)
    if not is_address(text):
        raise ValueError(value)
    return text


def _addresses(value: object, folder: Path) -> tuple[str, ...]:
    return tuple(_address(one, folder) for one in _list(value))


def _prefix(value: object, folder: Path) -> str:
    if value in ("", "/"):
        return ""
    text = _text(value, folder).rstrip("/")
    if not re.fullmatch(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+", text):
        raise ValueError(value)
    return text


def _switch(value: object, _folder: Path) -> bool:
    if isinstance(value, str) and value.strip().lower() in ("true", "1", "yes", "on", "false", "0", "no", "off"):
        return value.strip().lower() in ("true", "1", "yes", "on")
    if not isinstance(value, bool):
        raise ValueError(value)
    return value


def _folder(value: object, folder: Path) -> Path:
    if not isinstance(value, Path):
        value = Path(_text(value, folder))
    return (folder / value).absolute()


folder = Kind(_folder, N_("a path of a folder"))
host = Kind(_matching(r"[A-Za-z0-9._:%-]{1,255}"), N_("a host name or an IP address to listen on"))
port = Kind(_whole(0, 65_535), N_("a port: a whole number from 0 to 65535"))
prefix = Kind(_prefix, N_("a path such as /atlas, of letters, digits and . _ ~ - only"))
root = Kind(
    _matching(r"https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]+)?/(?:[A-Za-z0-9._~-]+/)*"),
    N_("an address that begins with https:// and ends in /, of letters, digits and . _ ~ - only"),
)
networks = Kind(_networks, N_("a list of IP addresses or networks such as 10.0.0.0/8"))
forwarded = Kind(_matching(r"x-forwarded|forwarded"), N_("x-forwarded or forwarded"))
address = Kind(_address, N_("an address that begins with https:// or http://"))
addresses = Kind(_addresses, N_("a list of addresses that begin with https:// or http://"))
switch = Kind(_switch, N_("true or false"))
count = Kind(_whole(1, 2**53), N_("a whole number of at least 1"))
seconds = Kind(_seconds(0.001), N_("a number of seconds, more than 0"))
seconds_or_none = Kind(_seconds(0), N_("a number of seconds, 0 or more"))
