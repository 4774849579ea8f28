"""A store for rdflib graphs of which much is asked: values of a property from plain dictionaries, queries from oxigraph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from pyoxigraph import Quad, QueryBoolean, QuerySolutions, QueryTriples, Variable
from pyoxigraph import Store as OxigraphStore
from rdflib import Graph
from rdflib import Variable as RdflibVariable
from rdflib.query import Result
from rdflib.store import Store
from rdflib.term import Identifier

from ciatlas.rdf.terms import Term, to_oxigraph, to_rdflib

Statement = tuple[Identifier, Identifier, Identifier]
Pattern = tuple[Identifier | None, Identifier | None, Identifier | None]


class Ask(Protocol):
    """Answers a SPARQL query in which some variables are replaced by terms, as ``pyoxigraph.Store.query`` does."""

    def __call__(self, query: str, /, *, substitutions: Mapping[Variable, Term]) -> QuerySolutions | QueryBoolean | QueryTriples: ...


class Lookup(Store):
    """The statements of one rdflib graph, by property and then by subject; by value only for the properties that are asked that way.

    ask: what answers SELECT queries over the same statements, several times faster than rdflib. Until it is set, and after each
    change, an oxigraph store is filled with the statements at the first query.
    """

    # pySHACL lays an rdflib Dataset over each graph, which wants a store that is both.
    context_aware = graph_aware = True

    def __init__(self) -> None:
        super().__init__()
        self.ask: Ask | None = None
        self._values: dict[Identifier, dict[Identifier, dict[Identifier, None]]] = {}
        self._subjects: dict[Identifier, dict[Identifier, list[Identifier]]] = {}
        self._size = 0
        self._graphs: tuple[Graph, ...] = ()

    def add(self, triple: Statement, context: Graph, quoted: bool = False) -> None:
        subject, predicate, value = triple
        self._graphs = (context,)
        values = self._values.setdefault(predicate, {}).setdefault(subject, {})
        if value not in values:
            values[value] = None
            self._changed(predicate, 1)

    def remove(self, triple: Pattern, context: Graph | None = None) -> None:
        for (subject, predicate, value), _ in list(self.triples(triple)):
            del self._values[predicate][subject][value]
            self._changed(predicate, -1)

    def _changed(self, predicate: Identifier, difference: int) -> None:
        self._size += difference
        self._subjects.pop(predicate, None)
        self.ask = None

    def triples(self, triple_pattern: Pattern, context: Graph | None = None) -> Iterator[tuple[Statement, tuple[Graph, ...]]]:
        subject, predicate, value = triple_pattern
        for one in self._values if predicate is None else (predicate,):
            if subject is None and value is not None:
                for found in self._having(one).get(value, ()):
                    yield (found, one, value), self._graphs
                continue
            by_subject = self._values.get(one, {})
            for about in by_subject if subject is None else (subject,):
                values = by_subject.get(about, {})
                if value is None:
                    for found in values:
                        yield (about, one, found), self._graphs
                elif value in values:
                    yield (about, one, value), self._graphs

    def _having(self, predicate: Identifier) -> dict[Identifier, list[Identifier]]:
        """The subjects of a property by its values."""
        if predicate not in self._subjects:
            found = self._subjects[predicate] = {}
            for subject, values in self._values.get(predicate, {}).items():
                for value in values:
                    found.setdefault(value, []).append(subject)
        return self._subjects[predicate]

    def __len__(self, context: Graph | None = None) -> int:
        return self._size

    def query(self, query: object, initNs: object, initBindings: Mapping[str, Identifier], queryGraph: object, **kwargs: object) -> Result:
        """The answer to a SELECT query; NotImplementedError, upon which rdflib itself looks for the answer, to any other."""
        if self.ask is None:
            store = OxigraphStore()
            store.bulk_extend(Quad(*map(to_oxigraph, statement)) for statement, _ in self.triples((None, None, None)))
            self.ask = store.query
        try:
            found = self.ask(str(query), substitutions={Variable(name): to_oxigraph(term) for name, term in initBindings.items()})
        except SyntaxError as error:
            raise NotImplementedError from error
        if not isinstance(found, QuerySolutions):
            raise NotImplementedError
        result = Result("SELECT")
        result.vars = [RdflibVariable(variable.value) for variable in found.variables]
        result.bindings = [{name: to_rdflib(term) for name, term in zip(result.vars, row, strict=True) if term is not None} for row in found]
        return result
