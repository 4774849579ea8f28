"""The colours of the parts that members have in engagements: the same in each picture of the network."""

from __future__ import annotations

from ciatlas.publish.look import SERIES
from ciatlas.publish.site.atlas import Atlas

# All parts that are too many to be told apart share the last colour, which is a grey.
OTHER = len(SERIES)


def series(atlas: Atlas) -> dict[str, int]:
    """Part (its IRI) -> number of its colour in the series (1 to OTHER), the most frequent part first."""
    return {part: min(place, OTHER) for place, part in enumerate(atlas.parts, 1)}
