"""What the atlas links to: the datasets elsewhere by the beginning of their IRIs, and what kinds of things each of them holds."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from ciatlas.messages import N_, _


@dataclass(frozen=True, slots=True)
class Target:
    """A dataset elsewhere.

    name: short, for IRIs. space: what its IRIs begin with (VoID, 4.2: ``void:uriSpace``). title: marked for translation; the name of
    the site where it is not known. homepage: of the dataset. kinds: the classes of our things, as prefixed names, that can be found
    there; empty where all can. proper: whether the title is the same in every language.
    """

    name: str
    space: str
    title: str
    homepage: str
    kinds: tuple[str, ...] = ()
    proper: bool = False

    @property
    def called(self) -> str:
        """The title in the language in use."""
        return self.title if self.proper else _(self.title)


_ORGANIZATIONS = ("org:Organization", "ci:Initiative")
_CONCEPTS = ("skos:Concept",)

KNOWN = (
    Target("eu-country", "http://publications.europa.eu/resource/authority/country/", N_("Countries of the EU's authority tables"),
           "https://op.europa.eu/en/web/eu-vocabularies/dataset/-/resource?uri=http://publications.europa.eu/resource/dataset/country", ("ci:Country",)),
    Target("funder-registry", "https://doi.org/10.13039/", N_("Open Funder Registry"), "https://www.crossref.org/services/funder-registry/", _ORGANIZATIONS),
    Target("geonames", "https://sws.geonames.org/", "GeoNames", "https://www.geonames.org/", ("ci:Place", "ci:Country", *_CONCEPTS), True),
    Target("isni", "https://isni.org/isni/", N_("International Standard Name Identifier"), "https://isni.org/", _ORGANIZATIONS),
    Target("iso-3166", "https://www.iso.org/obp/ui/#iso:code:3166:", N_("Country codes of ISO 3166"), "https://www.iso.org/iso-3166-country-codes.html",
           ("ci:Country",)),
    Target("lei", "https://search.gleif.org/#/record/", N_("Legal Entity Identifier"), "https://www.gleif.org/", _ORGANIZATIONS),
    Target("org", "http://www.w3.org/ns/org#", N_("The Organization Ontology"), "https://www.w3.org/TR/vocab-org/", _CONCEPTS),
    Target("org-id", "http://org-id.guide/list/", N_("Registers of organisations in org-id.guide"), "http://org-id.guide/", _CONCEPTS),
    Target("ror", "https://ror.org/", N_("Research Organization Registry"), "https://ror.org/", _ORGANIZATIONS),
    Target("schema", "https://schema.org/", "schema.org", "https://schema.org/", _CONCEPTS, True),
    Target("sdg", "http://metadata.un.org/sdg/", N_("Sustainable Development Goals of the UN"), "https://metadata.un.org/sdg/", _CONCEPTS),
    Target("wikidata", "http://www.wikidata.org/entity/", N_("Wikidata"), "https://www.wikidata.org/"),
)


def target(iri: str) -> Target:
    """The dataset that an IRI belongs to: a known one, else all IRIs of the same site."""
    found = next((one for one in KNOWN if iri.startswith(one.space)), None)
    if found is not None:
        return found
    parts = urlsplit(iri)
    site = f"{parts.scheme}://{parts.netloc}/"
    return Target(parts.netloc.lower().replace(":", "-"), site, parts.netloc, site, proper=True)
