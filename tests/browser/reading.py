"""A page as a reader has it before him: once it stands still, and whether it fits his window."""

from __future__ import annotations

from playwright.sync_api import Page

# The most that a page's scripts and data may take before it stands still.
SETTLE_SECONDS = 15


def settled(page: Page, path: str) -> Page:
    """The page once it has loaded what it loads, and scripts have drawn what they draw."""
    page.goto(path, wait_until="load")
    if page.locator("script[type=module]").count():
        page.wait_for_load_state("networkidle", timeout=SETTLE_SECONDS * 1000)
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
