"""The page of downloads: every file of the release with what it is good for, written when all of them and their checksums are there."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from ciatlas import messages
from ciatlas.edition import dump_name
from ciatlas.messages import _, speaking
from ciatlas.publish import accept, catalog, checksums, data_package, findings, lookup, schema_org, site, sssom, void
from ciatlas.publish.checksums import sha256
from ciatlas.publish.described import Described, days
from ciatlas.publish.release_files import FORMS, ReleaseFile, release_files
from ciatlas.publish.site.atlas import Atlas
from ciatlas.publish.site.frame import Frame

_HASHES = "RDFC10SUMS"
# Ending -> what programs call the form.
_NAMES = {
    ".ttl": "Turtle",
    ".jsonld": "JSON-LD",
    ".nt": "N-Triples",
    ".nq": "N-Quads",
    ".trig": "TriG",
    ".rdf": "RDF/XML",
    ".geojson": "GeoJSON",
    ".graphml": "GraphML",
    ".xlsx": "Excel (XLSX)",
    ".parquet": "Parquet",
    ".csl.json": "CSL-JSON",
    ".bib": "BibTeX",
    ".sssom.tsv": "SSSOM (TSV)",
}


@dataclass(frozen=True, slots=True)
class Download:
    """name: path below the site's root. kind: its form in words. size: in bytes. sum: its SHA-256."""

    name: str
    description: str
    kind: str
    size: int
    sum: str


