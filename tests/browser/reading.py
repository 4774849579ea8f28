"""A page as a reader has it before him: once it stands still, and whether it fits his window."""

from __future__ import annotations

import time

from playwright.sync_api import Page, Request

# The most that a page's scripts and data may take before it stands still.
SETTLE_SECONDS = 15
# Two frames are drawn, and then the page's thread has nothing more to do.
_IDLE = """() => new Promise((resolve) =>
  requestAnimationFrame(() => requestAnimationFrame(() => requestIdleCallback(resolve, {timeout: 2000}))))"""


def settled(page: Page, path: str) -> Page:
    """The page once it has loaded what it loads, and scripts have drawn what they draw: nothing is under way, and nothing is left to do.

    Raises AssertionError when it does not become so. Quicker than to wait for "networkidle", which is half a second without a request.
    """
    under_way: set[Request] = set()
    last: list[Request] = []

    def begins(request: Request) -> None:
        under_way.add(request)
        last[:] = [request]

    def ends(request: Request) -> None:
        under_way.discard(request)

    listeners = {"request": begins, "requestfinished": ends, "requestfailed": ends}
    for event, listener in listeners.items():
        page.on(event, listener)  # type: ignore[call-overload]
    try:
        page.goto(path, wait_until="load")
        end = time.monotonic() + SETTLE_SECONDS
        # Twice, since what a script does next may be told a moment after it has been found idle.
        still = 0
        while still < 2:
            assert time.monotonic() < end, f"{path} does not stand still within {SETTLE_SECONDS} s: {[request.url for request in under_way]}"
            before = list(last)
            page.evaluate(_IDLE)
            still = still + 1 if not under_way and last == before else 0
    finally:
        for event, listener in listeners.items():
            page.remove_listener(event, listener)
    return page


def scrolls_sideways(page: Page) -> str | None:
    """What makes the page wider than its window; None when nothing does. A page that hides what is too wide counts as too wide."""
    return page.evaluate(
        """() => {
          const root = document.documentElement;
          const hidden = [root, document.body].some((one) => ['hidden', 'clip'].includes(getComputedStyle(one).overflowX));
          if (root.scrollWidth <= root.clientWidth && !hidden) return null;
          const wide = [...document.body.querySelectorAll('*')].filter((one) => {
            const box = one.getBoundingClientRect();
            return box.right > root.clientWidth + 1 || box.left < -1;
          });
          const last = wide.filter((one) => !wide.some((other) => one !== other && one.contains(other)));
          const named = last.slice(0, 5).map((one) => `<${one.localName} class="${one.getAttribute('class') ?? ''}"> ${one.textContent.trim().slice(0, 40)}`);
          return `${root.scrollWidth} wide${hidden ? ', overflow hidden' : ''}: ${named.join(' | ')}`;
        }"""
    )
