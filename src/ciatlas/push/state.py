"""What a push has sent so far, in a small file beside the release, so that the next one goes on from there."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

from ciatlas.fault import AtlasError
from ciatlas.messages import _


def path(folder: Path, *key: str) -> Path:
    """The file for one release, one server and its graphs, and one size of chunks, which `key` holds; hidden, beside `folder`."""
    digest = hashlib.sha256("\n".join(key).encode()).hexdigest()
    folder = folder.absolute()
    return folder.with_name(f".{folder.name}.push-{digest[:16]}.json")


def read(file: Path) -> dict[str, int]:
    """The number of chunks that each staging graph has; nothing where the file is not there or is damaged."""
    try:
        sent = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(sent, dict):
        return {}
    return {graph: number for graph, number in sent.items() if isinstance(number, int) and number >= 0}


def write(file: Path, sent: Mapping[str, int]) -> None:
    """Keeps the numbers, whole or not at all. Raises AtlasError when the disk is full or the folder cannot be written."""
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        try:
            fresh.write_text(json.dumps(dict(sent), indent=1, sort_keys=True) + "\n", encoding="utf-8")
            fresh.replace(file)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        told = _("{file}, which keeps how far the push has come, cannot be written: {reason}")
        raise AtlasError(told.format(file=file, reason=error.strerror or error)) from error
