"""All pages of a built site at once, and what no page of any site may have."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from page_facts import Facts, broken, facts, files, kind, pages

SHOWN = 20
LOST = "404.html"


@dataclass(frozen=True, slots=True)
class Crawl:
    """All pages of a site by their paths, the files there are, and each page's anchors."""

    folder: Path
    pages: dict[str, Facts]
    there: set[str]
    anchors: dict[str, frozenset[str]]

    def of(self, language: str) -> list[Facts]:
        return [page for path, page in self.pages.items() if path.startswith(f"{language}/")]

    def links_hold(self) -> None:
        """Every link leads to a file that is there and to an anchor in it; nothing is loaded from elsewhere."""
        found: dict[str, list[str]] = defaultdict(list)
        for path, page in self.pages.items():
            for fault in broken(page, self.there, self.anchors):
                found[fault.lstrip("./")].append(path)
        listed = "\n".join(f"{fault} ({len(paths)} pages, such as {paths[0]})" for fault, paths in sorted(found.items(), key=lambda one: -len(one[1]))[:SHOWN])
        assert not found, f"{len(found)} links:\n{listed}"

    def nothing_is_inline(self) -> None:
        """No page has a script, a style or a handler in itself, save one script in the page for lost addresses.

        Hosts show that page at any depth, so it cannot say where a script's file is; its policy names the script's hash.
        """

        def faults(page: Facts) -> list[str]:
            is_allowed = page.path == LOST and "'sha256-" in (page.policy or "")
            return [one for number, one in enumerate(page.inline) if not (is_allowed and number == 0 and one.startswith("<script"))]

        self.none_has(faults)

    def ids_are_unique(self) -> None:
        self.none_has(lambda page: [name for name, count in Counter(page.ids).items() if count > 1])

    def none_has(self, faults: Callable[[Facts], object]) -> None:
        """No page has faults: `faults` gives those of one page, a false value where there are none. Else the first are named."""
        found = {path: fault for path, page in self.pages.items() if (fault := faults(page))}
        listed = "\n".join(f"{path}: {fault}" for path, fault in list(found.items())[:SHOWN])
        assert not found, f"{len(found)} pages, of kinds {sorted(Counter(kind(path) for path in found).items())}:\n{listed}"


def crawl(folder: Path) -> Crawl:
    """Reads all pages below a folder. Raises OSError."""
    found = {path: facts(folder, path) for path in pages(folder)}
    return Crawl(folder, found, files(folder), {path: frozenset(page.ids) for path, page in found.items()})
