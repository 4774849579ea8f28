"""The description of the search for browsers and programs (OpenSearch 1.1 draft 6), in each language."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from ciatlas.messages import _, speaking
from ciatlas.project import Project
from ciatlas.publish import wording
from ciatlas.publish.forms.xml_text import attribute, content

FILE = "opensearch.xml"
MEDIA_TYPE = "application/opensearchdescription+xml"
SUGGESTIONS = "application/x-suggestions+json"
_LONGEST_NAME, _LONGEST_TEXT = 16, 1024
_LONGEST_TITLE = 48


def description(project: Project, language: str, root: str, answers: Mapping[str, str] | None = None) -> str:
    """The description of the search in one language.

    root: the address of the root of the site, with a slash at its end. answers: media type -> template of the address (below the root)
    where a server answers in that form, with ``{searchTerms}`` and ``{startPage?}``; a host of files has the page alone.
    """
    title = wording.plain(project.title[language])
    with speaking(language):
        name, told = _("Search in {title}").format(title=title), wording.plain(project.description[language])
    page = f"{root}{quote(language)}/search.html?q={{searchTerms}}"
    urls = [("text/html", "results", page)]
    urls += [(media, "suggestions" if media == SUGGESTIONS else "results", root + template) for media, template in (answers or {}).items()]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">',
        f"<ShortName>{content(title if len(title) <= _LONGEST_NAME else project.name[:_LONGEST_NAME])}</ShortName>",
        f"<LongName>{content(name[:_LONGEST_TITLE])}</LongName>",
        f"<Description>{content(told[:_LONGEST_TEXT])}</Description>",
        *(f"<Url type={attribute(media)} rel={attribute(rel)} template={attribute(template)}/>" for media, rel, template in urls),
        f"<Url type={attribute(MEDIA_TYPE)} rel=\"self\" template={attribute(f'{root}{quote(language)}/{FILE}')}/>",
        f"<Image height=\"64\" width=\"64\" type=\"image/svg+xml\">{content(root)}static/icon.svg</Image>",
        f"<Language>{content(language)}</Language>",
        "<InputEncoding>UTF-8</InputEncoding>",
        "<OutputEncoding>UTF-8</OutputEncoding>",
        "</OpenSearchDescription>",
    ]
    return "\n".join(lines) + "\n"

