"""Keys: what is one thing's alone, so that whoever has it needs no name: registered numbers, codes, records elsewhere, web sites."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from ciatlas.names.thing import Thing
from ciatlas.publish.lookup import website_key

# A shorter text may be a number of anything.
SHORTEST = 6
_SIGNS = re.compile(r"[\s\-‐-―./:_]+")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?:/\S*)?")


class Keys:
    """The keys of all things. Things are given as their numbers in an index."""

    def __init__(self, things: Iterable[Thing]) -> None:
        self._sites: dict[str, list[int]] = {}
        self._keys: dict[str, list[tuple[str, int]]] = {}
        schemes: set[str] = set()
        for number, thing in enumerate(things):
            for site in {website_key(one) for one in thing.websites}:
                self._sites.setdefault(site, []).append(number)
            for key in thing.keys:
                schemes.add(key.scheme)
                self._keys.setdefault(plain(key.text), []).append((key.scheme, number))
        self.schemes: Collection[str] = frozenset(schemes)

    def of_site(self, address: str) -> frozenset[int]:
        """The things that have a web site, however its address is written."""
        return frozenset(self._sites.get(website_key(address.strip()), ()))

    def of_identifier(self, text: str, schemes: Collection[str] | None = None) -> frozenset[int]:
        """The things that have an identifier, of one of the schemes, however its signs are set; of any scheme where `schemes` is None."""
        return frozenset(number for scheme, number in self._keys.get(plain(text), ()) if schemes is None or scheme in schemes)

    def of_text(self, text: str) -> frozenset[int]:
        """The things that a text names by a key and by nothing else; none for what may be a name."""
        text = text.strip()
        if not text or re.search(r"\s", text):
            return frozenset()
        if _ADDRESS.fullmatch(text):
            return self.of_site(text) | self.of_identifier(text)
        if len(plain(text)) >= SHORTEST and any(character.isdigit() for character in text):
            return self.of_identifier(text)
        return frozenset()


def plain(text: str) -> str:
    """An identifier without the signs that people set between its parts: ``13-1684331`` and ``13 1684331`` are one."""
    text = text.strip()
    return website_key(text).casefold() if "://" in text else _SIGNS.sub("", text).casefold()


def same_host(address: str, others: Iterable[str]) -> bool:
    """Whether one of the addresses is on the same host."""
    host = website_key(address).partition("/")[0]
    return any(website_key(other).partition("/")[0] == host for other in others)


ALIASES: Mapping[str, str] = {
    **dict.fromkeys("usa unitedstatesofamerica america unitedstates us ארהב ארצותהברית".split(), "US"),
    **dict.fromkeys("uk greatbritain britain england scotland wales northernireland unitedkingdom בריטניה אנגליה".split(), "GB"),
    **dict.fromkeys("holland thenetherlands netherlands הולנד".split(), "NL"),
    **dict.fromkeys("aotearoa newzealand ניוזילנד".split(), "NZ"),
    **dict.fromkeys("deutschland germany גרמניה".split(), "DE"),
    **dict.fromkeys("espana spain ספרד".split(), "ES"),
    **dict.fromkeys("eire ireland republicofireland אירלנד".split(), "IE"),
    **dict.fromkeys("korea southkorea republicofkorea".split(), "KR"),
}
