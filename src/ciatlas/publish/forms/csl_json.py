"""The publications as CSL-JSON, for Zotero, Pandoc and other programs that cite (https://citationstyles.org/)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ciatlas.publish.forms.works import Work

# Our kinds of publications in the words of CSL 1.0.2, appendix III; what it has no word for is a document with a genre.
_TYPES = {
    "article": "article-magazine",
    "blog-post": "post-weblog",
    "book": "book",
    "case-study": "report",
    "guide": "report",
    "report": "report",
    "slides": "speech",
    "toolkit": "report",
    "webinar": "broadcast",
}
_PERIODICALS = frozenset({"article-magazine", "post-weblog"})


def write(works: Iterable[Work], path: Path) -> Path:
    """Writes an array of items. Raises OSError when the disk is full."""
    path.write_text(json.dumps([_item(work) for work in works], ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def _item(work: Work) -> dict[str, Any]:
    kind = _TYPES.get(work.type, "document")
    publisher = "; ".join(work.publishers)
    item: dict[str, Any] = {
        "id": work.key,
        "type": kind,
        "title": work.title,
        # Which part of a name is the family's is not in the tables: for organisations, and in Hebrew, a guess would be wrong.
        "author": [{"literal": author} for author in work.authors],
        "issued": {"date-parts": [[work.year]]} if work.year is not None else None,
        "container-title" if kind in _PERIODICALS else "publisher": publisher,
        "genre": work.type_name if _TYPES.get(work.type) in (None, "report", "speech") and work.type != "report" else "",
        "language": work.language,
        "keyword": ", ".join(work.keywords),
        "URL": work.url,
        "source": work.iri,
    }
    return {key: value for key, value in item.items() if value not in (None, "", [])}
