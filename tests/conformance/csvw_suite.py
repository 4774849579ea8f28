"""The W3C CSV on the Web test suite on this machine: its manifests, and its addresses resolved to files."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urljoin

BASE = "http://www.w3.org/2013/csvw/tests/"
ROOT = Path(__file__).resolve().parents[2]
# What the suite's own site answers at /.well-known/csvm, as its tests 259 and 260 say.
SITE_CONFIGURATION = b"{+url}-metadata.json\ncsv-metadata.json\n{+url}.json\ncsvm.json\n"


def folder() -> Path | None:
    """The suite's folder: beside the repository, or where CIATLAS_SHARED says; None where it is not."""
    shared = Path(os.environ.get("CIATLAS_SHARED") or ROOT.parent / "shared")
    found = shared / "w3c-csvw"
    return found if (found / "manifest-rdf.jsonld").is_file() else None


@dataclass(frozen=True, slots=True)
class Entry:
    """One test. kind: ``rdf`` or ``validation``. expects: ``positive``, ``warning`` or ``negative``."""

    kind: str
    number: str
    name: str
    expects: str
    action: str
    result: str | None
    minimal: bool
    metadata: str | None
    link: str | None

    @property
    def id(self) -> str:
        return f"{self.kind}-{self.number}"


def entries(suite: Path, kind: str) -> list[Entry]:
    """The tests of a manifest."""
    manifest = json.loads((suite / f"manifest-{kind}.jsonld").read_text(encoding="utf-8"))
    return [_entry(kind, entry) for entry in manifest["entries"]]


def _entry(kind: str, entry: dict[str, object]) -> Entry:
    type_, option = str(entry["type"]), entry.get("option") or {}
    assert isinstance(option, dict)
    expects = "negative" if "Negative" in type_ else "warning" if "Warning" in type_ else "positive"
    metadata = option.get("metadata")
    return Entry(
        kind=kind,
        number=str(entry["id"]).rpartition("#test")[2],
        name=str(entry["name"]),
        expects=expects,
        action=urljoin(BASE, str(entry["action"])),
        result=str(entry["result"]) if "result" in entry else None,
        minimal=bool(option.get("minimal")),
        metadata=urljoin(BASE, metadata) if metadata else None,
        link=str(entry["httpLink"]) if "httpLink" in entry else None,
    )


def fetch(suite: Path, url: str) -> bytes | None:
    """The bytes behind an address of the suite; nothing else is fetched, and nothing from the network."""
    if url == urljoin(BASE, "/.well-known/csvm"):
        return SITE_CONFIGURATION
    if not url.startswith(BASE):
        return None
    path = suite / unquote(url.removeprefix(BASE).split("#")[0].split("?")[0])
    return path.read_bytes() if path.is_file() else None
