"""Finding the metadata of a table (Model for Tabular Data and Metadata on the Web, section 5)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

from ciatlas.fault import AtlasError, Fault
from ciatlas.messages import _
from ciatlas.tables import metadata, uri_template
from ciatlas.tables.embedded import undescribed
from ciatlas.tables.model import TableGroup

Fetch = Callable[[str], bytes | None]

_DEFAULT_LOCATIONS = ("{+url}-metadata.json", "csv-metadata.json")
_METADATA_TYPES = ("application/csvm+json", "application/ld+json", "application/json")


def locate(url: str, fetch: Fetch, user_metadata: str | None = None, link: str | None = None) -> TableGroup:
    """The group of tables to process for a URL: of a metadata document (it ends in .json), or of a table.

    fetch: gives the bytes behind a URL, None where there is nothing. user_metadata: URL of metadata that the user names,
    which overrides all other. link: the ``Link`` header that came with the table.
    The first metadata found that describes the table is taken; one that does not is left out with a warning. Without any,
    the table has nothing but its own header. Raises AtlasError when a document that is found is in error.
    """
    if urlsplit(url).path.endswith(".json"):
        return read(url, fetch)
    if user_metadata is not None:
        return read(user_metadata, fetch)
    warnings: list[Fault] = []
    for candidate in [*_linked(url, link), *_default_locations(url, fetch)]:
        content = fetch(candidate)
        if content is None:
            continue
        if not _is_json(content):
            # A site that ignores the query of an address gives the table itself here.
            warnings.append(Fault("metadata", candidate, None, None, None, _("a JSON document"), severity="warning"))
            continue
        group = read(candidate, fetch)
        if any(normalised(table.url) == normalised(url) for table in group.tables):
            return replace(group, warnings=(*warnings, *group.warnings))
        warnings.append(Fault("metadata", candidate, None, None, None, _("a description of {file}").format(file=url), severity="warning"))
    return TableGroup((undescribed(url),), warnings=tuple(warnings))


def read(url: str, fetch: Fetch) -> TableGroup:
    """The group that the metadata document at a URL describes. Raises AtlasError when there is none, or it is in error."""

    def load(address: str) -> Any:
        content = fetch(address)
        try:
            return json.loads(content if content is not None else b"")
        except ValueError:
            fault = Fault("metadata", address, None, None, None, _("a JSON document"))
            raise AtlasError(str(fault), [fault]) from None

    return metadata.parse(load(url), base=url, file=url, load=load)


def _is_json(content: bytes) -> bool:
    try:
        json.loads(content)
    except ValueError:
        return False
    return True


def normalised(url: str) -> str:
    """A URL in the form in which two are compared: lower-case scheme and host, no default port, no dot segments (RFC 3986, 6.2)."""
    parts = urlsplit(url)
    host = parts.netloc.lower()
    for scheme, port in (("http", ":80"), ("https", ":443")):
        if parts.scheme.lower() == scheme:
            host = host.removesuffix(port)
    path = urlsplit(urljoin(url, parts.path or "/")).path
    return urlunsplit((parts.scheme.lower(), host, path, parts.query, ""))


def _linked(url: str, link: str | None) -> list[str]:
    """Where a Link header says that metadata is (data model, 5.2)."""
    found = []
    for target, parameters in re.findall(r"<([^>]*)>((?:\s*;\s*[^,;=]+=(?:\"[^\"]*\"|[^,;]*))*)", link or ""):
        values = dict(re.findall(r";\s*([^=\s]+)=\"?([^\";,]*)", parameters))
        if values.get("rel") == "describedby" and values.get("type", _METADATA_TYPES[0]) in _METADATA_TYPES:
            found.append(urljoin(url, target))
    return found


def _default_locations(url: str, fetch: Fetch) -> list[str]:
    """Where metadata is by the site's own rule, else by the default one (data model, 5.3)."""
    site = fetch(urljoin(url, "/.well-known/csvm"))
    templates = site.decode("utf-8", "replace").split() if site is not None else _DEFAULT_LOCATIONS
    plain = url.split("#")[0]
    return [urljoin(url, uri_template.parse(template).expand({"url": plain})) for template in templates]
