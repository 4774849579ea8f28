"""The feed of the editions (Atom, RFC 4287): what was published, in which version, and what it changed in the edition before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ciatlas.messages import _, speaking
from ciatlas.project import Edition, Project
from ciatlas.publish import wording
from ciatlas.publish.changes import Changes
from ciatlas.publish.forms.xml_text import attribute, content
from ciatlas.released import Released

FILE = "changes.atom"
MEDIA_TYPE = "application/atom+xml"


def feed(project: Project, language: str, base: str, records: Mapping[str, Released], changes: Sequence[Changes]) -> str:
    """The feed in one language, the newest edition first.

    base: the root of the site as the feed's links begin (xml:base), absolute or relative to the feed. records: what was released
    (released.read). The ids stay when a draft becomes final or is put right; then only what is told of it, and when, is new.
    """
    former = {one.later.name: one for one in changes}
    editions = sorted(project.editions, key=lambda one: (_updated(one, records), one.date, one.name), reverse=True)
    own = f"{language}/{FILE}"
    with speaking(language):
        entries = [line for one in editions for line in _entry(project, one, language, records, former.get(one.name))]
        title = _("{title}: changes").format(title=wording.plain(project.title[language]))
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={attribute(language)} xml:base={attribute(base)}>',
        f"<id>{content(project.iri(own))}</id>",
        f"<title>{content(title)}</title>",
        f"<subtitle>{content(wording.plain(project.description[language]))}</subtitle>",
        f"<updated>{_updated(editions[0], records)}</updated>",
        f"<author><name>{content(wording.plain(project.publisher[language]))}</name></author>",
        f"<rights>{content(project.licence)}</rights>",
        "<icon>static/icon.svg</icon>",
        _link("self", own, MEDIA_TYPE, language),
        *(_link("alternate", f"{other}/{FILE}", MEDIA_TYPE, other) for other in project.languages if other != language),
        _link("alternate", f"{language}/downloads.html", "text/html", language),
        _link("license", project.licence),
        *entries,
        "</feed>",
    ]
    return "\n".join(lines) + "\n"


def _entry(project: Project, edition: Edition, language: str, records: Mapping[str, Released], changes: Changes | None) -> Iterator[str]:
    record = records.get(edition.name)
    iri = project.iri(f"data/{edition.name}")
    title = _("{edition}, version {version}").format(edition=wording.plain(edition.title[language]), version=edition.version)
    if record is None:
        told = [_("A draft: its addresses hold, what it says of them may still be corrected.")]
    else:
        told = [_("Released on {date}; from then on it does not change.").format(date=wording.day(record.date, language))]
    if changes is not None:
        told.append(changes.summary[language])
    yield "<entry>"
    yield f"<id>{content(iri)}</id>"
    yield f"<title>{content(title)}</title>"
    yield f"<updated>{_updated(edition, records)}</updated>"
    yield f'<category term="{"draft" if record is None else "released"}"/>'
    yield f"<summary>{content(wording.plain(' '.join(told)))}</summary>"
    yield _link("alternate", iri)
    for file in changes.files if changes is not None else ():
        if file.language in (None, language):
            yield _link("related", file.name, file.media, file.language)
    yield "</entry>"


def _link(rel: str, href: str, media: str | None = None, language: str | None = None) -> str:
    told = {"rel": rel, "href": href, "type": media, "hreflang": language}
    return f"<link {' '.join(f'{name}={attribute(value)}' for name, value in told.items() if value)}/>"


def _updated(edition: Edition, records: Mapping[str, Released]) -> str:
    """The day when the edition was last published, else as of which it tells (RFC 3339)."""
    record = records.get(edition.name)
    return f"{record.date if record is not None else edition.issued or edition.date}T00:00:00Z"
