"""The authority tables of the EU's Publications Office that DCAT-AP asks for (DCAT-AP 3.0.1, Controlled Vocabularies), as far as an atlas needs them."""

from __future__ import annotations

AUTHORITY = "http://publications.europa.eu/resource/authority/"

# Code of a data theme -> its English label.
THEMES = {
    "AGRI": "Agriculture, fisheries, forestry and food",
    "ECON": "Economy and finance",
    "EDUC": "Education, culture and sport",
    "ENER": "Energy",
    "ENVI": "Environment",
    "GOVE": "Government and public sector",
    "HEAL": "Health",
    "INTR": "International issues",
    "JUST": "Justice, legal system and public safety",
    "REGI": "Regions and cities",
    "SOCI": "Population and society",
    "TECH": "Science and technology",
    "TRAN": "Transport",
}

# ISO 639-1 -> the code of the language table, which is ISO 639-3 in capitals.
_LANGUAGES = {
    "am": "AMH", "ar": "ARA", "bg": "BUL", "ca": "CAT", "cs": "CES", "cy": "CYM", "da": "DAN", "de": "DEU", "el": "ELL", "en": "ENG", "es": "SPA",
    "et": "EST", "fa": "FAS", "fi": "FIN", "fr": "FRA", "ga": "GLE", "he": "HEB", "hi": "HIN", "hr": "HRV", "hu": "HUN", "id": "IND", "it": "ITA",
    "ja": "JPN", "ko": "KOR", "lt": "LIT", "lv": "LAV", "mt": "MLT", "nl": "NLD", "no": "NOR", "pl": "POL", "pt": "POR", "ro": "RON", "ru": "RUS",
    "sk": "SLK", "sl": "SLV", "sv": "SWE", "tr": "TUR", "uk": "UKR", "vi": "VIE", "yi": "YID", "zh": "ZHO",
}  # fmt: skip


def concept(table: str, code: str) -> str:
    """The IRI of a concept of an authority table, for example of ``file-type`` and ``CSV``."""
    return f"{AUTHORITY}{table}/{code}"


def language(tag: str) -> str:
    """The IRI of a language (a tag such as ``he``): of the EU's table, else of the Library of Congress, as DCAT-AP allows."""
    code = _LANGUAGES.get(tag)
    return concept("language", code) if code else f"http://id.loc.gov/vocabulary/iso639-1/{tag}"
