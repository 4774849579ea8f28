"""The files of a release that a catalogue offers: whose they are, where they are downloaded, and what each is, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ciatlas import messages
from ciatlas.edition import dump_name
from ciatlas.messages import N_, _
from ciatlas.project import Edition, Project
from ciatlas.publish.file_types import FileType, file_type
from ciatlas.tables.model import TableGroup

# Folders of a release whose files are offered one by one; the pages and pictures in the others are not data.
FOLDERS = ("data", "forms")
# What describes the release cannot be part of what it describes.
DESCRIPTIONS = frozenset({"catalog.ttl", "catalog.jsonld", "void.ttl", "datapackage.json", "dataset.jsonld", "releases.json"})

_PARTS = {
    "": N_("What the tables say."),
    "-derived": N_("What follows from the tables by rules."),
    "-measured": N_("Measures of the network, and verdicts on the report's claims with the figures behind them."),
    "-provenance": N_("Which rule made which of the derived statements."),
    "-quality": N_("Measures of data quality, by table and country."),
    "-links": N_("Links to the same and similar things in other datasets."),
}
_OTHER_FORM = N_("The same data in another form.")


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """name: path below the release's folder, with forward slashes. owner: path of its dataset below the base (``data/2015``).

    graph: the part of the edition (``asserted``) that an RDF dump holds, or None. description: by language.
    """

    name: str
    path: Path
    type: FileType
    owner: str
    graph: str | None
    description: Mapping[str, str]

    @property
    def is_page(self) -> bool:
        """Whether it is a page for people rather than data."""
        return self.type.media == "text/html"


def release_files(project: Project, folder: Path, groups: Mapping[str, TableGroup]) -> list[ReleaseFile]:
    """The files of the release in `folder`, sorted by name. groups: name of an edition -> the description of its tables."""
    found = [path for path in folder.iterdir() if path.is_file()]
    found += [path for part in FOLDERS for path in (folder / part).rglob("*") if path.is_file()]
    files = []
    for path in sorted(found):
        name = path.relative_to(folder).as_posix()
        kind = file_type(path.name)
        if kind and path.name not in DESCRIPTIONS and not path.name.startswith("."):
            edition, ending = _edition(project, name)
            dump = ending in _PARTS and kind.feature and "/" not in name
            graph = (ending.removeprefix("-") or "asserted") if dump and ending != "-quality" else None
            files.append(ReleaseFile(name, path, kind, _owner(project, name, edition), graph, _description(project, name, edition, ending, groups)))
    return files


def in_languages(project: Project, message: str, **places: Mapping[str, str]) -> dict[str, str]:
    """A message in those languages of the atlas that the program speaks. places: name of a place -> what stands there, by language."""
    found = {}
    for language in [one for one in project.languages if one in messages.languages()] or [messages.SOURCE_LANGUAGE]:
        with messages.speaking(language):
            found[language] = _(message).format(**{name: texts[language] for name, texts in places.items()})
    return found


def _edition(project: Project, name: str) -> tuple[Edition, str]:
    """The edition that a file belongs to (the latest where its name does not say), and its name's ending, as in `_PARTS`."""
    for edition in project.editions:
        stem, _dot, _form = name.partition(".")
        dump = dump_name(project, edition)
        if stem == dump or stem.startswith(f"{dump}-"):
            return edition, stem.removeprefix(dump)
        if f"/{edition.name}/" in name:
            return edition, "/"
    return max(project.editions, key=lambda edition: edition.date), "/"


def _owner(project: Project, name: str, edition: Edition) -> str:
    return {
        project.vocabulary.stem: "ns",
        project.alignments.stem: "ns",
        project.shapes.stem: "ns",
        project.context.stem: "ns",
        project.schemes.stem: "scheme",
        "queries": "query",
    }.get(name.partition(".")[0], f"data/{edition.name}")


def _description(project: Project, name: str, edition: Edition, ending: str, groups: Mapping[str, TableGroup]) -> Mapping[str, str]:
    files = {
        project.vocabulary.stem: N_("The atlas's own classes and properties (OWL)."),
        project.alignments.stem: N_("What its terms are called in other vocabularies."),
        project.shapes.stem: N_("What may be said in the atlas (SHACL)."),
        project.context.stem: N_("The keys of its JSON-LD."),
        project.schemes.stem: N_("What the atlas classifies by (SKOS)."),
        "queries": N_("Queries to learn from (SPARQL)."),
        f"{project.name}-retired": N_("Addresses that are used no more, and what came in their place."),
        "report": N_("What the report claims, and what the atlas says to each claim."),
        "lookup": N_("Every name, identifier and web address, with the address of the thing in the atlas."),
    }
    message = files.get(name.partition(".")[0]) or _PARTS.get(ending)
    if message:
        return in_languages(project, message)
    if name == f"data/{edition.name}/{edition.tables.name}":
        return in_languages(project, N_("What the tables' columns mean (CSV on the Web)."))
    table = next((table for table in groups[edition.name].tables if name == f"data/{edition.name}/{table.url}"), None)
    if table:
        return in_languages(project, N_("Table: {title}"), title=table_title(table.annotations, table.url, project))
    return in_languages(project, _OTHER_FORM)


def table_title(annotations: Mapping[str, object], url: str, project: Project) -> dict[str, str]:
    """A table's title (``dc:title`` of its description) in each language of the atlas; its file's name where it has none."""
    values = annotations.get("http://purl.org/dc/terms/title", [])
    listed = values if isinstance(values, list) else [values]
    texts = {one.get("@language", ""): str(one["@value"]) for one in listed if isinstance(one, dict) and "@value" in one}
    return {language: texts.get(language) or texts.get("") or url for language in project.languages}
