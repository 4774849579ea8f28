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

# The folder of the other forms, which only a full build makes and which therefore have a catalogue of their own in it.
FORMS = "forms"
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
# In `forms/`: a part of the name after the edition's dumps' -> what it is.
_FORMS = {
    ".trig": N_("All graphs of the edition, each under its name."),
    ".nq": N_("All graphs of the edition, each under its name."),
    "-class": N_("The things of one class."),
    "-csv": N_("The tables, with the codes in words."),
    ".xlsx": N_("The tables, with the codes in words."),
    "-parquet": N_("The tables, for data frames."),
    ".geojson": N_("Initiatives and organisations on the map."),
    ".graphml": N_("The network of who takes part in what."),
    ".gexf": N_("The network of who takes part in what."),
    "-kumu": N_("The network of who takes part in what."),
    ".bib": N_("The publications, for reference managers."),
    ".csl.json": N_("The publications, for reference managers."),
}
_OTHER_FORM = N_("The same data in another form.")


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """name: path below the release's folder, with forward slashes. owner: path of its dataset below the base (``data/2015``).

    graph: the part of the edition (``asserted``) that an RDF dump holds, empty where it holds all of them, or None. description: by language.
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


def release_files(project: Project, folder: Path, groups: Mapping[str, TableGroup], forms: bool = False) -> list[ReleaseFile]:
    """The files of data in the release in `folder`: its dumps and tables, or else the other forms; sorted by name.

    groups: name of an edition -> the description of its tables. forms: whether those in ``forms/`` are wanted.
    """
    found = list((folder / FORMS).rglob("*")) if forms else [*folder.iterdir(), *(folder / "data").rglob("*")]
    files = []
    for path in sorted(path for path in found if path.is_file()):
        name = path.relative_to(folder).as_posix()
        kind = file_type(path.name)
        if kind and path.name not in DESCRIPTIONS and not path.name.startswith("."):
            edition, ending = _edition(project, name)
            graph = _graph(name, kind, ending)
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
    """The edition that a file belongs to (the latest where its name does not say), and what follows the dumps' name in its own."""
    own = name.removeprefix(f"{FORMS}/")
    for edition in project.editions:
        dump = dump_name(project, edition)
        if own.startswith((f"{dump}.", f"{dump}-")):
            rest = own.removeprefix(dump)
            return edition, rest if own != name else rest.partition(".")[0]
        if f"/{edition.name}/" in name:
            return edition, "/"
    return max(project.editions, key=lambda edition: edition.date), "/"


def _graph(name: str, kind: FileType, ending: str) -> str | None:
    if kind.feature and kind.feature.endswith(("TriG", "N-Quads")):
        return ""
    is_dump = kind.feature and ending in _PARTS and ending != "-quality" and "/" not in name
    return ending.removeprefix("-") or "asserted" if is_dump else None


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
        "mappings": N_("What its terms and concepts correspond to elsewhere (SSSOM)."),
        "lookup": N_("Every name, identifier and web address, with the address of the thing in the atlas."),
    }
    form = next((text for part, text in _FORMS.items() if ending.startswith(part) or ending.endswith(part)), None) if name.startswith(f"{FORMS}/") else None
    message = files.get(name.partition(".")[0]) or _PARTS.get(ending) or form
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
