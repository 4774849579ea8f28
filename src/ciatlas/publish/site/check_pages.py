"""A page for each check of rows against public pages: what was found of each row, on which page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from ciatlas.messages import speaking
from ciatlas.publish.quality_report import of_check
from ciatlas.publish.site.anchors import Anchors
from ciatlas.publish.site.atlas import Atlas
from ciatlas.publish.site.engagement_sentences import Sentences, capital
from ciatlas.publish.site.frame import Frame
from ciatlas.publish.site.kinds import kind_names
from ciatlas.row_checks import Check, Finding

def path(check: Check) -> str:
    """Where the page of a check is below its language."""
    # Quoted twice: the file's name is the id quoted once, so that no id leads out of the folder.
    return f"check/{quote(quote(check.id, safe=''))}.html"


def anchor(finding: Finding) -> str:
    """The id of a finding on the page of its check."""
    return f"row-{finding.number}"


def of_things(atlas: Atlas) -> dict[str, list[tuple[Check, Finding]]]:
    """IRI of a thing -> what checks found of its row, the newest first."""
    found: dict[str, list[tuple[Check, Finding]]] = {}
    for check in atlas.checks:
        for one in check.findings:
            found.setdefault(_iri(atlas, one), []).append((check, one))
    return found


def write(frame: Frame) -> None:
    """Writes the page of each check of the edition. Raises OSError when the disk is full."""
    atlas, language = frame.atlas, frame.language
    anchors, sentences = Anchors(frame, 1, ()), Sentences(atlas, language)
    for check in atlas.checks:
        with speaking(language):
            told = of_check(atlas.project, atlas.group, lambda iri: atlas.name(iri, language).text, check, language)
            kinds = kind_names()
            # The description has the good before the bad; a reader wants to see the bad first.
            verdicts = {name: capital(atlas.name(atlas.project.iri(f"scheme/check-verdict/{name}"), language).text) for name in reversed(check.verdicts)}
            groups = [(title, list(_lines(atlas, check, name, kinds, anchors, sentences))) for name, title in verdicts.items()]
        frame.write(path(check), "check.html", check=told, groups=[group for group in groups if group[1]])


def _lines(
    atlas: Atlas, check: Check, verdict: str, kinds: Mapping[str, str], anchors: Anchors, sentences: Sentences
) -> Iterator[dict[str, Any]]:
    for one in check.findings:
        if one.verdict == verdict:
            iri = _iri(atlas, one)
            page = atlas.path(iri)
            told = sentences.read(iri) if one.kind == "engagement" else None
            yield {
                "finding": one,
                "anchor": anchor(one),
                "kind": kinds.get(one.kind, one.kind),
                "thing": None if page is None else anchors.place(page, sentences.bare(told)) if told else anchors.thing(iri),
                "source": anchors.elsewhere(one.source) if one.source else None,
            }


def _iri(atlas: Atlas, finding: Finding) -> str:
    return atlas.project.iri(f"id/{finding.kind}/{finding.id}")
