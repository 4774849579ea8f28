"""More forms of the release: for stores, data frames, spreadsheets, maps, network tools, bibliographies; and a document about each thing.

Made at each build into ``forms/`` and ``doc/`` beside the dumps, and kept out of version control.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pyoxigraph import Store

from ciatlas.edition import dump_name
from ciatlas.messages import _
from ciatlas.project import Edition, Project
from ciatlas.publish.dumps import reading_order
from ciatlas.publish.forms import bibtex, csl_json, csv_labels, documents, geojson, gexf, graphml, kumu, nquads, parquet, per_class, trig, xlsx
from ciatlas.publish.forms.network import network
from ciatlas.publish.forms.reading import read
from ciatlas.publish.forms.sheets import sheet
from ciatlas.publish.forms.works import works
from ciatlas.tables.model import TableGroup

FOLDER = "forms"
DOCUMENTS = "doc"

Say = Callable[[str], None]


def write(project: Project, edition: Edition, store: Store, group: TableGroup, folder: Path, say: Say) -> list[Path]:
    """Writes all forms of an edition below `folder` and gives the paths, each once.

    store: filled, with what was derived and measured. group: the edition's tables. say: told of each step.
    A thing that is in several editions has its document from the last. Raises OSError when the disk is full.
    """
    order = reading_order(group)
    reading = read(project, edition, store)
    forms = folder / FOLDER
    forms.mkdir(exist_ok=True)
    stem = forms / dump_name(project, edition)

    def named(ending: str) -> Path:
        return stem.with_name(stem.name + ending)

    say(_("writing named graphs and a file for each class"))
    paths = [trig.write(project, edition, store, named(".trig"), order), *nquads.write(project, edition, store, stem)]
    paths += per_class.write(project, reading, named("-class"), order)
    say(_("writing spreadsheets"))
    for language in project.languages:
        sheets = [sheet(project, edition, reading, group, table, language) for table in group.tables]
        paths += csv_labels.write(sheets, named(f"-csv-{language}"))
        paths.append(xlsx.write(project, edition, sheets, named(f"-{language}.xlsx"), language))
    paths += parquet.write(project, edition, group, named("-parquet"))
    say(_("writing the map, the network and the bibliography"))
    paths.append(geojson.write(project, reading, named(".geojson")))
    joined = network(project, reading)
    paths += [graphml.write(joined, named(".graphml")), gexf.write(project, edition, joined, named(".gexf"))]
    paths += [kumu.write(project, reading, joined, named(f"-kumu-{language}.json"), language) for language in project.languages]
    published = works(reading, project.prefixes["ci"], edition, group)
    paths += [bibtex.write(published, named(".bib")), csl_json.write(published, named(".csl.json"))]
    say(_("writing a document about each thing"))
    paths += documents.write(project, edition, reading, folder / DOCUMENTS, order, say)
    return paths
