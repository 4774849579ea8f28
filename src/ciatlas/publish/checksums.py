"""SHA256SUMS: a checksum for each file of a folder, in the form that ``sha256sum --check`` reads."""

from __future__ import annotations

import hashlib
from pathlib import Path

FILE = "SHA256SUMS"


def sha256(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal. Raises OSError when it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(folder: Path) -> Path:
    """Writes SHA256SUMS for all files of `folder` itself (not of folders in it), sorted by name; gives its path."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name != FILE and not path.name.startswith("."))
    target = folder / FILE
    target.write_text("".join(f"{sha256(path)}  {path.name}\n" for path in files), encoding="utf-8")
    return target
