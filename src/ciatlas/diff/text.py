"""The account of a comparison as text for a terminal or a mail, and as a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined

from ciatlas import messages
from ciatlas.diff.account import Entry, Section
from ciatlas.diff.words import Field
from ciatlas.fault import visible
from ciatlas.messages import _
from ciatlas.publish import look
from ciatlas.publish.wording import is_right_to_left


def text(summary: str, sections: Sequence[Section]) -> str:
    """The account as lines: a thing on each, below it a line for each column that changed. Characters that nobody sees are escaped."""
    return "".join(f"{line}\n" for line in (summary, *_lines(sections)))


def _lines(sections: Sequence[Section]) -> Iterator[str]:
    for section in sections:
        yield ""
        yield section.title
        for title, entries in section.tables:
            yield f"  {visible(title)}"
            for entry in entries:
                yield f"    {_thing(entry)}"
                for field in entry.fields:
                    for line in _changed(field):
                        yield f"      {line}"


def _thing(entry: Entry) -> str:
    known = entry.name != entry.address
    said = _("{name} ({address})").format(name=visible(entry.name), address=entry.address) if known else entry.address
    if entry.into:
        said = _("{thing}, now {other}").format(thing=said, other=visible(entry.into))
    return _("{thing}: {reason}").format(thing=said, reason=visible(entry.reason)) if entry.reason else said


def _changed(field: Field) -> Iterator[str]:
    column, old, new = visible(field.title), [visible(one) for one in field.former], [visible(one) for one in field.later]
    if len(old) == len(new) == 1:
        yield _("{column}: was {former}, is {later}").format(column=column, former=old[0], later=new[0])
        return
    if new:
        yield _("{column}: added {values}").format(column=column, values="; ".join(new))
    if old:
        yield _("{column}: removed {values}").format(column=column, values="; ".join(old))


def page(summary: str, sections: Sequence[Section], former: str, later: str, language: str) -> str:
    """The account as one HTML page that needs no other file."""
    environment = Environment(loader=PackageLoader("ciatlas.diff"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    with messages.speaking(language):
        return environment.get_template("diff.html.j2").render(
            _=messages._,
            look=look,
            language=language,
            direction="rtl" if is_right_to_left(language) else "ltr",
            title=_("From {former} to {later}").format(former=former, later=later),
            summary=summary,
            sections=sections,
        )
