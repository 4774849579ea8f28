"""axe-core in a page: what its rules find, of WCAG 2.2 up to AA and of good practice."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Page

_SCRIPT = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
_RUN = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations.flatMap((rule) =>
  rule.nodes.map((node) => `${rule.id} (${rule.impact}): ${node.target.join(' ')}: ${node.any.concat(node.all, node.none).map((one) => one.message).join('; ') || rule.help}`))"""


def violations(page: Page) -> list[str]:
    """The violations in a page as it is now, each as rule, element and reason. Skips the test where axe-core is missing."""
    page.evaluate(_source())
    return page.evaluate(_RUN)


@cache
def _source() -> str:
    if not _SCRIPT.is_file():
        pytest.skip("axe-core is not installed: npm ci in tests/browser")
    # As a function whose value is nothing, since what a script's last line gives would be sent here.
    return f"() => {{ {_SCRIPT.read_text(encoding='utf-8')} }}"
