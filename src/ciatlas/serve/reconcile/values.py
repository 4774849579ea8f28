"""What the store says of things: the values of their properties, asked for many things at one time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from ciatlas.fault import AtlasError
from ciatlas.insights import Value
from ciatlas.serve.problem import Problem
from ciatlas.serve.served import Ask

# So many things in one query of the store.
AT_ONCE = 500
_IRI = re.compile(r"[^\x00-\x20<>\"{}|^`\\]+")

Said = dict[str, dict[str, list[Value]]]


class Values:
    """Asks the store."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask

    async def of(self, things: Sequence[str], properties: Sequence[str]) -> Mapping[str, Mapping[str, list[Value]]]:
        """IRI of a thing -> IRI of a property -> its values, each once. Raises Problem 503 when the store does not answer."""
        said: Said = {}
        properties = [one for one in properties if _IRI.fullmatch(one)]
        things = [one for one in dict.fromkeys(things) if _IRI.fullmatch(one)]
        if not properties:
            return said
        for start in range(0, len(things), AT_ONCE):
            subjects = " ".join(f"<{one}>" for one in things[start : start + AT_ONCE])
            parts = " UNION ".join(f"{{ ?x <{one}> ?o BIND(<{one}> AS ?p) }}" for one in properties)
            try:
                _columns, rows = await self.ask(f"SELECT DISTINCT ?x ?p ?o {{ VALUES ?x {{ {subjects} }} {parts} }}")
            except AtlasError as error:
                raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, "The store does not answer.", headers={"Retry-After": "2"}) from error
            for x, p, o in rows:
                if x is not None and p is not None and o is not None:
                    said.setdefault(x.text, {}).setdefault(p.text, []).append(o)
        return said
