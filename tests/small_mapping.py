"""A small mapping by hand, of Cincinnati's partnership and who runs, funds and advises it: for tests that need good rows, whatever they say."""

from __future__ import annotations

from pathlib import Path

from small_atlas import SOURCE, Tables, make

_PAGE = {"sources": SOURCE["sources"]}

TABLES: Tables = {
    "countries": [
        {"code": "AU", "name": "Australia", "name_he": "אוסטרליה", "continent": "oceania", "wikidata": "Q408", **_PAGE},
        {"code": "BE", "name": "Belgium", "name_he": "בלגיה", "continent": "europe", "wikidata": "Q31", **_PAGE},
        {"code": "BM", "name": "Bermuda", "name_he": "ברמודה", "continent": "north-america", "wikidata": "Q23635", **_PAGE},
        {"code": "CA", "name": "Canada", "name_he": "קנדה", "continent": "north-america", "wikidata": "Q16", **_PAGE},
        {"code": "FR", "name": "France", "name_he": "צרפת", "continent": "europe", "wikidata": "Q142", **_PAGE},
        {"code": "IL", "name": "Israel", "name_he": "ישראל", "continent": "asia", "wikidata": "Q801", **_PAGE},
        {"code": "INT", "name": "Worldwide", "name_he": "כלל עולמי"},
        {
            "code": "US", "name": "United States", "name_he": "ארצות הברית", "continent": "north-america",
            "south": "18", "west": "172", "north": "72", "east": "-66", "wikidata": "Q30", "geonames": "6252001", **_PAGE,
        },
    ],
    "places": [
        {"id": "us-iowa", "name": "Iowa", "name_he": "איווה", "kind": "region", "country": "US", **SOURCE},
        {"id": "us-ohio", "name": "Ohio", "name_he": "אוהיו", "kind": "region", "country": "US", **SOURCE},
        {
            "id": "us-ohio-cincinnati", "name": "Cincinnati", "name_he": "סינסינטי", "kind": "city", "country": "US", "region": "us-ohio",
            "latitude": "39.12711", "longitude": "-84.51439", "geonames": "4508722", **SOURCE,
        },
    ],
    "organizations": [
        {"id": "ford-foundation", "name": "Ford Foundation", "country": "US", "roles": "funding", "website": "https://ford.example", **SOURCE},
        {
            "id": "fsg", "name": "FSG", "alt_names": "Foundation Strategy Group", "country": "US", "roles": "consulting;knowledge;training;convening",
            "org_type": "consultancy", "org_type_basis": "stated", "website": "https://fsg.example", "founded": "2000", "in_field_since": "2011",
            "domains": "education;youth", "term_usage": "yes", "notes": "By a presentation of 2014; a blog says late 1990s.", **SOURCE,
        },
        {
            "id": "greater-cincinnati-foundation", "name": "Greater Cincinnati Foundation", "country": "US", "roles": "funding",
            "seat": "us-ohio-cincinnati", **SOURCE,
        },
        {
            "id": "sheatufim", "name": "Sheatufim", "name_he": "שיתופים", "country": "IL", "roles": "backbone;knowledge", "org_type": "nonprofit",
            "org_type_basis": "inferred", "website": "https://shared.example", "in_field_since": "2013", **SOURCE,
        },
        {"id": "strive", "name": "Strive", "country": "US", "roles": "backbone", "website": "https://strive.example", **SOURCE},
        {"id": "tenant", "name": "Tenant", "country": "US", "roles": "training", "website": "https://shared.example", **SOURCE},
    ],
    "initiatives": [
        {
            "id": "strive-partnership", "name": "StrivePartnership", "alt_names": "Strive Cincinnati", "description": "Education from cradle to career.",
            "country": "US", "place": "us-ohio-cincinnati", "place_scale": "metropolitan", "place_scale_basis": "inferred", "place_based": "yes",
            "domains": "education;early-childhood", "start_year": "2006", "website": "https://strive.example", **SOURCE,
        },
    ],
    "engagements": [
        {
            "id": "fsg--adviser--strive-partnership", "role": "adviser", "member_organization": "fsg", "in_initiative": "strive-partnership",
            "start_year": "2011", "basis": "stated", **SOURCE,
        },
        {
            "id": "fsg--convener--champions-for-change-2013", "role": "convener", "member_organization": "fsg", "in_event": "champions-for-change-2013",
            "start_year": "2013", "basis": "stated", **SOURCE,
        },
        {
            "id": "greater-cincinnati-foundation--funder--strive-partnership", "role": "funder", "member_organization": "greater-cincinnati-foundation",
            "in_initiative": "strive-partnership", "start_year": "2012", "purpose": "backbone", "purpose_basis": "stated", "basis": "stated", **SOURCE,
        },
        {
            "id": "sheatufim--backbone--strive-partnership", "role": "backbone", "member_organization": "sheatufim", "in_initiative": "strive-partnership",
            "basis": "inferred", **SOURCE,
        },
        {
            "id": "strive--backbone--strive-partnership", "role": "backbone", "member_organization": "strive", "in_initiative": "strive-partnership",
            "basis": "stated", **SOURCE,
        },
    ],
    "events": [
        {
            "id": "champions-for-change-2013", "name": "Champions for Change", "start_year": "2013", "place": "us-ohio-cincinnati", "country": "US",
            **SOURCE,
        },
    ],
    "publications": [
        {
            "id": "a-learning-agenda-2013-2018", "title": "A Learning Agenda", "year": "2013", "type": "report", "url": "https://agenda.example/",
            "language": "en", "domains": "education", **SOURCE,
        },
        {
            "id": "collective-impact-2011", "title": "Collective Impact", "authors": "John Kania;Mark Kramer", "publishers": "fsg", "year": "2011",
            "type": "article", "url": "https://article.example/", "language": "en", "domains": "education", **SOURCE,
        },
    ],
    "identifiers": [
        {"organization": "ford-foundation", "scheme": "ein", "value": "13-1684331", **_PAGE},
        {"organization": "ford-foundation", "scheme": "ror", "value": "02fvtx219", **_PAGE},
        {"organization": "ford-foundation", "scheme": "wikidata", "value": "Q1313036", **_PAGE},
    ],
    "figures": [
        {"id": "partners-2012-02", "name": "Partners of the network", "name_he": "שותפים ברשת", "value": "115", "observed_month": "2012-02", **_PAGE},
    ],
    "links": [
        {
            "id": "domain-education-sdg-4", "subject": "scheme/domain/education", "predicate": "skos:relatedMatch", "object": "http://metadata.un.org/sdg/4",
            "object_label": "Quality education", "method": "ManualMappingCuration", "checked_by": "a test", "confidence": "high", **_PAGE,
        },
    ],
}  # fmt: skip


def small_mapping(folder: Path) -> Path:
    """Makes the project in a folder that is not there yet; gives the folder."""
    return make(folder, TABLES)
