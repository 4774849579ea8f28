"""What a page of the site says of itself and where it points, read from its HTML without a browser, so that all pages can be looked at."""

from __future__ import annotations

import os
import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import etree
from lxml.html import HTMLParser

# What a page loads by itself, as opposed to what a reader may follow.
_LOADING_LINKS = {"stylesheet", "icon", "modulepreload", "preload", "manifest", "apple-touch-icon", "mask-icon"}
# Script elements that hold data and are not run.
_DATA_SCRIPTS = {"application/ld+json", "application/json"}
_URL = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]*:")
_PARSER = HTMLParser(encoding="utf-8", remove_comments=True)


@dataclass(frozen=True, slots=True)
class Facts:
    """path: below the root of the site. links: what the page points at, as written. loads: the part of them that it loads by itself.
    alternates: hreflang -> address in the head; switches: the same of the links in the body. inline: what a strict policy forbids."""

    path: str
    language: str
    direction: str
    titles: list[str]
    headings: list[str]
    ids: list[str]
    links: set[str]
    loads: set[str]
    alternates: dict[str, str]
    switches: dict[str, str]
    canonical: str | None
    policy: str | None
    viewport: str | None
    refresh: str | None
    described: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)


def tree(path: Path) -> etree._Element:
    """The page's document element. Raises OSError."""
    return etree.fromstring(path.read_bytes(), _PARSER)


def facts(folder: Path, path: str) -> Facts:
    """Reads the page at `path` below `folder`. Raises OSError."""
    root = tree(folder / path)
    said = {"titles": [], "headings": [], "ids": [], "described": [], "inline": []}
    links: set[str] = set()
    loads: set[str] = set()
    alternates: dict[str, str] = {}
    switches: dict[str, str] = {}
    single: dict[str, str | None] = {"canonical": None, "policy": None, "viewport": None, "refresh": None}
    for element in root.iter(etree.Element):
        tag = element.tag
        attributes = element.attrib
        if tag == "title" and element.getparent().tag == "head":
            said["titles"].append("".join(element.itertext()).strip())
        elif tag == "h1":
            said["headings"].append("".join(element.itertext()).strip())
        elif tag == "meta":
            if (key := attributes.get("http-equiv", "").lower()) in ("content-security-policy", "refresh"):
                single["policy" if key != "refresh" else key] = attributes.get("content", "")
            elif attributes.get("name") == "viewport":
                single["viewport"] = attributes.get("content", "")
        elif tag == "script" and "src" not in attributes:
            kind = attributes.get("type", "").lower()
            if kind == "application/ld+json":
                said["described"].append(element.text or "")
            if kind not in _DATA_SCRIPTS:
                said["inline"].append(f"<script type={kind!r}> in the page")
        elif tag == "style":
            said["inline"].append("<style> in the page")
        elif tag == "base":
            said["inline"].append("<base>")
        for name, value in attributes.items():
            if name == "id":
                said["ids"].append(value)
            elif name == "style":
                said["inline"].append(f"<{tag} style={value!r}>")
            elif name.startswith("on") and len(name) > 4:
                said["inline"].append(f"<{tag} {name}={value!r}>")
            elif name in ("href", "src", "poster", "data", "action", "xlink:href") and not (name == "data" and tag != "object"):
                relations = set(attributes.get("rel", "").lower().split()) if tag == "link" else set()
                if tag == "link" and "canonical" in relations:
                    single["canonical"] = value
                if "hreflang" in attributes:
                    if tag == "link" and "alternate" in relations:
                        alternates[attributes["hreflang"]] = value
                    elif tag == "a":
                        switches.setdefault(attributes["hreflang"], value)
                links.add(value)
                if name != "href" or tag in ("image", "use") or relations & _LOADING_LINKS:
                    loads.add(value)
            elif name in ("srcset", "imagesrcset"):
                addresses = {part.strip().split()[0] for part in value.split(",") if part.strip()}
                links |= addresses
                loads |= addresses
    return Facts(path, root.get("lang", ""), root.get("dir", ""), links=links, loads=loads, alternates=alternates, switches=switches, **said, **single)


