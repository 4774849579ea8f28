"""The lists as they are without scripts: every thing once, under its letter, each value with its page; and the years."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from lxml import html

from ciatlas.messages import speaking
from ciatlas.publish.site import lists, years
from ciatlas.publish.site.client_data import LISTED, record
from ciatlas.publish.site.columns import COLUMNS, Column
from ciatlas.publish.site.frame import Frame
from ciatlas.publish.wording import language_called, period


@pytest.fixture(scope="module", params=["en", "he"])
def frame(request: pytest.FixtureRequest, atlas, tmp_path_factory: pytest.TempPathFactory) -> Frame:
    frame = Frame(atlas, request.param, tmp_path_factory.mktemp("site"))
    lists.write(frame)
    years.write(frame)
    return frame


def page(frame: Frame, path: str) -> html.HtmlElement:
    return html.fromstring((frame.folder / frame.language / path).read_text(encoding="utf-8"))


@pytest.mark.parametrize("key", LISTED)
def test_every_thing_is_listed_once(frame: Frame, key: str):
    links = page(frame, f"{key}.html").xpath("//tbody/tr[not(@class)]/th/a/@href")
    assert sorted(links) == sorted(f"../{frame.language}/{frame.atlas.path(iri)}" for iri in frame.atlas.of_kind(LISTED[key]))


@pytest.mark.parametrize("key", LISTED)
def test_letters_lead_to_their_rows(frame: Frame, key: str):
    found = page(frame, f"{key}.html")
    anchors = [link[1:] for link in found.xpath("//nav[@class='letters']//a/@href")]
    assert anchors == found.xpath("//tr[@class='letter']/th/@id") and len(set(anchors)) == len(anchors)


@pytest.mark.parametrize("key", LISTED)
def test_the_script_is_told_of_the_same_columns(frame: Frame, key: str):
    found = page(frame, f"{key}.html")
    told = json.loads(found.xpath("string(//*[@id='lister']/@data-list)"))
    shown = [column["heading"] for column in told["columns"] if column["first"]]
    assert shown == [heading.text for heading in found.xpath("//thead//th")]
    assert told["kind"] == LISTED[key] and told["iri"] == frame.atlas.project.iri(f"id/{LISTED[key]}/")
    assert all(column["heading"] for column in told["columns"])


def test_cells_lead_to_what_they_name(frame: Frame):
    row = next(row for row in page(frame, "organizations.html").xpath("//tbody/tr") if row.xpath("th/a[contains(@href, '/bill-and-melinda-gates-foundation.html')]"))
    links = [link.split("/", 2)[2] for link in row.xpath("td//a/@href")]
    assert {"country/US.html", "place/us-washington-seattle.html", "scheme/role/funding.html", "scheme/organization-type/private-foundation.html"} <= set(links)


def test_a_column_of_which_something_is_known_shows_it(frame: Frame):
    cells = lists.Cells(frame.atlas, frame.language)
    shapes = set()
    for key, columns in COLUMNS.items():
        records = [record(frame.atlas, iri, frame.language) for iri in frame.atlas.of_kind(LISTED[key])]
        with speaking(frame.language):
            for column in [column for column in columns if column.shape != "name" and column.is_known(records)]:
                assert any(cells.items(one, column) for one in records), column.key
                shapes.add(column.shape)
    assert shapes == {column.shape for columns in COLUMNS.values() for column in columns} - {"name"}


def test_a_column_that_nothing_is_known_of_is_left_out(frame: Frame):
    assert not Column("nothing", "texts").is_known([{"id": "one", "name": "One"}])


def test_an_address_that_is_none_of_the_web_is_no_link(frame: Frame):
    cells = lists.Cells(frame.atlas, frame.language)
    for address in ("javascript:alert(1)", "http://[", "mailto:a@example.org"):
        assert cells.items({"website": address}, Column("website", "website")) == []


def test_a_kind_that_an_atlas_has_nothing_of_has_no_page_and_no_entry(atlas, tmp_path):
    things = {iri: said for iri, said in atlas.reading.things.items() if atlas.kind(iri) != "event"}
    without = replace(atlas, reading=replace(atlas.reading, things=things))
    frame = Frame(without, "en", tmp_path)
    lists.write(frame)
    years.write(frame)
    assert not (tmp_path / "en" / "events.html").exists()
    entries = page(frame, "organizations.html").xpath("//nav[contains(@class, 'main')]//a/@href")
    assert any(entry.endswith("initiatives.html") for entry in entries) and not any(entry.endswith("events.html") for entry in entries)


def test_a_year_tells_what_happened_in_it(frame: Frame):
    found = page(frame, "year/2014.html")
    counts = {link[1:]: int(number) for link, number in zip(found.xpath("//ul[@class='figures']//a/@href"), found.xpath("//ul[@class='figures']//strong/text()"), strict=True)}
    assert counts == {key: len(things) for key, things in years.happened(frame.atlas)[2014].items()}
    for key, count in counts.items():
        assert len(found.xpath(f"//section[@aria-labelledby='{key}']/ul/li")) == count
    assert found.xpath("//nav//a[@rel='prev']/@href")[0].endswith("year/2013.html")


def test_years_lead_to_each_other(frame: Frame):
    known = sorted(years.years(frame.atlas))
    assert {path.name for path in (frame.folder / frame.language / "year").iterdir()} == {"index.html", *(f"{year:04}.html" for year in known)}
    first, last = page(frame, years.path(known[0])), page(frame, years.path(known[-1]))
    assert not first.xpath("//a[@rel='prev']") and first.xpath("//a[@rel='next']")
    assert not last.xpath("//a[@rel='next']") and last.xpath("//a[@rel='prev']")


def test_the_overview_leads_to_all_years_and_its_bars_say_their_numbers(frame: Frame):
    found = page(frame, "year/index.html")
    years_linked = {int(match.group(1)) for link in found.xpath("//main//table//a/@href | //main//ul[@class='chips']//a/@href") if (match := re.search(r"year/(\d{4})\.html", link))}
    assert years_linked == years.years(frame.atlas)
    bar = next(link for link in found.xpath("//figure//a") if link.get("href") == "2014.html")
    began = len(years.happened(frame.atlas)[2014]["began"])
    assert f": {began}" in bar.get("aria-label")


@pytest.mark.parametrize(
    ("start", "end", "english"),
    [
        ("2014", None, "2014"),
        ("2014-05", None, "May 2014"),
        ("2014-05-12", "2014-05-14", "12–14 May 2014"),
        ("2014-05-12", "2014", "2014"),
        ("2014-05-12Z", None, "12 May 2014"),
    ],
)
def test_a_period_is_told_as_precisely_as_it_is_known(start: str, end: str | None, english: str):
    assert period(start, end, "en") == english


def test_a_language_is_called_in_the_page_s():
    assert (language_called("fr", "en"), language_called("fr", "he"), language_called("qqq", "en")) == ("French", "צרפתית", "qqq")
