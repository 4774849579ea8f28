"""No way out: a process that can be called, but cannot call anybody (seccomp, Linux)."""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import sys

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
# Of linux/filter.h: load a word of the call, keep some of its bits, jump if equal, jump if greater or equal, return.
_LOAD, _AND, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x06
_NUMBER, _ARCHITECTURE, _SECOND_ARGUMENT = 0, 4, 24
_KIND, _DATAGRAM = 0xF, 2
# linux/audit.h, and the numbers of connect(2), io_uring_setup(2) and socket(2).
_MACHINES = {"x86_64": (0xC000003E, 42, 425, 41), "aarch64": (0xC00000B7, 203, 425, 198)}
# Of x86-64: where the calls of its second, old way begin.
_X32 = 0x40000000


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def can_close() -> bool:
    """Whether this machine is one whose processes `close_way_out` can close."""
    return sys.platform == "linux" and platform.machine() in _MACHINES


def close_way_out() -> None:
    """From now on this process and what it executes can make no connection and send no datagram, which asks for addresses
    (connect(2) and socket(2) fail with EACCES); to accept connections is allowed.

    May be called between fork and exec. Raises OSError where the kernel refuses.
    """
    architecture, connect, uring, socket = _MACHINES[platform.machine()]
    program = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 0, 8, architecture),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 6, 0, _X32),
        (_EQUAL, 5, 0, connect),
        (_EQUAL, 4, 0, uring),
        (_EQUAL, 0, 4, socket),
        (_LOAD, 0, 0, _SECOND_ARGUMENT),
        (_AND, 0, 0, _KIND),
        (_EQUAL, 0, 1, _DATAGRAM),
        (_RETURN, 0, 0, _ERRNO | errno.EACCES),
        (_RETURN, 0, 0, _ALLOW),
    ]
    code = b"".join(struct.pack("HBBI", *one) for one in program)
    library = ctypes.CDLL(None, use_errno=True)
    for arguments in ((_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), (_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(_Program(len(program), code)), 0, 0)):
        if library.prctl(*arguments) != 0:
            number = ctypes.get_errno()
            raise OSError(number, f"prctl: {errno.errorcode.get(number, number)}")
