"""The page on the data's quality: how much is known of what, by table and by country, and what each measure means."""

from __future__ import annotations

from ciatlas.edition import dump_name
from ciatlas.messages import speaking
from ciatlas.publish.quality_report import content
from ciatlas.publish.site import check_pages
from ciatlas.publish.site.frame import Frame


def write(frame: Frame) -> None:
    """Writes ``quality.html`` of the language; nothing where the quality was not measured."""
    atlas, language = frame.atlas, frame.language
    if atlas.quality is None:
        return
    with speaking(language):
        told = content(atlas.project, atlas.group, atlas.quality, atlas.checks, lambda iri: atlas.name(iri, language).text, language)
    for check, one in zip(atlas.checks, told["checks"]):
        one["path"] = check_pages.path(check)
    frame.write("quality.html", "quality.html", turtle=f"{dump_name(atlas.project, atlas.edition)}-quality.ttl", **told)
