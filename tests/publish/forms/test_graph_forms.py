"""Named graphs and files for each class, read by rdflib and Oxigraph."""

from __future__ import annotations

import gzip

import rdflib
import zstandard
from hostile import HOSTILE
from pyoxigraph import NamedNode, RdfFormat, Store, parse

from ciatlas.rdf.canonical import canonical_hash

GRAPHS = "https://w3id.org/ciatlas/data/2015/"


def test_trig_holds_each_named_graph_as_n_quads_do(made):
    trig, nquads = Store(), Store()
    trig.load(made.form(".trig").read_bytes(), RdfFormat.TRIG)
    nquads.load(gzip.decompress(made.form(".nq.gz").read_bytes()), RdfFormat.N_QUADS)
    names = sorted(graph.value for graph in nquads.named_graphs())
    assert names == [GRAPHS + "asserted", GRAPHS + "derived", GRAPHS + "measured", GRAPHS + "provenance"]
    for name in names:
        quads = list(nquads.quads_for_pattern(None, None, None, NamedNode(name)))
        assert len(quads) > 100
        assert canonical_hash(trig.quads_for_pattern(None, None, None, NamedNode(name))) == canonical_hash(quads)
    assert len(trig) == len(nquads)


def test_rdflib_reads_the_trig(made):
    dataset = rdflib.Dataset()
    dataset.parse(made.form(".trig"), format="trig")
    asserted = dataset.graph(rdflib.URIRef(GRAPHS + "asserted"))
    kinds = {table: len(made.rows(table)) for table in ("organizations.csv", "initiatives.csv", "engagements.csv")}
    ci, org = rdflib.Namespace("https://w3id.org/ciatlas/ns#"), rdflib.Namespace("http://www.w3.org/ns/org#")
    for kind, table in ((org.Organization, "organizations.csv"), (ci.Initiative, "initiatives.csv"), (ci.Engagement, "engagements.csv")):
        assert len(set(asserted.subjects(rdflib.RDF.type, kind))) == kinds[table]


def test_zstandard_and_gzip_hold_the_same_sorted_quads(made):
    data = gzip.decompress(made.form(".nq.gz").read_bytes())
    assert zstandard.ZstdDecompressor().stream_reader(made.form(".nq.zst").open("rb")).read() == data
    lines = data.decode().splitlines()
    assert lines == sorted(set(lines))


def test_each_class_has_its_things(made):
    folder = made.form("-class")
    for name, table in (("org-Organization", "organizations.csv"), ("ci-Initiative", "initiatives.csv"), ("schema-CreativeWork", "publications.csv")):
        pretty = list(parse(path=str(folder / f"{name}.ttl"), format=RdfFormat.TURTLE))
        plain = list(parse(path=str(folder / f"{name}.nt"), format=RdfFormat.N_TRIPLES))
        assert len({one.subject for one in plain}) == len(made.rows(table))
        assert canonical_hash(pretty) == canonical_hash(plain)


def test_hostile_texts_come_back_as_they_were(hostile):
    trig = {one.object.value for one in parse(path=str(hostile.form(".trig")), format=RdfFormat.TRIG) if hasattr(one.object, "language")}
    written = {row["name"] for row in hostile.rows("organizations.csv")}
    assert len(written) == len(HOSTILE)
    assert written <= trig
