"""A process that does not outlive the one that started it."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int | None = None) -> None:
    """Has the kernel kill this process when the one that started it ends, however it ends (Linux; elsewhere nothing is done).

    parent: the number of that process, where it is known: if it has ended already, this one ends too. May be called between fork
    and exec (``preexec_fn``): the program that is executed then dies so.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if parent is not None and os.getppid() != parent:
            signal.raise_signal(signal.SIGKILL)
