"""Released editions: made final by a command, frozen from then on, and a way shown to a new one."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tomllib
from pathlib import Path

import pytest
from made_editions import edit, row
from small_mapping import small_mapping

from ciatlas.publish.finalise import with_release
from atlas_files import ROOT, ciatlas

DAY = "2026-12-01"


@pytest.fixture(scope="module")
def final(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small atlas whose edition 2015 was made final and then built."""
    folder = small_mapping(tmp_path_factory.mktemp("final") / "atlas")
    result = ciatlas("release", "2015", "--date", DAY, "--project", folder)
    assert result.returncode == 0, result.stderr
    assert "Edition 2015 is released as 1.0.0" in result.stdout
    assert not (folder / "dist").exists(), "what is published is the matter of a build"
    built = ciatlas("build", "--no-report", "--project", folder)
    assert built.returncode == 0, built.stderr
    return folder


@pytest.fixture
def project(small_project: Path) -> Path:
    """What freezing does is the same for a few rows; the real edition is a draft."""
    return small_project


@pytest.fixture
def atlas(final: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(final, tmp_path / "atlas"))


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.is_file()}


def test_the_real_edition_is_a_draft(release: Path):
    published = json.loads((release / "releases.json").read_text(encoding="utf-8"))
    assert [(one["edition"], one["status"]) for one in published["editions"]] == [("2015", "draft")]


def test_atlas_toml_changes_in_two_lines_only(final: Path):
    before = (ROOT / "atlas.toml").read_text(encoding="utf-8").splitlines()
    after = (final / "atlas.toml").read_text(encoding="utf-8").splitlines()
    assert [(old, new) for old, new in zip(before, after, strict=True) if old != new] == [
        ('version = "0.1.0"', 'version = "1.0.0"'),
        (next(line for line in before if line.startswith("issued")), f'issued = "{DAY}"'),
    ]


def test_the_record_holds_the_bytes_and_the_hashes_that_are_published(final: Path):
    published = json.loads((final / "dist" / "releases.json").read_text(encoding="utf-8"))
    assert published == json.loads((final / "data" / "releases.json").read_text(encoding="utf-8"))
    [record] = published["editions"]
    assert (record["edition"], record["status"], record["version"], record["released"]) == ("2015", "released", "1.0.0", DAY)
    graphs = dict(reversed(line.split()) for line in (final / "dist" / "RDFC10SUMS").read_text().splitlines())
    assert {f"ciatlas-2015{end}" for end in ("", "-derived", "-measured", "-provenance")} == record["graphs"].keys() <= graphs.keys()
    assert all(graphs[name] == found for name, found in record["graphs"].items())
    assert {"ciatlas-2015.ttl", "ciatlas-2015.nt.gz", "ciatlas-2015.jsonld", "ciatlas-2015.rdf"} <= record["files"].keys()
    for folder, files in ((final / "dist", record["files"]), (final / "data" / "2015", record["tables"])):
        for name, file in files.items():
            content = (folder / name).read_bytes()
            assert (len(content), hashlib.sha256(content).hexdigest()) == (file["bytes"], file["sha256"]), name
    assert {"organizations.csv", "initiatives.csv", "engagements.csv"} <= record["tables"].keys()


def test_a_released_edition_is_not_released_again(run, atlas: Path):
    before = (atlas / "atlas.toml").read_bytes()
    result = run("release", "2015", "--version", "2.0.0", "--project", atlas)
    assert result.returncode == 1
    assert f"edition 2015 was released as 1.0.0 on {DAY} and is frozen" in result.stderr
    assert (atlas / "atlas.toml").read_bytes() == before


def test_a_changed_table_is_refused_and_the_way_that_is_shown_leads_to_a_new_edition(run, atlas: Path):
    before = digests(atlas / "dist")
    kept = (atlas / "data" / "2015" / "organizations.csv").read_bytes()
    edit(atlas / "data" / "2015", "organizations", lambda rows: row(rows, "fsg").update(founded="1999"))

    check = run("check", "--project", atlas)
    assert check.returncode == 1
    assert f"data/2015/organizations.csv\n  expected the table as it was released on {DAY}: edition 2015 is frozen" in check.stdout
    result = run("build", "--no-report", "--project", atlas)
    assert result.returncode == 1 and "Traceback" not in result.stderr
    assert "a released edition would change; nothing was built" in result.stderr
    assert "expected the table as it was released" in result.stderr
    assert digests(atlas / "dist") == before

    # As the message says, word by word.
    assert "1. Copy data/2015 to data/2016, and put data/2015 back as it was released." in result.stderr
    shutil.copytree(atlas / "data" / "2015", atlas / "data" / "2016")
    (atlas / "data" / "2015" / "organizations.csv").write_bytes(kept)
    step = re.search(r'2\. In (\S+), change ("\S+") to ("\S+")\.', result.stderr)
    assert step
    metadata = atlas / step[1]
    metadata.write_text(metadata.read_text(encoding="utf-8").replace(step[2], step[3]), encoding="utf-8")
    lines = re.search(r"3\. Add these lines to atlas\.toml below the other editions.*\n\n((?:.*\n)*?)\n(?=\S*\n  |data)", result.stderr)
    assert lines
    toml = (atlas / "atlas.toml").read_text(encoding="utf-8")
    head, comment, rest = toml.partition("# Short names for the atlas's own IRIs")
    (atlas / "atlas.toml").write_text(f"{head}{lines[1]}\n{comment}{rest}", encoding="utf-8")

    built = run("build", "--no-report", "--project", atlas)
    assert built.returncode == 0, built.stderr
    after = digests(atlas / "dist")
    frozen = json.loads((atlas / "data" / "releases.json").read_text())["editions"][0]["files"]
    assert all(after[name] == before[name] for name in frozen)
    assert "organization:fsg" in (atlas / "dist" / "ciatlas-2016.ttl").read_text(encoding="utf-8")
    published = json.loads((atlas / "dist" / "releases.json").read_text(encoding="utf-8"))
    assert [(one["edition"], one["status"], one["version"]) for one in published["editions"]] == [("2015", "released", "1.0.0"), ("2016", "draft", "0.1.0")]


