"""What a search found, put into the search page that the build wrote: so a server needs no graph to make a page that looks as all others.

Nothing of it needs a script; the page's own script sees that there is something already and leaves it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from ciatlas import messages
from ciatlas.publish import wording
from ciatlas.publish.site.atlas import Text
from ciatlas.publish.site.frame import TEMPLATES

# Where in the built page what was found belongs (templates/site/search.html).
_FOUND = re.compile(r"<!--found-->.*<!--/found-->", re.DOTALL)
_VALUE = ' name="q" value=""'
_TITLE = "<title>"
# All links of a page of the first level below a language begin so, and no text can: quotation marks are escaped in texts.
_ROOT = '="../'
_TONGUES = re.compile(r'(<a href="\.\./[\w-]+/search\.html)(?=" lang=)')
_WORD = re.compile(r"\w+(?:['’\"״׳.]\w+)*")


@dataclass(frozen=True, slots=True)
class Result:
    """One thing found. path: of its page below the language. kind: what its kind is called. scheme: what a concept is of.

    other: the other name by which it was found.
    """

    path: str
    name: Text
    kind: str
    scheme: Text | None = None
    country: Text | None = None
    roles: tuple[Text, ...] = ()
    other: Text | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found. sought: the words. kind: the kind that is wanted, empty for all. page, pages: counted from 1. first: the place of the first result."""

    sought: str
    kind: str
    results: Sequence[Result]
    total: int
    page: int
    pages: int
    first: int


class Shell:
    """The search page of one language."""

    def __init__(self, page: str, language: str) -> None:
        """page: ``search.html`` as the build wrote it."""
        self.language = language
        self._page = page

    @cached_property
    def _environment(self) -> Environment:
        environment = Environment(
            loader=PackageLoader("ciatlas.publish", TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, auto_reload=False
        )
        environment.globals |= {
            "_": messages._,
            "ngettext": messages.ngettext,
            "number": lambda value: wording.number(value, self.language),
            "quoted": lambda words: f"“{wording.isolated(wording.plain(words))}”",
        }
        return environment

    def page(self, found: Found | None, is_like: Callable[[str], bool], root: str) -> str:
        """The page with what was found; as it was built where nothing was sought.

        is_like: whether a word of a name is one of those that were sought. root: the way to the root of the site, ``../`` where the
        page stands below its language, ``./`` at the root.
        """
        page = self._page
        if found is not None:
            page = self._filled(page, found, is_like, root)
        return page.replace(_ROOT, f'="{root}')

    def _filled(self, page: str, found: Found, is_like: Callable[[str], bool], root: str) -> str:
        told = self._told(found, is_like, root)
        query = {"q": found.sought} | ({"kind": found.kind} if found.kind else {}) | ({"page": str(found.page)} if found.page > 1 else {})
        page = _FOUND.sub(lambda _place: told, page, count=1)
        page = _TONGUES.sub(lambda link: f"{link[1]}?{escape(urlencode(query))}", page)
        page = page.replace(_VALUE, f' name="q" value="{escape(found.sought)}"', 1)
        page = page.replace(_TITLE, f"{_TITLE}{escape(wording.plain(found.sought))} – ", 1)
        return page.replace(f'<option value="{escape(found.kind)}"', f'<option selected value="{escape(found.kind)}"', 1)

    def _told(self, found: Found, is_like: Callable[[str], bool], root: str) -> str:
        def at(page: int, kind: str) -> str:
            given = {"q": found.sought, "kind": kind, "lang": self.language if root == "./" else "", "page": str(page) if page > 1 else ""}
            return "?" + urlencode({key: value for key, value in given.items() if value})

        results = [
            {
                "href": f"{root}{self.language}/{one.path}",
                "name": marked(one.name, is_like),
                "kind": one.kind,
                "scheme": one.scheme,
                "country": one.country,
                "roles": one.roles,
                "other": one.other and marked(one.other, is_like),
            }
            for one in found.results
        ]
        with messages.speaking(self.language):
            return self._environment.get_template("search_found.html").render(
                sought=found.sought,
                total=found.total,
                first=found.first,
                results=results,
                page=found.page,
                pages=found.pages,
                previous=at(found.page - 1, found.kind) if found.page > 1 else None,
                next=at(found.page + 1, found.kind) if found.page < found.pages else None,
                everything=at(1, "") if found.kind else None,
            )


def marked(text: Text, is_like: Callable[[str], bool]) -> Markup:
    """A name as Text has it in HTML, in which the words that were sought stand out."""
    shown = Markup()
    end = 0
    for word in _WORD.finditer(text.text):
        if is_like(word[0]):
            shown += escape(text.text[end : word.start()]) + Markup("<mark>{}</mark>").format(word[0])
            end = word.end()
    head, tail = text.__html__().split(Markup(escape(text.text)), 1) if text.text else (text.__html__(), Markup())
    return Markup(head) + shown + escape(text.text[end:]) + Markup(tail)