def write(atlas: Atlas, described: Sequence[Described], release: Path) -> None:
    """Writes ``downloads.html`` of each language into the site of a release whose other files are all there, ``SHA256SUMS`` too.

    Raises AtlasError that names template and line, or the messages without translation; OSError.
    """
    project = atlas.project
    groups = {one.edition.name: one.group for one in described}
    files = [*release_files(project, release, groups), *release_files(project, release, groups, forms=True)]
    sums = {file.name: sha256(file.path) for file in files}
    dataset = json.loads((release / schema_org.FILE).read_text(encoding="utf-8"))
    latest = described[-1]
    # What the catalogue names is called the same in every language, and is no page's message.
    messages.missing.clear()
    for language in project.languages:
        with speaking(language):
            purposes = _purposes(release, files, sums, language)
        Frame(atlas, language, release / site.FOLDER).write(
            "downloads.html",
            "downloads.html",
            purposes=purposes,
            editions=sorted((one.edition for one in described), key=lambda one: one.date, reverse=True),
            changed=days([latest.edition]),
            dump=dump_name(project, latest.edition),
            sums=checksums.FILE,
            hashes=_HASHES,
            lookup=lookup.FILE,
            media={form: media.replace("(?:", "").partition("|")[0].replace("\\", "") for form, media in accept.MEDIA_TYPES.items()},
            described_by=Markup(json.dumps(dataset, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")),
        )
    site.refuse_untranslated(project.languages)


def _purposes(
    release: Path, files: Sequence[ReleaseFile], sums: dict[str, str], language: str
) -> list[tuple[str, str, str, list[Download], bool]]:
    """(anchor, title, what it is good for, files, whether they are too many to be shown at once) of each purpose that has files."""
    left = list(files)

    def take(wanted: Callable[[ReleaseFile], object]) -> list[Download]:
        taken = [file for file in left if wanted(file)]
        left[:] = [file for file in left if file not in taken]
        return [_download(file, sums, language) for file in taken]

    def ends(*endings: str) -> Callable[[ReleaseFile], object]:
        return lambda file: file.name.endswith(endings)

    by_class = take(lambda file: f"{FORMS}/" in file.name and "-class/" in file.name)
    links = take(lambda file: file.name in (lookup.FILE, sssom.FILE) or "-links." in file.name)
    others = take(lambda file: "-retired." in file.name or "-quality" in file.name)
    words = take(lambda file: file.owner in ("ns", "scheme", "query"))
    answers = take(lambda file: file.name.startswith("report."))
    graphs = take(lambda file: file.graph == "") + take(lambda file: file.type.feature)
    sheets = take(ends(".xlsx"))
    tables = take(lambda file: file.name.startswith("data/") or (file.name.startswith(f"{FORMS}/") and file.name.endswith(".csv")))
    frames = take(ends(".parquet"))
    networks = take(lambda file: file.name.endswith((".graphml", ".gexf")) or "-kumu" in file.name)
    maps = take(ends(".geojson"))
    books = take(ends(".bib", ".csl.json"))
    rest = take(lambda _file: True)
    told = _descriptions(release)
    found = [
        ("graph", _("For a triple store"), _("All that the atlas says, as RDF: the same statements in several forms. Take one."), graphs, False),
        ("class", _("One class at a time"), _("The things of one class, as RDF."), by_class, True),
        ("sheet", _("For a spreadsheet"), _("The tables as workbooks, with the codes in words."), sheets, False),
        ("table", _("As tables"), _("The tables as the mappers keep them (data/…), and with the codes in words, as CSV."), tables, True),
        ("frame", _("For data frames"), _("The tables with their types, for pandas, polars, R and DuckDB."), frames, True),
        ("network", _("For network tools"), _("The network of who takes part in what, for Gephi, Cytoscape, igraph and Kumu."), networks, False),
        ("map", _("For maps"), _("The initiatives and organisations that have a place, for QGIS, Leaflet and others."), maps, False),
        ("book", _("For bibliographies"), _("The publications, for Zotero and other reference managers."), books, False),
        ("report", _("The report"), _("To read, to print and to show: the report and its slides."), [*_printed(release), *answers], False),
        ("link", _("To link with"), _("To find things of the atlas in data of your own, and to know them elsewhere."), links, False),
        ("words", _("The vocabulary"), _("The classes, properties, concepts and shapes, and queries to learn from."), words, False),
        ("quality", _("Quality and history"), _("What was measured of the data, and the addresses that are used no more."), others, False),
        ("description", _("The description"), _("The catalogue: what there is, in the words of DCAT, VoID, schema.org and Data Package."), told, False),
        ("rest", _("Other files"), "", rest, False),
    ]
    return [purpose for purpose in found if purpose[3]]


def _download(file: ReleaseFile, sums: dict[str, str], language: str) -> Download:
    description = file.description.get(language) or next(iter(file.description.values()), "")
    return Download(file.name, description, _form(file.name), file.path.stat().st_size, sums[file.name])


def _printed(release: Path) -> list[Download]:
    """The report and its slides as files to print and to show."""
    words = {"report": _("The report, to print."), "slides": _("The report's slides.")}
    found = sorted(path for path in (release / findings.FOLDER).glob("*") if path.suffix in (".pdf", ".html")) if (release / findings.FOLDER).is_dir() else []
    return [_own(release, path, words.get(path.name.partition("-")[0], "")) for path in found]


def _descriptions(release: Path) -> list[Download]:
    words = {
        catalog.FILE: _("The catalogue (DCAT, PROV, DQV)."),
        catalog.JSON_FILE: _("The catalogue (DCAT, PROV, DQV)."),
        f"{FORMS}/{catalog.FILE}": _("The catalogue of the other forms."),
        void.FILE: _("Sizes, classes, properties and sets of links, counted (VoID)."),
        data_package.FILE: _("The tables and their columns, for Frictionless Data."),
        schema_org.FILE: _("The dataset for search engines (schema.org)."),
        "releases.json": _("The released editions with their hashes."),
        checksums.FILE: _("The checksums of the files."),
        _HASHES: _("The hash of each graph in canonical form (RDFC-1.0), whatever file it is read from."),
    }
    return [_own(release, release / name, told) for name, told in words.items() if (release / name).is_file()]


def _own(release: Path, path: Path, description: str) -> Download:
    return Download(path.relative_to(release).as_posix(), description, _form(path.name), path.stat().st_size, sha256(path))


def _form(name: str) -> str:
    """What programs call the form of a file, with its compression; its ending where they have no name for it."""
    plain = name.removesuffix(".gz").removesuffix(".zst")
    ending = next((one for one in _NAMES if plain.endswith(one)), None)
    words = _NAMES[ending] if ending else Path(plain).suffix.removeprefix(".").upper() or _("Text")
    return words if plain == name else f"{words}, {name.rpartition('.')[2]}"
