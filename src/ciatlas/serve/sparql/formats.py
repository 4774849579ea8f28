"""The forms in which an answer can be had, for each kind of query, and how to see that one is whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from ciatlas import query_text
from ciatlas.serve import negotiation
from ciatlas.serve.negotiation import Offer
from ciatlas.serve.problem import Problem

_SOLUTIONS: Final = (
    Offer("json", "application/sparql-results+json", ("application/json",)),
    Offer("xml", "application/sparql-results+xml", ("application/xml", "text/xml")),
    Offer("csv", "text/csv"),
    Offer("tsv", "text/tab-separated-values", ("text/tsv",)),
)
_GRAPHS: Final = (
    Offer("ttl", "text/turtle", ("application/x-turtle", "application/turtle")),
    Offer("nt", "application/n-triples", ("text/plain",)),
    Offer("jsonld", "application/ld+json", ("application/json",)),
    Offer("rdf", "application/rdf+xml", ("application/xml", "text/xml")),
    Offer("nq", "application/n-quads", ("text/x-nquads",)),
    Offer("trig", "application/trig", ("application/x-trig",)),
)
HTML: Final = Offer("html", "text/html", ("application/xhtml+xml",))
FORMS: Final[Mapping[str, tuple[Offer, ...]]] = {"SELECT": _SOLUTIONS, "ASK": _SOLUTIONS, "CONSTRUCT": _GRAPHS, "DESCRIBE": _GRAPHS}
_WITH_PAGE: Final = {form: (*offers, HTML) for form, offers in FORMS.items()}

# Other names that people know them by.
_NAMES: Final = {"turtle": "ttl", "ntriples": "nt", "n-triples": "nt", "json-ld": "jsonld", "rdfxml": "rdf", "rdf+xml": "rdf", "rdf/xml": "rdf", "nquads": "nq", "n-quads": "nq"}

_START: Final = re.compile(
    r"(?:[ \t\r\n]++|#[^\r\n]*+|PREFIX[ \t\r\n]*+[\w.-]*+:[ \t\r\n]*+<[^<>\s]*+>|BASE[ \t\r\n]*+<[^<>\s]*+>)*+(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Tail:
    """How an answer in a form ends when it is whole: with one of these. may_be_empty: or it has nothing in it."""

    endings: tuple[bytes, ...]
    may_be_empty: bool = False

    def is_whole(self, end: bytes) -> bool:
        """Whether that is the end of an answer. end: the last bytes of it, or all."""
        return end.endswith(self.endings) or end.rstrip().endswith(self.endings) or (self.may_be_empty and not end)


TAILS: Final[Mapping[str, Tail]] = {
    "json": Tail((b"}",)),
    "xml": Tail((b"</sparql>",)),
    "csv": Tail((b"\n",)),
    "tsv": Tail((b"\n",)),
    "ttl": Tail((b".",), may_be_empty=True),
    "trig": Tail((b".", b"}"), may_be_empty=True),
    "nt": Tail((b".\n",), may_be_empty=True),
    "nq": Tail((b".\n",), may_be_empty=True),
    "jsonld": Tail((b"]", b"}")),
    "rdf": Tail((b"</rdf:RDF>",)),
}


def form(query: str) -> str:
    """SELECT, ASK, CONSTRUCT or DESCRIBE; or what else the first word is. Empty where there is none."""
    found = _START.match(query)
    return found[1].upper() if found else query_text.form(query)


def choose(form: str, accept: str | None, format: str | None, with_page: bool) -> Offer:
    """The form of the answer to a query of a form. format: of a parameter, which goes before the header.

    with_page: whether a page of the site can be had too. Raises Problem: 406 where none suits the header, 400 where none is called so.
    """
    offers = (_WITH_PAGE if with_page else FORMS).get(form) or _WITH_PAGE["SELECT"]
    if format is not None:
        wanted = _NAMES.get(format.lower(), format.lower())
        for offer in offers:
            if wanted == offer.name or wanted == offer.type or wanted in offer.also:
                return offer
        expected = ", ".join(f"{offer.name} ({offer.type})" for offer in offers)
        raise Problem(HTTPStatus.BAD_REQUEST, f"The format {format[:100]!r} of the answer to a {form}: expected one of {expected}.")
    chosen = negotiation.choose(accept, offers)
    if chosen is None:
        raise negotiation.not_acceptable(accept or "", [(f"?format={offer.name}", offer.type) for offer in offers])
    return chosen
