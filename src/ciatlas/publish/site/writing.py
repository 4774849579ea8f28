"""All pages of the site, written side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

from ciatlas import messages
from ciatlas.beside import beside
from ciatlas.messages import _
from ciatlas.publish.site import about, assets, check_pages, client_data, entrance, home, layout, leads, linking, lists, map_page, network_page, quality_page, refuse_untranslated, report_pages, search_page, sparql_page, things, vocabulary, years
from ciatlas.publish.site.atlas import Atlas
from ciatlas.publish.site.frame import Frame
from ciatlas.publish.story import Story

Say = Callable[[str], None]


def write(atlas: Atlas, stories: Mapping[str, Story], folder: Path, release: Path, say: Say) -> None:
    """Writes the site into `folder`, which is made.

    stories: the report by language (story.story), charts included. release: the folder of the release, whose files the pages offer.
    Raises AtlasError that names template and line, or the messages without translation; OSError when the disk is full.
    """
    folder.mkdir(parents=True, exist_ok=True)
    assets.write(atlas, folder)
    first = atlas.project.languages[0]
    say(_("writing pages: {languages}").format(languages=", ".join(atlas.project.languages)))
    # Vega draws in threads of its own, which a forked process does not have: all drawing comes before.
    worlds = {language: home.world(atlas, language) for language in atlas.project.languages}
    # Whatever goes wrong in one process, all must have ended before the folder is removed.
    with ExitStack() as others:
        others.callback(beside(_write_network, atlas, folder))
        for language in atlas.project.languages[1:]:
            others.callback(_learn, beside(_write_beside, Frame(atlas, language, folder), stories[language], worlds[language], release))
        pages(Frame(atlas, first, folder), stories[first], worlds[first], release)
    entrance.write(Frame(atlas, first, folder))
    leads.write(Frame(atlas, first, folder))
    refuse_untranslated(atlas.project.languages)


def _write_network(atlas: Atlas, folder: Path) -> None:
    text = client_data.network_json(atlas, layout.positions(atlas))
    (folder / "network.json").write_text(text, encoding="utf-8", newline="\n")


def _write_beside(frame: Frame, story: Story, world: str, release: Path) -> set[tuple[str, str]]:
    """Writes the pages of a language in a process of its own, which alone knows what it found without translation."""
    pages(frame, story, world, release)
    return messages.missing


def _learn(untranslated: Callable[[], set[tuple[str, str]]]) -> None:
    messages.missing.update(untranslated())


def pages(frame: Frame, story: Story, world: str, release: Path) -> None:
    """Writes all pages of one language. world: the map of the home page (home.world)."""
    frame.put(f"{frame.language}/atlas.json", client_data.atlas_json(frame.atlas, frame.language))
    home.write(frame, story, world)
    report_pages.write(frame, story)
    about.write(frame)
    quality_page.write(frame)
    check_pages.write(frame)
    map_page.write(frame)
    network_page.write(frame)
    lists.write(frame)
    search_page.write(frame)
    years.write(frame)
    things.write(frame, story)
    vocabulary.write(frame)
    linking.write(frame)
    sparql_page.write(frame, release)
