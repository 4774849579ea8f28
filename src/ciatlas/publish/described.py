"""What the description of a release knows of an edition while its store is open, and the days that it names."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from ciatlas.fault import AtlasError
from ciatlas.messages import _
from ciatlas.project import Edition
from ciatlas.publish.void_counts import Counts
from ciatlas.tables.model import TableGroup


@dataclass(frozen=True, slots=True)
class Described:
    """An edition, the description of its tables, and its graphs counted."""

    edition: Edition
    group: TableGroup
    counts: Counts


def days(editions: Sequence[Edition]) -> tuple[str, str] | None:
    """The days (``YYYY-MM-DD``) when the editions were first published and last changed, or None where no edition says so.

    SOURCE_DATE_EPOCH (seconds since 1970, reproducible-builds.org) is the day of the change where it is set; the clock is never
    asked, so that the same inputs give the same bytes. Raises AtlasError when it is no number.
    """
    issued = sorted(one.issued for one in editions if one.issued)
    if not issued:
        return None
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return issued[0], issued[-1]
    try:
        return issued[0], datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError) as error:
        raise AtlasError(_("SOURCE_DATE_EPOCH is {value}: expected seconds since 1970").format(value=repr(epoch))) from error
