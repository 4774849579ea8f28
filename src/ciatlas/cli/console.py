"""What the commands share: the two consoles, the option that names the project, progress on a terminal and in a log."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ciatlas.fault import AtlasError

output = Console()
errors = Console(stderr=True)

ProjectOption = Annotated[
    Path, typer.Option("--project", "-p", metavar="FOLDER", help="The atlas's folder, where atlas.toml is (or a folder in it).")
]

LanguageOption = Annotated[
    str | None, typer.Option("--lang", metavar="en|he", help="The language of the messages; default: that of the user's locale.")
]


def language(asked: str | None) -> str:
    """The language of messages: the one asked for, else the locale's if the program speaks it, else English.

    Raises AtlasError when the one asked for is none that the program speaks.
    """
    from ciatlas import messages

    spoken = messages.languages()
    if asked is not None and asked not in spoken:
        raise AtlasError(f"--lang {asked!r}: expected one of {', '.join(spoken)}")
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    guess = locale.partition("_")[0].partition(".")[0]
    return asked or (guess if guess in spoken else messages.SOURCE_LANGUAGE)


def tell(error: AtlasError | OSError) -> None:
    """Says on standard error what went wrong, with the faults behind it where there are any."""
    from ciatlas import fault_report

    said = str(error) if isinstance(error, AtlasError) else f"{error.filename or 'system'}: {error.strerror or error}"
    errors.print(f"ciatlas: {said}", markup=False, highlight=False, soft_wrap=True)
    if isinstance(error, AtlasError) and error.faults:
        errors.print(fault_report.text(error.faults), markup=False, highlight=False, soft_wrap=True, end="")


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A function that tells of a step: a moving line on a terminal, a plain line in a log."""
    if not errors.is_terminal:
        yield lambda step: errors.print(step, markup=False, highlight=False, soft_wrap=True)
        return
    from ciatlas.messages import _

    with errors.status(_("starting")) as status:
        yield lambda step: status.update(step)