def files(folder: Path) -> set[str]:
    """The paths of all files below a folder."""
    found: set[str] = set()
    for place, _folders, names in os.walk(folder):
        below = os.path.relpath(place, folder).replace(os.sep, "/")
        found |= {name if below == "." else f"{below}/{name}" for name in names}
    return found


def pages(folder: Path) -> list[str]:
    """The paths of all pages of a site, sorted; without what is released beside the site and only lies in it too, such as slides."""
    return sorted(path for path in files(folder) if path.endswith(".html") and not (folder.parent / path).is_file())


def kind(path: str, languages: tuple[str, ...] = ("en", "he")) -> str:
    """What kind of page a path has: ``map``, ``organization``, ``doc/place``, ``scheme/concept`` … : pages of a kind come from one template."""
    parts = path.removesuffix(".html").split("/")
    if parts[0] in languages:
        parts = parts[1:]
    if len(parts) == 1:
        return parts[0]
    *folders, name = parts
    if name == "index":
        return "/".join((folders if len(folders) == 1 else [*folders[:-1], "one"]) + ["index"])
    if folders[0] == "identifier":
        return "identifier"
    if folders[:2] == ["doc", "identifier"]:
        return "doc/identifier"
    if folders[0] == "scheme":
        return "scheme/concept"
    if folders == ["report"]:
        return "report/insight" if re.match(r"[0-9]+-", name) else f"report/{name}" if name == "all" else "report/claim"
    if folders[:2] == ["doc", "scheme"]:
        return "doc/scheme/concept" if len(folders) > 2 else "doc/scheme"
    return "/".join(folders)


def fullest_first(folder: Path) -> dict[str, list[str]]:
    """Kind of page -> its paths, in all languages; the fullest first, which has all that the template can show."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for path in sorted(pages(folder), key=lambda path: (-(folder / path).stat().st_size, path)):
        kinds[kind(path)].append(path)
    return dict(sorted(kinds.items()))


def fullest(kinds: dict[str, list[str]], language: str) -> list[str]:
    """The fullest page of each kind in a language."""
    found = [next((path for path in paths if path.startswith(f"{language}/")), None) for paths in kinds.values()]
    return [path for path in found if path is not None]


def few_of_each_kind(paths: Iterable[str], most: int, languages: tuple[str, ...] = ("en", "he")) -> list[str]:
    """Of each kind of page in each language the first `most`, in their order: those that follow come from the same template."""
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for path in paths:
        first = path.partition("/")[0]
        key = (first if first in languages else "", kind(path, languages))
        seen[key] += 1
        if seen[key] <= most:
            found.append(path)
    return found


def broken(page: Facts, there: set[str], anchors: dict[str, frozenset[str]]) -> Iterator[str]:
    """The links of a page that do not lead where they say: each as text. there: the site's files. anchors: page -> its ids."""
    for link in sorted(page.links):
        address = link.strip()
        if _URL.match(address) or address.startswith("//"):
            scheme = address.partition(":")[0].lower()
            if link in page.loads and scheme != "data":
                yield f"loads {link} from elsewhere"
            elif scheme not in ("http", "https", "mailto", "data", "geo"):
                yield f"{link}: not a scheme to follow"
            elif scheme in ("http", "https") and not urlsplit(address).hostname:
                yield f"{link}: names no host"
            continue
        parts = urlsplit(address)
        if parts.path.startswith("/"):
            yield f"{link} begins at the host's root"
            continue
        target = page.path if not parts.path else posixpath.normpath(posixpath.join(posixpath.dirname(page.path), unquote(parts.path)))
        if target not in there:
            yield f"{link} leads to {target}, which is not there"
        elif parts.fragment and target in anchors and "=" not in parts.fragment and unquote(parts.fragment) not in anchors[target]:
            yield f"{link}: {target} has no anchor {unquote(parts.fragment)}"
