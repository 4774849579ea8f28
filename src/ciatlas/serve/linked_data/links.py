"""Links in the header (RFC 8288) that tell programs what a document is of, in which forms it is, and under which terms (Signposting)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from ciatlas.project import Project
from ciatlas.publish import catalog, void

INBOX = "http://www.w3.org/ns/ldp#inbox"
# What an IRI may not have between angle brackets, nor a header anywhere.
_UNSAFE = re.compile(r'[\x00-\x20<>"\\^`{|}\x7f-\U0010ffff]')

Link = tuple[str, str, str]


def header(links: Iterable[Link]) -> str:
    """The value of the Link header. links: target, relation, media type or an empty text; a target twice with one relation stands once."""
    return ", ".join(f'<{safe(target)}>; rel="{rel}"' + (f'; type="{type}"' if type else "") for target, rel, type in dict.fromkeys(links))


def safe(iri: str) -> str:
    """An IRI as a header can have it (RFC 3987, 3.1)."""
    return _UNSAFE.sub(lambda found: quote(found[0]), iri)


class Links:
    """Writes the links of one atlas. Everything is below its public root, but for the names of things."""

    def __init__(self, project: Project, root: str) -> None:
        """root: the public root as references begin with it: an address or a path, with a slash at its end."""
        self.project, self.root = project, root
        self.always: list[Link] = [(project.licence, "license", ""), (f"{root}inbox", INBOX, ""), (f"{root}openapi.json", "service-desc", "application/json")]

    def of_document(self, iri: str, document: str, form: str, forms: Sequence[tuple[str, str]], page: str | None, types: Iterable[str], dataset: str) -> str:
        """The links of a document about a thing.

        document: its path below the root, percent-encoded, without ending. form: the one that is sent. forms: endings with media types.
        page: the path of the page in the language that is sent, where it is a page. types: the classes of the thing. dataset: the IRI of what it belongs to.
        """
        project, stem = self.project, f"{self.root}{document}"
        found: list[Link] = [(iri, "cite-as", "")]
        for ending, type in forms:
            if ending != form:
                found.append((f"{stem}.{ending}", "alternate", type))
        if form == "html":
            found.append((f"{self.root}{page}", "canonical", ""))
            found += [(f"{stem}.{ending}", "describedby", type) for ending, type in forms if ending != "html"]
            found.append(("https://schema.org/AboutPage", "type", ""))
        else:
            found += [(f"{stem}.{form}", "canonical", ""), (iri, "describes", ""), (f"{self.root}{project.shapes.name}", "describedby", "text/turtle")]
        found += [(one, "type", "") for one in types]
        found += [(dataset, "collection", ""), (project.iri("catalog#publisher"), "author", "")]
        return header([*found, *self.always])

    def of_dataset(self, iri: str, forms: Iterable[tuple[str, str]]) -> str:
        """The links of what a file of the release describes. forms: paths below the root with media types."""
        found: list[Link] = [(iri, "cite-as", ""), *((f"{self.root}{file}", "alternate", type) for file, type in forms)]
        return header([*found, *self._described(), *self.always])

    def of_file(self) -> str:
        """The links of any other file."""
        return header([*self._described(), *self.always])

    def _described(self) -> list[Link]:
        return [(f"{self.root}{catalog.FILE}", "describedby", "text/turtle"), (f"{self.root}{void.FILE}", "describedby", "text/turtle")]
