"""Queries evaluated in a process of their own: a store cannot be told to stop, so a query over its limit ends with the process."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QueryTriples, RdfFormat, Store

from ciatlas import query
from ciatlas.fault import AtlasError
from ciatlas.insights import Ask, Result, Value
from ciatlas.rdf.namespaces import XSD

# Not "fork": a store on disk has threads of its own, which a forked process would not have.
_PROCESSES = multiprocessing.get_context("spawn")
# What a process may need to start and to load its store, beyond the limit of its first query.
_START_SECONDS = 600.0


def result(results: query.Results) -> Result:
    """The solutions of a SELECT, or the answer of an ASK as one row of one column ``answer``. Raises AtlasError for a graph."""
    if isinstance(results, QueryTriples):
        raise AtlasError("a CONSTRUCT or DESCRIBE gives a graph; expected a SELECT or ASK")
    if isinstance(results, QueryBoolean):
        return ("answer",), [(Value("true" if results else "false", datatype=XSD + "boolean"),)]
    columns = tuple(variable.value for variable in results.variables)
    return columns, [tuple(_value(solution[column]) for column in columns) for solution in results]


def _value(term: object) -> Value | None:
    if isinstance(term, NamedNode):
        return Value(term.value, iri=True)
    if isinstance(term, Literal):
        if term.language:
            return Value(term.value, language=term.language)
        return Value(term.value, datatype=None if term.datatype.value == XSD + "string" else term.datatype.value)
    return Value(str(term)) if isinstance(term, BlankNode) else None


def in_process(store: Store, prefixes: Mapping[str, str]) -> Ask:
    """Asks the store at once and without a limit: for tests, and for queries of the program itself."""
    return lambda text: result(query.run(store, text, prefixes))


@contextmanager
def local(source: Store | Path, prefixes: Mapping[str, str], limit: float) -> Iterator[Ask]:
    """A way to ask a store such that each query is cut at `limit` seconds; the ask raises AtlasError when one is.

    source: a store, whose statements the process gets as N-Quads, or the folder of a store on disk, which it opens to read only.
    The process ends with the context. After a cut the next query starts a new one.
    """
    content: bytes | str = str(source) if isinstance(source, Path) else source.dump(format=RdfFormat.N_QUADS) or b""
    running: list[_Running] = []

    def ask(text: str) -> Result:
        if not running:
            running.append(_start(content, prefixes))
        one = running[0]
        one.pipe.send(text)
        if not one.pipe.poll(limit):
            _end(running.pop())
            raise AtlasError(f"ran longer than its limit of {limit:g} s and was cut")
        try:
            answer = one.pipe.recv()
        except EOFError as error:
            _end(running.pop())
            raise AtlasError("the process that ran it ended, perhaps for want of memory") from error
        if isinstance(answer, AtlasError):
            raise answer
        return answer  # type: ignore[no-any-return]

    try:
        yield ask
    finally:
        for one in running:
            _end(one)


@dataclass(frozen=True, slots=True)
class _Running:
    process: BaseProcess
    pipe: Connection


def _start(content: bytes | str, prefixes: Mapping[str, str]) -> _Running:
    near, far = _PROCESSES.Pipe()
    process = _PROCESSES.Process(target=_serve, args=(far, dict(prefixes)), daemon=True)
    process.start()
    far.close()
    one = _Running(process, near)
    try:
        near.send(content)
        if near.poll(_START_SECONDS) and near.recv() == "ready":
            return one
    except (OSError, EOFError) as error:
        _end(one)
        raise AtlasError(f"the process that answers queries did not start: {error}") from error
    _end(one)
    raise AtlasError("the process that answers queries did not start")


def _end(one: _Running) -> None:
    one.process.kill()
    one.process.join()
    one.pipe.close()


def _serve(pipe: Connection, prefixes: Mapping[str, str]) -> None:
    content = pipe.recv()
    if isinstance(content, str):
        store = Store.read_only(content)
    else:
        store = Store()
        store.bulk_load(content, RdfFormat.N_QUADS)
    pipe.send("ready")
    while True:
        try:
            text = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(result(query.run(store, text, prefixes)))
        except AtlasError as error:
            pipe.send(error)
        except (OSError, ValueError, RuntimeError) as error:
            pipe.send(AtlasError(f"the query failed while it ran: {error}"))
