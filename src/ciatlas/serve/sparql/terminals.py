"""The terminals of SPARQL's grammar (SPARQL 1.1 Query Language, 19.8): a query cut into its words without understanding it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_UCHAR = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_ESCAPED = r"\\[_~.\-!$&'()*+,;=/?#@%]"
_TOKEN: Final = re.compile(
    rf"""
    (?P<space> (?: [\x20\t\r\n] | \#[^\r\n]*+ )++ )
  | (?P<iri> < (?: [^<>"{{}}|^`\\\x00-\x20] | {_UCHAR} )*+ > )
  | (?P<string> '''(?: [^'\\] | \\. | '(?!'') )*+''' | \"\"\"(?: [^"\\] | \\. | "(?!"") )*+\"\"\"
              | '(?: [^'\\\r\n] | \\. )*+' | "(?: [^"\\\r\n] | \\. )*+" )
  | (?P<variable> [?$]\w++ )
  | (?P<language> @[A-Za-z]++(?:-[A-Za-z0-9]++)*+ )
  | (?P<blank> _:\w(?: \.*+[\w\u00b7-] )*+ )
  | (?P<name> (?: [^\W\d_][\w.\u00b7-]{{0,64}}+(?<!\.) )? :
              (?: (?: [\w:] | %[0-9A-Fa-f]{{2}} | {_ESCAPED} ) (?: \.*+ (?: [\w:\u00b7-] | %[0-9A-Fa-f]{{2}} | {_ESCAPED} ) )*+ )? )
  | (?P<word> [^\W\d]\w*+ )
  | (?P<number> [0-9]++(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+ )
  | (?P<sign> \|\| | && | . )
    """,
    re.VERBOSE | re.DOTALL,
)
_CODEPOINT: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


class Token(NamedTuple):
    """kind: ``iri``, ``string``, ``variable``, ``language``, ``blank``, ``name`` (prefixed), ``word``, ``number`` or ``sign``. text: as it is written."""

    kind: str
    text: str
    start: int


def tokens(query: str) -> Iterator[tuple[str, str, int]]:
    """The words of a query in their order, without spaces and comments, as the parts of a Token. What is no terminal comes as signs."""
    for match in _TOKEN.finditer(query):
        kind = match.lastgroup
        if kind is not None and kind != "space":
            yield kind, match[0], match.start()


def with_codepoints(query: str) -> str:
    """The query with the signs that its codepoint escapes stand for (19.2), which a processor may put in before it looks for words."""
    return _CODEPOINT.sub(_sign, query)


def _sign(match: "re.Match[str]") -> str:
    number = int(match[1] or match[2], 16)
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else match[0]
