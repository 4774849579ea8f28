"""The socket that the server listens on."""

from __future__ import annotations

import errno
import resource
import socket
from contextlib import suppress

from ciatlas.fault import AtlasError
from ciatlas.messages import _

# Of connections that wait until a worker takes them.
_BACKLOG = 2_048


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on a host (a name or an address) and a port (0: any free one). Raises AtlasError with the reason when it cannot."""
    _allow_many_files()
    where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    try:
        family, _kind, _protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        # Where the name means all addresses, those of version 4 too.
        both = family == socket.AF_INET6 and address[0] == "::" and socket.has_dualstack_ipv6()
        return socket.create_server(address, family=family, backlog=_BACKLOG, dualstack_ipv6=both)  # type: ignore[arg-type]
    except socket.gaierror as error:
        raise AtlasError(_("{host}: there is no such host; expected a name or an address of this machine").format(host=host)) from error
    except OSError as error:
        reasons = {
            errno.EADDRINUSE: _("another program listens there; end that one, or name another port with --port"),
            errno.EACCES: _("this user may not listen there; name a port from 1024 on with --port"),
            errno.EADDRNOTAVAIL: _("this is no address of this machine"),
        }
        reason = reasons.get(error.errno or 0) or error.strerror or str(error)
        raise AtlasError(_("{address} cannot be listened on: {reason}").format(address=where, reason=reason)) from error


def _allow_many_files() -> None:
    """As many open files as the system allows: each connection is one. Processes that are started inherit it."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    # Where the system has a limit beyond the one that it tells (macOS), it stays as it is.
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
