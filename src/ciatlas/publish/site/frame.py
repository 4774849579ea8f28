"""The frame of every page: Jinja2 templates in one language, links that hold under any path, the security policy, the way to the other languages."""

from __future__ import annotations

import traceback
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, TemplateError
from markupsafe import Markup

from ciatlas import messages
from ciatlas.fault import AtlasError
from ciatlas.publish import marks, wording
from ciatlas.publish.site.atlas import Atlas
from ciatlas.publish.site.client_data import LISTED

TEMPLATES = "templates/site"
# Scripts, styles, fonts and pictures come from the site alone; nothing that stands in a page is run (Content Security Policy Level 3).
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
}


class Frame:
    """Writes pages in one language. Paths are those below the language, as Atlas.path gives them: percent-encoded, ending in ``.html``."""

    def __init__(self, atlas: Atlas, language: str, folder: Path) -> None:
        """folder: the root of the site."""
        self.atlas, self.language, self.folder = atlas, language, folder
        self._made: set[Path] = set()
        self._parts: dict[tuple[str, str, str], Markup] = {}

    @cached_property
    def environment(self) -> Environment:
        """The templates' environment: everything is escaped, an unknown name is an error."""
        environment = Environment(
            loader=PackageLoader("ciatlas.publish", TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
            auto_reload=False,
        )
        project, edition, language = self.atlas.project, self.atlas.edition, self.language
        environment.globals |= {
            "_": messages._,
            "ngettext": messages.ngettext,
            "atlas": self.atlas,
            "project": project,
            "edition": edition,
            "language": language,
            "direction": "rtl" if wording.is_right_to_left(language) else "ltr",
            "languages": project.languages,
            "lists": [key for key, kind in LISTED.items() if self.atlas.of_kind(kind)],
            "language_name": wording.language_name,
            "name": lambda iri: self.atlas.name(iri, language),
            "text": lambda iri, property: self.atlas.text(iri, property, language),
            "number": lambda value: wording.number(value, language),
            "day": lambda iso: wording.day(iso, language),
            "plain": wording.plain,
            "marks": {name: Markup(mark) for name, mark in marks.MARKS.items()},
            "svg": Markup,
            "policy": policy(project.endpoint),
            "policy_with": lambda **further: policy(project.endpoint, **further),
            "is_right_to_left": wording.is_right_to_left,
        }
        return environment

    def render(self, path: str, template: str, depth: int | None = None, **values: Any) -> str:
        """The page at `path` as HTML. depth: how many folders below the root of the site it is shown, where that is not at its path.

        Templates get ``to(path)``: the link to a path below this page's language, ``root(path)``: to one below the root of the
        site, ``page(iri)``: to a thing's page, None where it has none; and ``part(template)``: a piece that is the same on all pages
        equally deep, rendered once. Raises AtlasError that names template and line.
        """
        prefix = "../" * (path.count("/") + 1 if depth is None else depth)

        def to(other: str) -> str:
            return f"{prefix}{self.language}/{other}"

        def page(iri: str) -> str | None:
            found = self.atlas.path(iri)
            return None if found is None else to(found)

        def root(other: str) -> str:
            return prefix + other

        def part(name: str) -> Markup:
            # Pages in folders of things are many, and none of them is an entry of the navigation.
            entry = path if "/" not in path or path.endswith("/index.html") else ""
            key = (name, prefix, entry)
            if key not in self._parts:
                self._parts[key] = Markup(self.environment.get_template(name).render(here=entry, root=root, to=to).rstrip())
            return self._parts[key]

        try:
            with messages.speaking(self.language):
                return self.environment.get_template(template).render(
                    values | {"here": path, "root": root, "to": to, "page": page, "part": part}
                )
        except TemplateError as error:
            raise AtlasError(_where(error, template)) from error
        except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
            raise AtlasError(_where(error, template)) from error

    def write(self, path: str, template: str, **values: Any) -> None:
        """Renders a page and writes it below the language. Raises AtlasError as render does, OSError when the disk is full."""
        self.put(f"{self.language}/{path}", self.render(path, template, **values))

    def put(self, path: str, content: str) -> None:
        """Writes a file below the root of the site; `path` is percent-encoded, as in links."""
        target = self.folder / unquote(path)
        if target.parent not in self._made:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(target.parent)
        target.write_text(content, encoding="utf-8", newline="\n")


def policy(endpoint: str | None, **further: str) -> str:
    """The Content-Security-Policy of a page. endpoint: a SPARQL endpoint that its scripts may ask. further: sources for a directive more."""
    rules = dict(POLICY)
    if endpoint:
        parts = urlsplit(endpoint)
        rules["connect-src"] += f" {parts.scheme}://{parts.netloc}"
    for directive, sources in further.items():
        rules[directive.replace("_", "-")] += f" {sources}"
    return "; ".join(f"{directive} {sources}" for directive, sources in rules.items())


def _where(error: Exception, template: str) -> str:
    """What went wrong, with the template and the line: of a syntax error as it says, else the innermost line that is a template's."""
    if (line := getattr(error, "lineno", None)) is not None:
        return f"{TEMPLATES}/{getattr(error, 'name', None) or template}, line {line}: {error}"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if f"/{TEMPLATES}/" in frame.filename]
    if frames:
        return f"{TEMPLATES}/{frames[-1].filename.rpartition(f'/{TEMPLATES}/')[2]}, line {frames[-1].lineno}: {type(error).__name__}: {error}"
    return f"{TEMPLATES}/{template}: {type(error).__name__}: {error}"
