"""Previews (API 0.2, 5), flyouts (6.5) and what features mean: small pieces of HTML, made to be shown in other sites' pages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import Response

from ciatlas.insights import Value
from ciatlas.names.thing import Thing
from ciatlas.names.vocabulary import Property, Type
from ciatlas.project import Project
from ciatlas.publish.wording import is_right_to_left
from ciatlas.serve.names import Names
from ciatlas.serve.reconcile.values import Values
from ciatlas.serve.reconcile.words import Words

STYLE = "preview.css"
# It loads its style and nothing else, and may be shown in any page.
POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"

FEATURES = {
    "name": "How like the name is, word by word, from 0 to 1: rare words count more than frequent ones; slips, other scripts and other orders of words take a little away.",
    "type": "1 where what the candidate is first is a type that was asked for, 0.9 where it is that too, 0 where it is not.",
    "key": "True where the candidate has the very identifier, record elsewhere or web site that was asked for: it is certain then, unless others have it too.",
}
OF_PROPERTY = "How well the candidate agrees with the value that was asked for, from 0 (the atlas says something else) to 1 (the same). It is not there where the atlas says nothing."


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("ciatlas.serve.reconcile"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["direction"] = lambda language: "rtl" if language and is_right_to_left(language) else "ltr"
    return environment


@cache
def style() -> bytes:
    """The style of previews."""
    return files("ciatlas.serve.reconcile").joinpath("templates", STYLE).read_bytes()


async def description(thing: Thing, names: Names, values: Values, language: str) -> Value | None:
    """What the atlas says of a thing in a sentence, in a language if it can be; None when it says nothing."""
    properties = [names.vocabulary.ids.iri(name) for name in ("dcterms:description", "skos:definition")]
    said = (await values.of([thing.iri], properties)).get(thing.iri, {})
    texts = [one for property in properties for one in said.get(property, ())]
    return min(texts, key=lambda one: (one.language != language, one.language != "en", one.text), default=None)


@dataclass(frozen=True, slots=True)
class Addresses:
    """root: of the server. service: of the service. Each with a slash at its end."""

    root: str
    service: str


def page(thing: Thing, said: Value | None, project: Project, words: Words, addresses: Addresses) -> Response:
    """The preview of a thing: its names in the atlas's languages, what it is and where, a sentence, its web site."""
    ids = words.names.vocabulary.ids
    website = next((one for one in thing.websites if one.startswith(("https://", "http://"))), None)
    title = project.title.get(words.language) or next(iter(project.title.values()), project.name)
    told = _told(thing, said, project, words)
    return _html("preview.html.j2", addresses, words, website=website, address=addresses.root + ids.entity(thing.iri), iri=thing.iri, title=title, **told)


def flyout(thing: Thing, said: Value | None, project: Project, words: Words) -> str:
    """The same as a piece of a page, without a style and with no link in it: it becomes part of a stranger's page."""
    return _environment().get_template("flyout.html.j2").render(language=words.language, **_told(thing, said, project, words))


def term_flyout(term: Type | Property, words: Words) -> str:
    """A type or property as a piece of a page: what it is called, in all languages, and its address."""
    return _environment().get_template("term.html.j2").render(language=words.language, label=words.label(term.labels), labels=term.labels, iri=term.iri)


def feature(id: str, words: Words, addresses: Addresses) -> Response | None:
    """What a feature of candidates means; None for what is none."""
    vocabulary = words.names.vocabulary
    iri = None if id in FEATURES else vocabulary.property(id)
    if iri is None and id not in FEATURES:
        return None
    label = words.label(vocabulary.properties[iri].labels) if iri is not None else id
    return _html("feature.html.j2", addresses, words, id=id, label=label, text=FEATURES.get(id, OF_PROPERTY))


def _told(thing: Thing, said: Value | None, project: Project, words: Words) -> dict[str, object]:
    name = thing.name(words.language)
    others = dict.fromkeys(thing.name(language) for language in project.languages)
    return {
        "name": name,
        "others": [other for other in others if other.text != name.text],
        "type": words.type(thing.types[0])["name"],
        "where": words.description(thing),
        "said": said,
    }


def _html(template: str, addresses: Addresses, words: Words, **told: object) -> Response:
    text = _environment().get_template(template).render(language=words.language, style=addresses.service + STYLE, **told)
    return Response(text, headers={"Content-Security-Policy": POLICY, "Vary": "Accept-Language", "Content-Language": words.language}, media_type="text/html")
