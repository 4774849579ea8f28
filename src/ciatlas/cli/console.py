"""What the commands share: the two consoles, the option that names the project, progress on a terminal and in a log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

output = Console()
errors = Console(stderr=True)

ProjectOption = Annotated[
    Path, typer.Option("--project", "-p", metavar="FOLDER", help="The atlas's folder, where atlas.toml is (or a folder in it).")
]


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A function that tells of a step: a moving line on a terminal, a plain line in a log."""
    if not errors.is_terminal:
        yield lambda step: errors.print(step, markup=False, highlight=False, soft_wrap=True)
        return
    with errors.status("starting") as status:
        yield lambda step: status.update(step)
