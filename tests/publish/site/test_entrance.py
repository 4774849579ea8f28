"""The root of the site speaks all languages; the page for lost addresses holds wherever it is shown."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from pathlib import Path

from lxml import html

from ciatlas.publish.site import entrance
from ciatlas.publish.site.atlas import Atlas
from ciatlas.publish.site.frame import Frame


def written(atlas: Atlas, folder: Path, name: str) -> html.HtmlElement:
    entrance.write(Frame(atlas, "en", folder))
    return html.document_fromstring((folder / name).read_bytes().decode())


def test_the_entrance_has_a_link_for_each_language(atlas: Atlas, tmp_path: Path):
    page = written(atlas, tmp_path, "index.html")
    assert [(link.get("hreflang"), link.get("href")) for link in page.xpath("//ul[@data-languages]//a")] == [("en", "en/index.html"), ("he", "he/index.html")]
    assert page.xpath("//script/@src") == ["static/language.js"]


def test_with_a_known_site_the_lost_page_needs_no_script(atlas: Atlas, tmp_path: Path):
    there = replace(atlas, project=replace(atlas.project, site="https://host.example/below/"))
    page = written(there, tmp_path, "404.html")
    assert not page.xpath("//script")
    assert all(link.startswith("https://host.example/below/") for link in page.xpath("//a/@href"))
    assert all(link.startswith("/below/static/") for link in page.xpath("//link/@href"))
    assert "sha256" not in page.xpath("//meta[@http-equiv]/@content")[0]


def test_without_one_the_policy_names_the_script_in_the_lost_page(atlas: Atlas, tmp_path: Path):
    page = written(atlas, tmp_path, "404.html")
    (script,) = page.xpath("//script")
    digest = base64.b64encode(hashlib.sha256(script.text.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in page.xpath("//meta[@http-equiv]/@content")[0]
    assert "en/index.html" in page.xpath("//a/@href") and "he/index.html" in page.xpath("//a/@href")