def test_a_rule_that_would_change_a_released_edition_is_refused(run, atlas: Path):
    before = digests(atlas / "dist")
    rule = atlas / "queries" / "rules" / "zz-late.rq"
    rule.write_text(
        "#+ title:\n#+   en: Late\n#+   he: מאוחר\n#+ description:\n#+   en: Late.\n#+   he: מאוחר.\n#+ makes: [skos:hiddenLabel]\n"
        "CONSTRUCT { ?thing skos:hiddenLabel ?name }\nWHERE { ?thing a ci:Country ; skos:notation ?name }\n",
        encoding="utf-8",
    )
    result = run("build", "--no-report", "--project", atlas)
    assert result.returncode == 1
    assert f"edition 2015 was released on {DAY} and is frozen; nothing was built" in result.stderr
    assert "ciatlas-2015-derived.ttl\n  expected the bytes that were released" in result.stderr
    assert "the statements are others" in result.stderr
    assert "ciatlas-2015.ttl\n" not in result.stderr, "what the tables say is what it was"
    assert digests(atlas / "dist") == before


def test_bytes_that_change_while_the_statements_do_not_are_told_apart(run, atlas: Path):
    toml = atlas / "atlas.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("as of the end of 2015", "at the end of 2015"), encoding="utf-8")
    result = run("build", "--no-report", "--project", atlas)
    assert result.returncode == 1
    assert "ciatlas-2015.ttl\n  expected the bytes" in result.stderr and "the statements are the same, but written in another way" in result.stderr


@pytest.mark.parametrize(
    ("former", "changed", "told"),
    [
        ('version = "1.0.0"', 'version = "1.0.1"', f"column edition 1.version: '1.0.1': expected 1.0.0, as the edition was released on {DAY}"),
        (f'issued = "{DAY}"', 'issued = "2026-12-02"', f"expected the day on which the edition was released, {DAY}"),
        ('name = "2015"', 'name = "2014"', "expected edition 2015, which was released and must stay"),
    ],
)
def test_atlas_toml_must_not_contradict_the_record(run, atlas: Path, former: str, changed: str, told: str):
    toml = atlas / "atlas.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace(former, changed), encoding="utf-8")
    result = run("build", "--no-report", "--project", atlas)
    assert result.returncode == 1
    assert told in result.stderr


def test_a_final_version_without_a_release_is_refused(run, project: Path):
    toml = project / "atlas.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('version = "0.1.0"', 'version = "1.0.0"'), encoding="utf-8")
    result = run("build", "--no-report", "--project", project)
    assert result.returncode == 1
    assert "'1.0.0': expected a version that begins with 0., since this edition is a draft (`ciatlas release 2015` makes it final)" in result.stderr


def test_a_record_that_cannot_be_read_is_no_empty_record(run, atlas: Path):
    (atlas / "data" / "releases.json").write_text('{"editions": [{"edition": "2015"', encoding="utf-8")
    result = run("build", "--no-report", "--project", atlas)
    assert result.returncode == 1
    assert "data/releases.json cannot be read" in result.stderr and "Traceback" not in result.stderr


def test_a_draft_with_faults_is_not_released(run, project: Path):
    edit(project / "data" / "2015", "organizations", lambda rows: row(rows, "fsg").update(country="UX"))
    before = (project / "atlas.toml").read_bytes()
    result = run("release", "2015", "--project", project)
    assert result.returncode == 1
    assert "'UX'" in result.stderr
    assert (project / "atlas.toml").read_bytes() == before and not (project / "data" / "releases.json").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["2014"], "there is no edition 2014 in atlas.toml; expected one of 2015"),
        (["2015", "--version", "0.9.0"], "version '0.9.0': expected three numbers, the first at least 1, as in 1.0.0"),
        (["2015", "--date", "soon"], "--date 'soon'"),
    ],
)
def test_what_cannot_be_released_is_said(run, project: Path, arguments: list[str], told: str):
    result = run("release", *arguments, "--project", project)
    assert result.returncode == 1
    assert told in result.stderr and "Traceback" not in result.stderr


def test_the_version_of_the_right_edition_is_written_whatever_stands_around_it():
    toml = (
        '# version = "0.1.0"\n[[edition]]\nname = "2014"\nversion = "0.1.0"   # 2014\n[edition.title]\nen = "version = \\"0.1.0\\""\n\n'
        "[[edition]] # the newest\n  name = '2015'\n  version = '0.2.0' # still a draft\n"
    )
    changed = with_release(toml, "2015", "1.0.0", DAY)
    assert changed == toml.replace("  version = '0.2.0' # still a draft\n", f"  version = \"1.0.0\" # still a draft\n  issued = \"{DAY}\"\n")
    assert tomllib.loads(changed)["edition"][0]["version"] == "0.1.0"
