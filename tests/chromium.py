"""Chromium, started as a reader of pages that asks nobody but servers on this machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

# The shell is the same engine without a window around it: a fresh reader costs it a tenth of what it costs the whole program.
PROGRAMS = ("chromium-headless-shell", "chromium")
# No part of the browser's own that would ask for anything outside; names of other hosts lead nowhere. Pictures are drawn without a GPU.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


@contextmanager
def started() -> Iterator[Browser]:
    """A browser, to the end of the block. Skips the test where there is none. While it runs, an event loop runs in this thread."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip("chromium is not installed (Debian's package chromium-headless-shell)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()
