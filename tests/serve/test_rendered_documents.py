"""Documents and pages made on demand from the store: the same bytes as those that a build writes."""

from __future__ import annotations

import random
import shutil
import zlib
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import coroutines
import pytest
from atlas_files import ROOT
from built_site import built
from pyoxigraph import BlankNode, NamedNode, Store
from serving import ask, serving
from small_release import Small
from sparql_servers import free_port, oxigraph, virtuoso
from starlette.types import Message

from ciatlas.edition import open_release
from ciatlas.fault import AtlasError
from ciatlas.insights import Result
from ciatlas.project import Project, read
from ciatlas.publish.on_demand import OnDemand
from ciatlas.released import Bytes, Released, as_json
from ciatlas.serve.address import ROOT as ROOT_OF_SERVER
from ciatlas.serve.linked_data import answers, remote_store
from ciatlas.serve.linked_data.answers import Answers
from ciatlas.serve.problem import Problem
from ciatlas.serve.served import Served
from ciatlas.serve.settings import Settings

# One of so many is looked at, which is still some of each kind; the whole takes a minute.
PART = 20


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory)


@pytest.fixture(scope="module")
def project() -> Project:
    return read(ROOT)


@pytest.fixture(scope="module")
def made(project: Project, release: Path) -> OnDemand:
    return OnDemand(project, open_release(project, release))


def served(project: Project, release: Path, state: Path, store: str | None = None) -> Served:
    async def ask(_query: str) -> Result:
        raise AssertionError("nothing is asked")

    return Served(project, Settings(state, store=store), release, ask)


