"""Tells the service manager how the server is (sd_notify of systemd), where one started it and wants to know."""

from __future__ import annotations

import os
import socket
from contextlib import suppress


class ServiceManager:
    """Whoever started the server, if he named a socket to be told (NOTIFY_SOCKET).

    The variable is taken out of the environment: processes that the server starts are not the service, and the native server would tell too.
    """

    def __init__(self) -> None:
        self.address = os.environ.pop("NOTIFY_SOCKET", "")

    def tell(self, state: str) -> None:
        """Sends a state such as ``READY=1``."""
        if self.address.startswith(("/", "@")):
            with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as one:
                one.sendto(state.encode(), "\0" + self.address[1:] if self.address[0] == "@" else self.address)
