"""How often one client may come: so many times at once, and then as often as time allows."""

from __future__ import annotations

import ipaddress
import time
from functools import lru_cache
from math import ceil

# Clients that are remembered; those that have not come for longest are forgotten first.
_MOST = 10_000


class Rate:
    """Counts by client in one process (a token bucket for each)."""

    def __init__(self, per_minute: int) -> None:
        self.burst = float(per_minute)
        self.per_second = per_minute / 60
        self._left: dict[str, tuple[float, float]] = {}

    def wait(self, client: str) -> int:
        """Counts one request of a client. 0 where it may be answered, else the seconds after which another may (Retry-After)."""
        now = time.monotonic()
        key = _household(client)
        left, since = self._left.pop(key, (self.burst, now))
        left = min(self.burst, left + (now - since) * self.per_second)
        allowed = left >= 1
        self._left[key] = (left - 1 if allowed else left, now)
        if len(self._left) > _MOST:
            del self._left[next(iter(self._left))]
        return 0 if allowed else max(1, ceil((1 - left) / self.per_second))


@lru_cache(maxsize=4096)
def _household(client: str) -> str:
    """An address of version 6 counts as its network of 64 bits, of which one client has all addresses."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client
    if isinstance(address, ipaddress.IPv6Address):
        return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False))
    return client
