"""Rules: what follows from the asserted statements, by SPARQL CONSTRUCT to a fixpoint, each statement traceable to its rule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QueryTriples, Store, Triple, Variable

from ciatlas import query
from ciatlas.fault import AtlasError
from ciatlas.messages import _, ngettext
from ciatlas.project import Edition, Project
from ciatlas.query_file import QueryFile, read_folder
from ciatlas.rdf.namespaces import RDF, WELL_KNOWN, XSD

# A rule whose statements feed the next round needs a round for each step of its longest chain; real chains are short.
ROUNDS = 25

_TEMPLATE = re.compile(r"CONSTRUCT\s*\{([^}]*)\}\s*WHERE\b", re.IGNORECASE)

TYPE = NamedNode(RDF + "type")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its file, and the IRIs that it makes: properties, or classes where it states types."""

    file: QueryFile
    makes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Derivation:
    """How many statements each rule made, by the rule's name, in the order of the rules."""

    counts: Mapping[str, int]


def read_rules(project: Project) -> list[Rule]:
    """The rules of ``queries/rules`` in their order, which is that of their file names.

    Raises AtlasError when a header is wrong, or when two rules say that they make the same property or class: each derived
    statement must come from one rule only.
    """
    rules: list[Rule] = []
    makers: dict[str, str] = {}
    for file in read_folder(project.root / "queries" / "rules", "queries/rules"):
        file.texts("title", project.languages)
        file.texts("description", project.languages)
        makes = frozenset(_expand(project, file, name) for name in file.words("makes"))
        for iri in sorted(makes):
            if iri in makers:
                told = _("{file}: header {key}: {iri} is made by {other} too; expected one rule for each")
                raise AtlasError(told.format(file=file.file, key="'makes'", iri=iri, other=makers[iri]))
            makers[iri] = file.file
        rules.append(Rule(file, makes))
    return rules


def _expand(project: Project, file: QueryFile, name: str) -> str:
    prefix, colon, local = name.partition(":")
    if not colon or prefix not in project.prefixes:
        told = _("{file}: header {key}: {value}: expected a property or class with a known prefix")
        raise AtlasError(told.format(file=file.file, key="'makes'", value=repr(name)))
    return project.prefixes[prefix] + local


def apply(store: Store, project: Project, edition: Edition) -> list[Rule]:
    """Fills the edition's derived and provenance graphs by the rules of the project, which it gives. Raises as its parts do."""
    rules = read_rules(project)
    derivation = derive(store, project, edition, rules)
    store.extend(provenance(project, edition, rules, derivation))
    return rules


def derive(store: Store, project: Project, edition: Edition, rules: Sequence[Rule]) -> Derivation:
    """Runs the rules in their order, again and again until none makes a new statement; those go into the derived graph.

    The rules see all graphs of the store as one. Raises AtlasError that names the rule's file when it does not parse, makes
    what its header does not say, makes blank nodes, or still makes new statements after ROUNDS rounds.
    """
    graph = NamedNode(project.graph(edition, "derived"))
    known = {quad.triple for quad in store}
    counts = dict.fromkeys((rule.file.name for rule in rules), 0)
    for _round in range(ROUNDS):
        late: list[Rule] = []
        for rule in rules:
            new = {triple for triple in _construct(store, project, rule) if triple not in known}
            if new:
                store.extend(Quad(one.subject, one.predicate, one.object, graph) for one in new)
                known |= new
                counts[rule.file.name] += len(new)
                late.append(rule)
        if not late:
            return Derivation(counts)
    names = ", ".join(rule.file.file for rule in late)
    told = ngettext(
        "{files}: still makes new statements after {number} round; expected a rule that comes to an end",
        "{files}: still makes new statements after {number} rounds; expected a rule that comes to an end",
        ROUNDS,
    )
    raise AtlasError(told.format(files=names, number=ROUNDS))


def _construct(store: Store, project: Project, rule: Rule) -> Iterator[Triple]:
    results = query.run(store, rule.file.text, project.prefixes, rule.file.file)
    if not isinstance(results, QueryTriples):
        raise AtlasError(_("{file}: expected a CONSTRUCT query").format(file=rule.file.file))
    for triple in results:
        if isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode):
            raise AtlasError(_("{file}: made the blank node in {triple}; expected things with a name").format(file=rule.file.file, triple=triple))
        if made(triple) not in rule.makes:
            raise AtlasError(_("{file}: made {triple}, which its header {key} does not name").format(file=rule.file.file, triple=triple, key="'makes'"))
        yield triple


