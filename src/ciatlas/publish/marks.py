"""A mark for each verdict, told apart by its shape and not by its colour alone."""

from __future__ import annotations

from ciatlas.publish.look import VERDICTS

_SIGNS = {
    "supported": '<circle cx="12" cy="12" r="11" fill="{0}"/><path d="M6.5 12.5l3.8 3.8 7.2-8" fill="none" stroke="#ffffff" stroke-width="2.6"/>',
    "partly-supported": '<circle cx="12" cy="12" r="10" fill="#ffffff" stroke="{0}" stroke-width="2"/><path d="M12 2a10 10 0 0 1 0 20z" fill="{0}"/>',
    "not-supported": '<circle cx="12" cy="12" r="11" fill="{0}"/><path d="M8 8l8 8M16 8l-8 8" fill="none" stroke="#ffffff" stroke-width="2.6"/>',
    "not-testable": '<circle cx="12" cy="12" r="10" fill="none" stroke="{0}" stroke-width="2" stroke-dasharray="3 2.3"/>'
    '<path d="M7.5 12h9" stroke="{0}" stroke-width="2.4"/>',
}

# Verdict -> SVG text, 24 by 24.
MARKS = {
    verdict: f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24">{sign.format(VERDICTS[verdict])}</svg>'
    for verdict, sign in _SIGNS.items()
}
