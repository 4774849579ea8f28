"""What follows from what is asserted; and rules that do not parse, do not end, or do not do what they say."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from ciatlas import rules
from ciatlas.fault import AtlasError
from ciatlas.project import Project, read

ASSERTED = """
organization:hub a org:Organization ; ci:seat place:us-ohio-akron .
organization:fund a org:Organization ; ci:country country:US .
organization:fsg a org:Organization .
initiative:one a ci:Initiative ; skos:prefLabel "One"@en ; ci:place place:us-ohio-akron ; ci:placeBased true .
initiative:two a ci:Initiative ; ci:placeBased false ; ci:fsgTie tie:none .
initiative:net a ci:Initiative .
engagement:1 a ci:Engagement ; org:member organization:hub ; org:role part:backbone ; org:organization initiative:one .
engagement:2 a ci:Engagement ; org:member organization:fund ; org:role part:funder ; org:organization initiative:one .
engagement:3 a ci:Engagement ; org:member initiative:two ; org:role part:member ; org:organization initiative:net .
engagement:4 a ci:Engagement ; org:member organization:fsg ; org:role part:adviser ; org:organization organization:hub .
engagement:5 a ci:Engagement ; org:member organization:fsg ; org:role part:backbone ; org:organization initiative:net .
engagement:6 a ci:Engagement ; org:member organization:hub ; org:role part:convener ; ci:event event:e .
publication:p a schema:CreativeWork ; dcterms:publisher organization:fund .
place:us-ohio-akron a ci:Place ; ci:region place:us-ohio ; ci:country country:US .
place:us-ohio a ci:Place ; ci:country country:US .
country:US a ci:Country ; ci:continent continent:north-america .
event:e a schema:Event ; schema:location place:us-ohio-akron .
organization:fund adms:identifier identifier:1, identifier:2, identifier:3, identifier:4 .
identifier:1 ci:identifierScheme identifier-scheme:ror ; skos:notation "02fvtx219" .
identifier:2 ci:identifierScheme identifier-scheme:isni ; skos:notation "0000000404426762" .
identifier:3 ci:identifierScheme identifier-scheme:ein ; skos:notation "13-1684331" .
identifier:4 ci:identifierScheme identifier-scheme:lei ; skos:notation "5493008H2QYY7QNJV232" .
"""


@pytest.fixture
def atlas(project: Path) -> Project:
    return read(project)


def store_of(atlas: Project, turtle: str) -> Store:
    store = Store()
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in atlas.prefixes.items())
    store.load((head + turtle).encode(), RdfFormat.TURTLE, to_graph=NamedNode(atlas.graph(atlas.editions[0], "asserted")))
    return store


def derived(atlas: Project, turtle: str = ASSERTED) -> set[str]:
    """The derived statements in short names, as `subject predicate object`."""
    from ciatlas.rdf.turtle import Names

    store = store_of(atlas, turtle)
    rules.derive(store, atlas, atlas.editions[0], rules.read_rules(atlas))
    names = Names(atlas.prefixes)
    graph = NamedNode(atlas.graph(atlas.editions[0], "derived"))
    quads = store.quads_for_pattern(None, None, None, graph)
    return {" ".join(names.term(term) for term in (quad.subject, quad.predicate, quad.object)) for quad in quads}


def test_what_follows(atlas: Project):
    found = derived(atlas)
    assert {
        "initiative:one ci:backbone organization:hub",
        "initiative:one ci:funder organization:fund",
        "initiative:two ci:memberOf initiative:net",
        "organization:hub ci:adviser organization:fsg",
        "organization:hub ci:roleShown role:backbone",
        "organization:hub ci:roleShown role:convening",
        "organization:fund ci:roleShown role:funding",
        "organization:fund ci:roleShown role:knowledge",
        "organization:fsg ci:roleShown role:consulting",
        "initiative:one rdf:type org:OrganizationalCollaboration",
        "initiative:one rdf:type org:Organization",
        "initiative:one rdf:type ci:PlaceBasedInitiative",
        'initiative:one rdfs:label "One"@en',
        "initiative:one ci:region place:us-ohio",
        "initiative:one ci:country country:US",
        "initiative:one ci:continent continent:north-america",
        "organization:hub ci:country country:US",
        "event:e ci:region place:us-ohio",
        "place:us-ohio-akron schema:containedInPlace place:us-ohio",
        "organization:fund owl:sameAs <https://ror.org/02fvtx219>",
        "organization:fund schema:sameAs <https://isni.org/isni/0000000404426762>",
        'organization:fund org:identifier "US-EIN-13-1684331"',
        'organization:fund org:identifier "XI-LEI-5493008H2QYY7QNJV232"',
        "organization:fund schema:sameAs <https://search.gleif.org/#/record/5493008H2QYY7QNJV232>",
        "place:us-ohio-akron schema:containedInPlace country:US",
        "initiative:one ci:indirectTie organization:fsg",
        "initiative:two ci:indirectTie organization:fsg",
        "initiative:net ci:directTie organization:fsg",
    } <= found


def test_what_does_not_follow(atlas: Project):
    found = derived(atlas)
    assert "initiative:two rdf:type ci:PlaceBasedInitiative" not in found
    assert "initiative:two ci:directTie organization:fsg" not in found
    assert "organization:fund ci:country country:US" not in found, "what is asserted is not derived once more"
    assert not any(one.startswith("initiative:two ci:roleShown") for one in found)


def test_every_statement_has_one_rule(atlas: Project):
    store = store_of(atlas, ASSERTED)
    known = rules.read_rules(atlas)
    derivation = rules.derive(store, atlas, atlas.editions[0], known)
    graph = NamedNode(atlas.graph(atlas.editions[0], "derived"))
    triples = [quad.triple for quad in store.quads_for_pattern(None, None, None, graph)]
    makers = [rules.rule_of(known, triple) for triple in triples]
    assert None not in makers
    assert {rule.file.name: makers.count(rule) for rule in known} == derivation.counts
    assert all(derivation.counts.values()), "a rule that never applies here needs a case above"


def test_provenance_names_rule_graph_and_count(atlas: Project):
    known = rules.read_rules(atlas)
    edition = atlas.editions[0]
    store = store_of(atlas, ASSERTED)
    store.extend(rules.provenance(atlas, edition, known, rules.derive(store, atlas, edition, known)))
    query = """SELECT ?count WHERE {
      ?part void:property ci:backbone ; void:triples ?count ; prov:wasGeneratedBy ?activity .
      ?activity prov:used ?rule , <https://w3id.org/ciatlas/data/2015/asserted> .
      ?rule a prov:Plan ; sh:construct ?text ; rdfs:label "קיצורי דרך מן המעורבויות"@he .
    }"""
    solutions = list(store.query(query, prefixes=dict(atlas.prefixes), use_default_graph_as_union=True))
    assert [solution["count"].value for solution in solutions] == ["4"]


HEADER = "#+ title: {en: t, he: t}\n#+ description: {en: d, he: d}\n#+ makes: [ci:x]\n"
BROKEN = {
    "does not parse": (HEADER + "CONSTRUCT { ?a ci:x ?b }\nWHERE { ?a ci:x }", "queries/rules/99-new.rq, line 5, column"),
    "an unknown prefix": (HEADER + "CONSTRUCT { ?a ci:x ?b } WHERE { ?a nope:x ?b }", "line 4"),
    "a SELECT": (HEADER + "SELECT * WHERE { ?a ?b ?c }", "expected a CONSTRUCT"),
    "an update": (HEADER + "INSERT DATA { <urn:a> <urn:b> <urn:c> }", "an update is refused"),
    "no header": ("CONSTRUCT { ?a ci:x ?b } WHERE { ?a ci:y ?b }", "expected a header"),
    "a header that is no YAML": ("#+ title: {en: t\n#+ makes: ]\nCONSTRUCT {} WHERE {}", "line 2: the header is not YAML"),
    "no Hebrew title": (HEADER.replace("title: {en: t, he: t}", "title: {en: t}"), "language 'he'"),
    "no list of what it makes": (HEADER.replace("[ci:x]", "ci:x"), "expected a list of words"),
    "an unknown prefix in the header": (HEADER.replace("ci:x", "nope:x"), "a known prefix"),
    "what another rule makes": (HEADER.replace("ci:x", "ci:backbone"), "is made by queries/rules/30-shortcuts.rq too"),
    "what its header does not say": (HEADER + "CONSTRUCT { ?a ci:y ?a } WHERE { ?a a ci:Place }", "header 'makes' does not name"),
    "a blank node": (HEADER + "CONSTRUCT { ?a ci:x [] } WHERE { ?a a ci:Place }", "blank node"),
    "a rule without end": (
        HEADER + "CONSTRUCT { ?next ci:x ?a } WHERE { { ?a a ci:Place } UNION { ?a ci:x ?b } BIND (IRI(CONCAT(STR(?a), 'x')) AS ?next) }",
        "99-new.rq: still makes new statements after 25 rounds",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_rule_is_named(atlas: Project, case: str):
    text, expected = BROKEN[case]
    (atlas.root / "queries" / "rules" / "99-new.rq").write_text(text, encoding="utf-8")
    with pytest.raises(AtlasError) as caught:
        rules.derive(store_of(atlas, ASSERTED), atlas, atlas.editions[0], rules.read_rules(atlas))
    assert "queries/rules/99-new.rq" in str(caught.value) and expected in str(caught.value)
