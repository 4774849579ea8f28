"""What languages do with names: words that say nothing, words that say the same, by language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from ciatlas.names.fold import bare

# Articles, and forms of law that mean nothing else: a name is the same name without them.
_DROPPED: dict[str, str] = {
    "en": "the inc incorporated ltd limited llc llp plc cic pty nfp 501c3",
    "de": "gmbh ggmbh",
    "he": "בעמ חלצ עמותת עמותה",
    "da": "aps",
    "es": "slu",
    "it": "srl onlus",
}
# Forms of law that are other words elsewhere in a name; they count as such at its end alone.
_DROPPED_LAST: dict[str, str] = {"en": "co corp corporation company", "de": "ev ag", "he": "ער", "da": "as", "es": "sa ac", "it": "spa", "fr": "sas", "nl": "bv nv"}
# Words that only join others.
_JOINING: dict[str, str] = {
    "en": "a an and of for in at to on by with from",
    "he": "של את על עם",
    "de": "der die das und fur im am von zu",
    "es": "el la los las y e de del para en por",
    "fr": "le les l et du des pour au aux d",
    "it": "il lo gli dei delle per di",
    "da": "og i til den det",
    "mi": "te nga o me",
}
# Spellings, abbreviations and translations of words that many names have -> the word that stands for all of them.
_SAME: dict[str, str] = {
    "foundation": "fdn fnd fndn found fondation fundacion fundaciones fundacio fundacao fondazione stiftung fonden stichting keren קרנ",
    "association": "assn assoc asociacion associacao associazione verein forening אגודה אגודת איגוד",
    "organization": "org organisation organizacion organisatie ארגונ",
    "organizations": "orgs organisations",
    "institute": "inst institut instituto istituto מכונ machon",
    "center": "centre ctr cntr centro zentrum מרכז merkaz",
    "university": "univ uni universidad universite universitat universita universiteit אוניברסיטת אוניברסיטה",
    "department": "dept dep departement departamento מחלקת",
    "ministry": "min ministerio ministere ministerium משרד misrad",
    "municipality": "עיריית iriyat עירית",
    "council": "cncl מועצת מועצה moetzet",
    "international": "intl internacional internationale בינלאומי בינלאומית",
    "national": "natl nat nacional nationale לאומי לאומית",
    "government": "govt gov ממשלת ממשלה",
    "committee": "cmte ועדת ועד",
    "community": "cmty comunidad communaute קהילת קהילה",
    "network": "netwrk רשת",
    "partnership": "pship partnerships שותפות",
    "alliance": "alianza ברית",
    "initiative": "iniciativa יוזמת יוזמה מיזמ",
    "program": "programme prog programa תוכנית תכנית",
    "society": "soc sociedad",
    "school": "sch escuela",
    "district": "dist",
    "services": "svcs svc",
    "development": "dev devt desarrollo",
    "education": "educ educacion חינוכ",
    "health": "hlth",
    "county": "cty",
    "saint": "st",
    "mount": "mt",
    "fund": "fondo",
    "bank": "banco בנק",
    "company": "חברת",
    "group": "grp grupo קבוצת",
    "united": "utd",
    "american": "amer",
    "technology": "tech",
    "youth": "נוער",
    "children": "childrens child ילדימ",
    "womens": "women",
    "neighborhood": "neighbourhood",
    "neighborhoods": "neighbourhoods",
    "labor": "labour",
    "behavior": "behaviour",
    "theater": "theatre",
    "defense": "defence",
    "israel": "ישראל ישראלי",
    "city": "העיר עיר",
}


def _by_word(table: dict[str, str]) -> frozenset[str]:
    return frozenset(word for line in table.values() for word in line.split())


DROPPED, DROPPED_LAST, JOINING = _by_word(_DROPPED), _by_word(_DROPPED_LAST), _by_word(_JOINING)
_BRITISH = re.compile(r"is(ation|ations|ational|ing|ed)$")
SAME: dict[str, str] = {other: word for word, others in _SAME.items() for other in others.split()}
# Words that are in so many names of organisations anywhere that they tell none apart, however few of an atlas's have them.
COMMON = frozenset(_SAME) | frozenset(
    "charity charitable nonprofit philanthropy philanthropies trust coalition collaborative collaboration consortium federation forum collective impact "
    "public private local regional state social family families early college board office agency project campaign region rural".split()
)


@lru_cache(maxsize=65536)
def canonical(word: str) -> str:
    """The word that stands for this one and all that say the same: ``fdn``, ``fundacion`` and ``קרן`` are ``foundation``."""
    return SAME.get(word) or SAME.get(bare(word)) or _american(word)


def _american(word: str) -> str:
    return _BRITISH.sub(r"iz\1", word) if len(word) > 7 else word


def kept(words: Iterable[str]) -> tuple[str, ...]:
    """The words of a name by which it is the same name: without articles, forms of law and "and"; all where nothing would be left."""
    every = tuple(words)
    left = [word for word in every if word not in DROPPED and word != "and"]
    while len(left) > 1 and left[-1] in DROPPED_LAST:
        left.pop()
    return tuple(map(canonical, left or every))


def content(words: Iterable[str]) -> tuple[str, ...]:
    """The words of `kept` that say something; all where none does."""
    every = tuple(words)
    return tuple(word for word in every if word not in JOINING) or every
