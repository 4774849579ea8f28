"""The site: pages in each language for people, and the data that their scripts work on, as files for any web host.

Every page is written from one prepared read of the graph (atlas.py); no page asks a query. All of them together: writing.py, which
the server, which makes single pages when they are asked for, has no need to load with all that draws.
"""

from __future__ import annotations

from ciatlas import messages
from ciatlas.fault import AtlasError
from ciatlas.messages import ngettext

FOLDER = "site"


def refuse_untranslated(languages: tuple[str, ...]) -> None:
    """Raises AtlasError with the messages that pages wanted and a catalogue lacks."""
    lacking = sorted(message for language, message in messages.missing if language in languages)
    if lacking:
        told = ngettext("{number} message has no translation:", "{number} messages have no translation:", len(lacking))
        lines = [f"{language}: {message}" for language, message in sorted(messages.missing) if language in languages]
        raise AtlasError("\n".join([told.format(number=len(lacking)), *lines]))
