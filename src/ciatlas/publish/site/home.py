"""The home page: what the atlas is, its main figures, the map, the verdicts, and ways in for readers, data users and mappers."""

from __future__ import annotations

from ciatlas.publish.site.frame import Frame
from ciatlas.publish.story import Story


def write(frame: Frame, story: Story) -> None:
    """Writes ``index.html`` of the language."""
    frame.write("index.html", "home.html", story=story)
