"""Small whole answers that are kept, since the store of a release does not change."""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from typing import Final

MOST_BYTES: Final = 32 * 2**20
LARGEST: Final = 2**16

# Functions whose value changes from one time to the next (SPARQL 1.1, 17.4).
_CHANGING: Final = re.compile(r"\b(?:RAND|NOW|UUID|STRUUID)\b|\bSERVICE\b", re.IGNORECASE)


class Kept:
    """Answers by their tag, the ones that were not asked for longest go first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self.size = 0
        self.answers: OrderedDict[bytes, bytes] = OrderedDict()

    def get(self, tag: bytes) -> bytes | None:
        answer = self.answers.get(tag)
        if answer is not None:
            self.answers.move_to_end(tag)
        return answer

    def put(self, tag: bytes, answer: bytes) -> None:
        """Keeps an answer, which must be whole, where it is small."""
        if len(answer) > LARGEST or tag in self.answers:
            return
        self.answers[tag] = answer
        # An entry has a weight of its own.
        self.size += len(answer) + 200
        while self.size > self.most_bytes:
            _tag, old = self.answers.popitem(last=False)
            self.size -= len(old) + 200


def is_steady(query: str) -> bool:
    """Whether the query's answer is the same as long as the data are."""
    return not _CHANGING.search(query)


def tag(release: bytes, text: bytes, graphs: bytes, format: str) -> bytes:
    """The entity tag (RFC 9110, 8.8.3) of the answer to a query: the same for the same question to the same release, strong."""
    total = hashlib.blake2b(release, digest_size=15)
    for part in (text, graphs, format.encode()):
        total.update(b"%d " % len(part))
        total.update(part)
    return b'"%b"' % total.hexdigest().encode()
