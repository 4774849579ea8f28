"""A second processor for work that would otherwise wait: a function runs in a forked process while this one goes on."""

from __future__ import annotations

import multiprocessing
import os
import warnings
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def beside(function: Callable[..., T], *arguments: object) -> Callable[[], T]:
    """Starts `function` and gives a function that waits for its value.

    The forked process sees all that this one has in memory; only the value is copied back. Where there is no fork (Windows) or
    only one processor, or when the process is lost, the function runs here. What it raises is raised by the waiting function.
    """
    if "fork" not in multiprocessing.get_all_start_methods() or (os.cpu_count() or 1) < 2:
        return lambda: function(*arguments)
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)

    def work() -> None:
        receiver.close()
        try:
            sender.send((True, function(*arguments)))
        except Exception as error:
            sender.send((False, error))

    process = context.Process(target=work, daemon=True)
    with warnings.catch_warnings():
        # Python warns of forks where other threads hold locks; the function given must take none, and ours do not.
        warnings.simplefilter("ignore", DeprecationWarning)
        process.start()
    sender.close()

    def wait() -> T:
        try:
            done, value = receiver.recv()
        except EOFError:
            return function(*arguments)
        finally:
            receiver.close()
            process.join()
        if done:
            return value
        raise value

    return wait