def made(triple: Triple) -> str:
    """What a derived statement makes, in the sense of a rule's header: its class if it states a type, else its property."""
    return triple.object.value if triple.predicate == TYPE else triple.predicate.value


def rule_of(rules: Sequence[Rule], triple: Triple) -> Rule | None:
    """The one rule that makes statements such as this, or None."""
    return next((rule for rule in rules if made(triple) in rule.makes), None)


def sources(store: Store, project: Project, rule: Rule, triple: Triple, graph: NamedNode) -> list[Triple]:
    """The statements of `graph` from which a rule made `triple`: those among the things that the rule's WHERE bound for it.

    Sorted. Empty when the rule's CONSTRUCT cannot have made the triple.
    """
    template = _TEMPLATE.search(rule.file.text)
    if not template:
        return []
    where = _TEMPLATE.sub("SELECT * WHERE", rule.file.text, count=1)
    found: set[Triple] = set()
    for pattern in template[1].split(" . "):
        words = pattern.split()
        if len(words) != 3:
            continue
        terms = zip(words, (triple.subject, triple.predicate, triple.object))
        bound = {Variable(word[1:]): term for word, term in terms if word.startswith("?")}
        solutions = store.query(where, prefixes=dict(project.prefixes), use_default_graph_as_union=True, substitutions=bound)
        for solution in solutions:
            named = {triple.subject, triple.object, *(solution[variable] for variable in solutions.variables)} - {None}
            quads = (quad for term in named if isinstance(term, NamedNode) for quad in store.quads_for_pattern(term, None, None, graph))
            found |= {quad.triple for quad in quads if quad.object in named}
    return sorted(found, key=str)


def provenance(project: Project, edition: Edition, rules: Sequence[Rule], derivation: Derivation) -> Iterator[Quad]:
    """PROV-O statements: which rule (a plan) made which part of the derived graph, from which graph, and how many.

    A derived statement's rule is found by its property, or by its class where it states a type: ``void:property`` and
    ``void:class`` of the rule's part of the derived graph.
    """
    prov, void, dcterms = WELL_KNOWN["prov"], WELL_KNOWN["void"], WELL_KNOWN["dcterms"]
    graph = NamedNode(project.graph(edition, "provenance"))
    asserted, derived = project.graph(edition, "asserted"), project.graph(edition, "derived")

    def state(subject: str, predicate: str, value: str | Literal) -> Quad:
        return Quad(NamedNode(subject), NamedNode(predicate), value if isinstance(value, Literal) else NamedNode(value), graph)

    yield state(derived, TYPE.value, prov + "Entity")
    yield state(derived, prov + "wasDerivedFrom", asserted)
    yield state(asserted, TYPE.value, prov + "Entity")
    for rule in rules:
        plan = project.iri(f"query/rules/{rule.file.name}")
        activity = f"{derived}/{rule.file.name}/activity"
        part = f"{derived}/{rule.file.name}"
        yield state(plan, TYPE.value, prov + "Plan")
        yield state(plan, TYPE.value, WELL_KNOWN["sh"] + "SPARQLConstructExecutable")
        yield state(plan, WELL_KNOWN["sh"] + "construct", Literal(rule.file.text))
        for language, text in rule.file.texts("title", project.languages).items():
            yield state(plan, WELL_KNOWN["rdfs"] + "label", Literal(text, language=language))
        for language, text in rule.file.texts("description", project.languages).items():
            yield state(plan, dcterms + "description", Literal(text, language=language))
        yield state(activity, TYPE.value, prov + "Activity")
        yield state(activity, prov + "used", plan)
        yield state(activity, prov + "used", asserted)
        yield state(part, TYPE.value, prov + "Entity")
        yield state(part, TYPE.value, void + "Dataset")
        yield state(part, dcterms + "isPartOf", derived)
        yield state(part, prov + "wasGeneratedBy", activity)
        count = Literal(str(derivation.counts[rule.file.name]), datatype=NamedNode(XSD + "integer"))
        yield state(part, void + "triples", count)
        for iri in sorted(rule.makes):
            yield state(part, void + ("class" if _is_class(iri) else "property"), iri)


def _is_class(iri: str) -> bool:
    """By the custom of all vocabularies in use here, the names of classes begin with a capital letter."""
    return iri.rpartition("/")[2].rpartition("#")[2][:1].isupper()