def get(application: Answers, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """One request to the application itself."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    given = [(name.replace("_", "-").lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"", "headers": given, ROOT_OF_SERVER: "http://a.example/"}
    coroutines.run(application(scope, receive, send))
    found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], found, b"".join(one.get("body", b"") for one in sent[1:])


def test_everything_about_things_can_be_made(made: OnDemand, release: Path, project: Project):
    site = release / "site"
    documents = {path.relative_to(site).as_posix() for path in (site / "doc").rglob("*") if path.is_file() and path.suffix != ".html"}
    assert documents == {name for name in made if name.startswith("doc/")}
    for language in project.languages:
        pages = {path.removesuffix(".ttl").replace("doc/", f"{language}/", 1) + ".html" for path in documents if path.endswith(".ttl")}
        schemes = {page for page in pages if not (site / page).is_file()}
        assert all((site / page.replace(".html", "/index.html")).is_file() for page in schemes)
        assert {name for name in made if name.startswith(f"{language}/")} == pages - schemes


def test_a_part_of_all_documents_and_pages_has_the_bytes_of_the_build(made: OnDemand, release: Path):
    names = [name for name in made if zlib.crc32(name.encode()) % PART == 0]
    assert len(names) > 1_000
    assert [name for name in names if made.make(name) != (release / "site" / name).read_bytes()] == []


def test_the_order_in_which_they_are_asked_for_changes_nothing(made: OnDemand, release: Path):
    names = random.Random(3).sample([name for name in made if not name.startswith("static/")], 100)
    for name in names:
        assert made.make(name) == (release / "site" / name).read_bytes(), name


@pytest.fixture(scope="module")
def on_demand(built_small: Small, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    return answers(served(read(built_small.project), built_small.release, tmp_path_factory.mktemp("state")), rather_made=True)


@pytest.mark.parametrize("name", ["organization/one", "scheme/domain/education", "country/US"])
def test_the_answer_is_the_same_whether_it_is_made_or_read(on_demand: Answers, built_small: Small, tmp_path: Path, name: str):
    from_files = answers(served(read(built_small.project), built_small.release, tmp_path))
    for path, headers in (
        (f"/doc/{name}.ttl", {}), (f"/doc/{name}", {"Accept": "application/ld+json"}), (f"/doc/{name}.html", {"Accept_Language": "he", "Accept_Encoding": "gzip"}), (f"/en/{name}.html", {}),
    ):  # fmt: skip
        assert get(on_demand, path, **headers) == get(from_files, path, **headers), path


@pytest.fixture(scope="module")
def bare(built_small: Small, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Answers, Path]]:
    """A release that was built without the report: it has neither documents nor pages. And the site that it would have."""
    folder = tmp_path_factory.mktemp("bare") / "dist"
    shutil.copytree(built_small.release, folder)
    for name in ("site", "doc", "forms"):
        shutil.rmtree(folder / name)
    yield answers(served(read(built_small.project), folder, tmp_path_factory.mktemp("state"))), built_small.release / "site"


def test_a_release_without_documents_answers_for_things(bare: tuple[Answers, Path]):
    application, site = bare
    status, headers, _body = get(application, "/id/organization/one", Accept="text/turtle")
    assert (status, headers["location"]) == (303, "/doc/organization/one.ttl")
    for form in ("ttl", "jsonld", "nt", "rdf"):
        assert get(application, f"/doc/organization/one.{form}")[2] == (site / "doc" / "organization" / f"one.{form}").read_bytes()
    status, headers, body = get(application, "/doc/organization/one", Accept="text/html", Accept_Language="he")
    assert (status, headers["content-language"], body) == (200, "he", (site / "he" / "organization" / "one.html").read_bytes())
    for name in ("look.css", "site.css", "messages-he.js", "thing.css"):
        assert get(application, f"/static/{name}")[2] == (site / "static" / name).read_bytes()


def test_the_command_serves_such_a_release(bare: tuple[Answers, Path], built_small: Small, tmp_path: Path):
    release = tmp_path / "dist"
    shutil.copytree(built_small.release, release, ignore=shutil.ignore_patterns("site", "doc", "forms"))
    with serving(release, tmp_path, project=built_small.project) as server:
        for name in ("doc/organization/one.ttl", "en/organization/one.html", "static/site.css"):
            assert ask(server, f"/{name}").body == (bare[1] / name).read_bytes()
        assert ask(server, "/nothing", Accept="text/html").status == 404


def test_it_tells_what_it_has_not(bare: tuple[Answers, Path]):
    application, _site = bare
    for path in ("/id/organization/on", "/doc/organization/on.ttl"):
        with pytest.raises(Exception, match="did you mean .*id/organization/one"):
            get(application, path, Accept="text/turtle")
    status, headers, _body = get(application, "/", Accept="text/html, */*;q=0.5")
    assert (status, headers["location"]) == (303, "/catalog.ttl")
    assert get(application, "/catalog", Accept="application/ld+json")[1]["location"] == "/catalog.jsonld"


def test_the_store_may_be_elsewhere(built_small: Small, tmp_path: Path):
    project = read(built_small.project)
    with oxigraph(tmp_path, open_release(project, built_small.release)) as endpoint:
        made = OnDemand(project, remote_store.read(project, endpoint))
    for name in ("doc/organization/one.ttl", "he/organization/one.html", "en/scheme/domain/education.html"):
        assert made.make(name) == (built_small.release / "site" / name).read_bytes()


def test_it_may_cut_its_answers(project: Project, release: Path, tmp_path: Path):
    rows = remote_store.PAGE
    whole = open_release(project, release)
    store = Store()
    for graph in whole.named_graphs():
        # Three answers of the largest, and no more, since Virtuoso takes its time to read.
        store.extend(islice(whole.quads_for_pattern(None, None, None, graph), 2 * rows + 500))
    with virtuoso(tmp_path, store, rows) as endpoint:
        found = remote_store.read(project, endpoint)
    graphs = list(store.named_graphs())
    assert max(count(store, graph) for graph in graphs) > 2 * rows
    assert {graph: count(found, graph) for graph in graphs} == {graph: count(store, graph) for graph in graphs}


def test_one_that_has_nothing_or_is_away_is_told_of(project: Project, tmp_path: Path):
    with oxigraph(tmp_path, Store()) as endpoint, pytest.raises(AtlasError, match="holds no statements"):
        remote_store.read(project, endpoint)
    with pytest.raises(AtlasError, match="cannot be reached"):
        remote_store.read(project, endpoint)


def test_a_store_that_is_away_is_no_fault_of_the_server(bare: tuple[Answers, Path], built_small: Small, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    shutil.copytree(built_small.release, tmp_path / "dist", ignore=shutil.ignore_patterns("site", "doc", "forms"))
    store = f"http://127.0.0.1:{free_port()}/query"
    application = answers(served(read(built_small.project), tmp_path / "dist", tmp_path, store))
    for _time in range(2):
        with pytest.raises(Problem) as told:
            get(application, "/doc/organization/one.ttl")
        assert told.value.status == 503 and told.value.headers["Retry-After"] and store not in told.value.detail
    assert capsys.readouterr().err.count("cannot be reached") == 1
    assert get(application, "/catalog.ttl")[0] == 200


def test_what_was_released_is_kept_for_ever_and_the_rest_for_an_hour(built_small: Small, tmp_path: Path):
    project = read(built_small.project)
    name = f"{project.name}-2015.ttl"
    record = Released("2015", "1.0.0", "2026-01-01", "0.1.0", {}, {name: Bytes(1, "0" * 64)}, {})
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "releases.json").write_text(as_json([record]), encoding="utf-8")
    application = answers(served(replace(project, root=tmp_path), built_small.release, tmp_path))
    assert "immutable" in get(application, f"/{name}")[1]["cache-control"]
    assert "immutable" not in get(application, "/catalog.ttl")[1]["cache-control"] + get(application, "/doc/organization/one.ttl")[1]["cache-control"]


def test_where_the_public_address_is_set_everything_leads_there(built_small: Small, tmp_path: Path):
    root = "https://atlas.example/2015/"
    settings = Settings(tmp_path, root=root)
    application = answers(replace(served(read(built_small.project), built_small.release, tmp_path), settings=settings))
    assert get(application, "/id/organization/one", Accept="text/turtle")[1]["location"] == f"{root}doc/organization/one.ttl"
    headers = get(application, "/doc/organization/one", Accept="text/html")[1]
    assert headers["content-location"] == f"{root}en/organization/one.html" and f"<{root}inbox>" in headers["link"]


def count(store: Store, graph: NamedNode | BlankNode) -> int:
    return sum(1 for _quad in store.quads_for_pattern(None, None, None, graph))
