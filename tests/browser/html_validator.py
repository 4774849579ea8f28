"""The Nu HTML checker over many pages in one run."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
from site_server import Site

_JAR = Path(__file__).parent / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
# It asks no host of this machine unless told so.
_LOOPBACK = "-Dnu.validator.servlet.allow-forbidden-hosts=true"
# It runs for seconds: too short for the compiler that thinks longer, and for threads that tidy up.
_SHORT_RUN = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


def complaints(site: Site, paths: Iterable[str]) -> list[str]:
    """What is not valid HTML in pages of a served site, as complaints_at tells it."""
    return [told.replace(site.url, "") for told in complaints_at(map(site.address, paths))]


def complaints_at(addresses: Iterable[str]) -> list[str]:
    """What is not valid HTML in pages: each error and warning with how often it is there, and one place.

    One run for many pages takes less than many runs, since Java becomes quick only after a while. Skips the test where the checker or Java is missing.
    """
    if shutil.which("java") is None:
        pytest.skip("java is not installed (Debian's package default-jre-headless)")
    if not _JAR.is_file():
        pytest.skip("the validator is not installed: npm ci in tests/browser")
    command = ["java", "-Xss4m", *_SHORT_RUN, _LOOPBACK, "-jar", str(_JAR), "--format", "json", "--exit-zero-always", *addresses]
    result = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=300)
    messages = json.loads(result.stderr)["messages"]
    found: dict[str, list[str]] = {}
    for one in messages:
        if (one["type"] != "info" or one.get("subType") == "warning") and not _is_of_data(one):
            told = f"{one.get('subType', one['type'])}: {one['message']}"
            found.setdefault(told, []).append(f"{one['url']} {one.get('extract', '')!r}")
    return [f"{told} ({len(places)}, such as {places[0]})" for told, places in found.items()]


def _is_of_data(message: dict[str, str]) -> bool:
    """Whether it is a block of data that the checker takes for a script that the page's policy would not run: nobody runs it."""
    return message["message"].startswith("Inline script violates Content Security Policy") and 'type="application/ld+json"' in message.get("extract", "")
