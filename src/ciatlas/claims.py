"""Claims: what the report of 2015 says, put to the test on stated facts alone and on all facts, and published as reviews."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from pyoxigraph import Literal, NamedNode, Quad

from ciatlas.fault import AtlasError
from ciatlas.insights import Answer, Ask, answers, check_header
from ciatlas.project import Edition, Project
from ciatlas.query_file import QueryFile, read_folder
from ciatlas.rdf.namespaces import RDF, RDFS, WELL_KNOWN, XSD
from ciatlas.verdict import COLUMNS, NOT_TESTABLE, Reading, Verdict, of_readings, reading, word_of

FOLDER = "queries/claims"
# What a query says wherever it reads a fact that has a basis (?basis, or ?typeBasis and the like where there are several).
ALL_FACTS = re.compile(r"VALUES (\?(?:basis|\w+Basis)) \{ basis:stated basis:inferred \}")
STATED_FACTS = r"VALUES \1 { basis:stated }"
READINGS = ("stated", "all")


def read_claims(project: Project) -> list[QueryFile]:
    """The query files of the claims by name. Raises AtlasError that names the file whose header is not as it must be.

    A claim's header has a ``test``, one of verdict.WORDS, and the columns of verdict.COLUMNS; or it is ``untestable`` and says why.
    """
    files = read_folder(project.root / FOLDER, FOLDER)
    for file in files:
        if is_untestable(file):
            for key in ("title", "description", "untestable"):
                file.texts(key, project.languages)
            continue
        check_header(file, project.languages)
        word_of(file)
        if tuple(file.header["columns"]) != COLUMNS:
            raise AtlasError(f"{file.file}: header 'columns': expected {', '.join(COLUMNS)}")
        if "caveat" in file.header:
            file.texts("caveat", project.languages)
    return files


def is_untestable(file: QueryFile) -> bool:
    """Whether the claim's header says that this data cannot test it."""
    return "untestable" in file.header


def reads_basis(file: QueryFile) -> bool:
    """Whether the claim's query reads facts with a basis, so that its two readings may differ."""
    return ALL_FACTS.search(file.text) is not None


def on_stated(file: QueryFile) -> QueryFile:
    """The claim's query such that it reads stated facts alone, under a name of its own."""
    return replace(file, name=f"{file.name}-stated", text=ALL_FACTS.sub(STATED_FACTS, file.text))


def verdicts(files: Sequence[QueryFile], ask: Ask, project: Project) -> list[Verdict]:
    """The verdicts on the claims in their order. A claim whose query fails is not testable, with the fault; the rest still run."""
    testable = [file for file in files if not is_untestable(file)]
    every = answers(testable, ask, project)
    apart = [file for file in testable if reads_basis(file)]
    stated = dict(zip((file.name for file in apart), answers([on_stated(file) for file in apart], ask, project), strict=True))
    found = {answer.file.name: _verdict(answer, stated.get(answer.file.name, answer)) for answer in every}
    return [found.get(file.name) or Verdict(file, NOT_TESTABLE, (), True, {}) for file in files]


def _verdict(every: Answer, stated: Answer) -> Verdict:
    fault = every.fault or stated.fault
    if fault is None:
        try:
            readings = (reading(READINGS[0], stated), reading(READINGS[1], every))
        except AtlasError as error:
            fault = str(error)
        else:
            first, second = (one.verdict for one in readings)
            names = {language: {**stated.labels.get(language, {}), **known} for language, known in every.labels.items()}
            used = (every,) if stated is every else (stated, every)
            return Verdict(every.file, of_readings(first, second), readings, first == second, names, answers=used)
    return Verdict(every.file, NOT_TESTABLE, (), True, {}, fault)


def statements(
    found: Iterable[Verdict], project: Project, edition: Edition, evidence: Callable[[Verdict], Iterable[str]] = lambda _: ()
) -> Iterator[Quad]:
    """The reviews of the claims and the queries that tested them as RDF, in the edition's graph ``measured``.

    evidence: a verdict -> the IRIs of the files that hold the results of its query, which the review ``prov:used``.
    A claim that failed has no review, since a fault says nothing of the claim.
    """
    graph = NamedNode(project.graph(edition, "measured"))
    for one in found:
        if one.fault is None:
            for subject, predicate, value in _review(one, project, edition, evidence(one)):
                yield Quad(NamedNode(subject), NamedNode(predicate), value if isinstance(value, Literal) else NamedNode(value), graph)


_Triple = tuple[str, str, "str | Literal"]


def _review(one: Verdict, project: Project, edition: Edition, evidence: Iterable[str]) -> Iterator[_Triple]:
    ci, schema, prov = project.prefixes["ci"], WELL_KNOWN["schema"], WELL_KNOWN["prov"]
    query, review = project.iri(f"query/claims/{one.file.name}"), project.iri(f"id/claim-review/{one.file.name}")
    yield from _query(one.file, query, project)
    yield review, RDF + "type", schema + "ClaimReview"
    yield review, schema + "itemReviewed", project.iri(f"id/claim/{one.file.name}")
    yield review, ci + "verdict", project.iri(f"scheme/verdict/{one.verdict}")
    for used in sorted({query, project.iri(f"data/{edition.name}"), *evidence}):
        yield review, prov + "used", used
    notes = "untestable" if is_untestable(one.file) else "caveat"
    if notes in one.file.header:
        for language, text in one.file.texts(notes, project.languages).items():
            yield review, RDFS + "comment", Literal(text, language=language)
    for part in one.readings:
        if part.name == "stated":
            yield review, ci + "statedVerdict", project.iri(f"scheme/verdict/{part.verdict}")
        yield from _findings(one, part, review, project)


def _findings(one: Verdict, which: Reading, review: str, project: Project) -> Iterator[_Triple]:
    ci = project.prefixes["ci"]
    for position, part in enumerate(which.parts, 1):
        finding = f"{review}/{which.name}/{position}"
        yield review, ci + "finding", finding
        yield finding, RDF + "type", ci + "Finding"
        for basis in ("stated",) if which.name == "stated" else ("stated", "inferred"):
            yield finding, ci + "basis", project.iri(f"scheme/basis/{basis}")
        if part.part.iri:
            yield finding, WELL_KNOWN["dcterms"] + "subject", part.part.text
        named = (one.file.header.get("values") or {}).get(part.part.text, {})
        for language in project.languages:
            label = one.labels.get(language, {}).get(part.part.text) or named.get(language) or part.part.text
            yield finding, RDFS + "label", Literal(label, language=language)
        for name, number in (("counted", part.count), ("comparedWith", part.base), ("leftOut", part.unknown)):
            yield finding, ci + name, Literal(str(number), datatype=NamedNode(XSD + "integer"))
        if part.passed is not None:
            yield finding, ci + "passes", Literal("true" if part.passed else "false", datatype=NamedNode(XSD + "boolean"))


def _query(file: QueryFile, iri: str, project: Project) -> Iterator[_Triple]:
    sh = WELL_KNOWN["sh"]
    yield iri, RDF + "type", sh + "SPARQLExecutable"
    for language, text in file.texts("title", project.languages).items():
        yield iri, RDFS + "label", Literal(text, language=language)
    for language, text in file.texts("description", project.languages).items():
        yield iri, WELL_KNOWN["dcterms"] + "description", Literal(text, language=language)
    if not is_untestable(file):
        yield iri, RDF + "type", sh + "SPARQLSelectExecutable"
        yield iri, sh + "select", Literal(file.text)
