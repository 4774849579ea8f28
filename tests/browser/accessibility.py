"""axe-core in a page: what its rules find, of WCAG 2.2 up to AA and of good practice."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Page

_SCRIPT = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
# Of what one template makes again and again, and of what may be any text, such as paragraphs and headings.
LIKE, LIKE_TEXT = 4, 10
# A row keeps its cells, which belong to the columns' heads.
_THIN = """([like, likeText]) => {
  for (const parent of document.body.querySelectorAll(':not(tr)')) {
    const seen = {};
    for (const one of [...parent.children]) {
      const kind = `${one.localName} ${one.getAttribute('class')}`;
      seen[kind] = (seen[kind] ?? 0) + 1;
      const isMade = one.hasAttribute('class') || one.ownerSVGElement || one.matches('tr, li, option, section, article, details');
      if (seen[kind] > (isMade ? like : likeText)) one.remove();
    }
  }
}"""
_RUN = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations.flatMap((rule) =>
  rule.nodes.map((node) => `${rule.id} (${rule.impact}): ${node.target.join(' ')}: ${node.any.concat(node.all, node.none).map((one) => one.message).join('; ') || rule.help}`))"""


def violations(page: Page) -> list[str]:
    """The violations in a page as it is now, each as rule, element and reason. Skips the test where axe-core is missing."""
    page.evaluate(_source())
    return page.evaluate(_RUN)


def without_repeats(page: Page) -> Page:
    """The page with no more than LIKE or LIKE_TEXT elements of one kind (tag and class) side by side; to be left after it has been looked at.

    Rows, entries, marks and sections that follow are made by the same template as these are, and axe-core's time grows with them.
    """
    page.evaluate(_THIN, [LIKE, LIKE_TEXT])
    return page


@cache
def _source() -> str:
    if not _SCRIPT.is_file():
        pytest.skip("axe-core is not installed: npm ci in tests/browser")
    # As a function whose value is nothing, since what a script's last line gives would be sent here.
    return f"() => {{ {_SCRIPT.read_text(encoding='utf-8')} }}"
