"""How the server is set: command line before environment before atlas.toml, and every wrong value told at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from atlas_files import ciatlas

from ciatlas.fault import AtlasError
from ciatlas.serve.settings import Limits, Settings, read


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "atlas.toml").write_text('name = "one"\n', encoding="utf-8")
    return tmp_path


def write(folder: Path, table: str) -> None:
    (folder / "atlas.toml").write_text(f'name = "one"\n{table}', encoding="utf-8")


def told(folder: Path, environment: dict[str, str] | None = None, given: dict[str, object] | None = None) -> list[str]:
    with pytest.raises(AtlasError) as raised:
        read(folder, environment or {}, given or {})
    return [str(fault) for fault in raised.value.faults]


def test_an_atlas_without_settings_is_served_to_its_own_machine(folder: Path):
    settings = read(folder, {}, {})
    assert settings == Settings(state=folder / ".serve")
    assert (settings.host, settings.root, settings.proxies) == ("127.0.0.1", None, ())


def test_the_command_line_counts_before_the_environment_and_that_before_the_file(folder: Path):
    write(folder, "[serve]\nport = 1\nhost = '::1'\nprefix = '/file'\n[serve.limits]\nrows = 5\nseconds = 1.5\n")
    environment = {"CIATLAS_SERVE_PORT": "2", "CIATLAS_SERVE_PREFIX": "/environment", "CIATLAS_SERVE_LIMITS_ROWS": "6"}
    settings = read(folder, environment, {"port": 3})
    assert (settings.port, settings.prefix, settings.host) == (3, "/environment", "::1")
    assert settings.limits == Limits(rows=6, seconds=1.5)


def test_each_kind_of_value_can_be_set_in_file_and_environment(folder: Path):
    write(folder, "[serve]\nproxies = ['10.0.0.0/8', '::1']\nwatch = true\nroot = 'https://atlas.example/our/'\nstate = 'own'\nkeep_alive = 5\n")
    settings = read(folder, {}, {})
    assert settings.proxies == ("10.0.0.0/8", "::1/128")
    assert (settings.watch, settings.root, settings.state, settings.keep_alive) == (True, "https://atlas.example/our/", folder / "own", 5.0)
    environment = {
        "CIATLAS_SERVE_PROXIES": "192.0.2.1, 192.0.2.7/24",
        "CIATLAS_SERVE_WATCH": "no",
        "CIATLAS_SERVE_ROOT": "http://[::1]:8000/",
        "CIATLAS_SERVE_STORE": "https://store.example/sparql",
        "CIATLAS_SERVE_LIMITS_SECONDS": "0.5",
        "CIATLAS_SERVE_STATE": "  ",
    }
    settings = read(folder, environment, {})
    assert settings.proxies == ("192.0.2.1/32", "192.0.2.0/24")
    assert (settings.watch, settings.root, settings.store, settings.limits.seconds) == (False, "http://[::1]:8000/", "https://store.example/sparql", 0.5)
    assert settings.state == folder / "own", "an empty variable counts as none"


@pytest.mark.parametrize(("written", "prefix"), [("/atlas", "/atlas"), ("/atlas/", "/atlas"), ("/", ""), ("", ""), ("/our/atlas", "/our/atlas")])
def test_a_prefix_may_end_in_a_slash(folder: Path, written: str, prefix: str):
    assert read(folder, {}, {"prefix": written}).prefix == prefix


def test_all_wrong_values_are_told_at_once_with_what_was_expected(folder: Path):
    write(folder, "[serve]\nport = 70_000\nprefix = 'a b'\nproxies = ['nowhere']\nwatch = 'perhaps'\n[serve.limits]\nrows = 0\nbytes = 1.5\n")
    faults = told(folder, {"CIATLAS_SERVE_LIMITS_SECONDS": "soon"}, {"store": "ftp://store.example"})
    assert faults == [
        "atlas.toml, column serve.port: '70000': expected a port: a whole number from 0 to 65535",
        "atlas.toml, column serve.prefix: 'a b': expected a path such as /atlas, of letters, digits and . _ ~ - only",
        "atlas.toml, column serve.proxies: \"['nowhere']\": expected a list of IP addresses or networks such as 10.0.0.0/8",
        "atlas.toml, column serve.watch: 'perhaps': expected true or false",
        "atlas.toml, column serve.limits.rows: '0': expected a whole number of at least 1",
        "atlas.toml, column serve.limits.bytes: '1.5': expected a whole number of at least 1",
        "environment, column CIATLAS_SERVE_LIMITS_SECONDS: 'soon': expected a number of seconds, more than 0",
        "command line, column --store: 'ftp://store.example': expected an address that begins with https:// or http://",
    ]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("host", "'a host'"), ("host", "1"), ("root", "'https://atlas.example'"), ("root", "'https://atlas.example/?a'"), ("root", "\"https://a'b/\""),
        ("port", "true"), ("port", "'80 '"), ("prefix", "'atlas'"), ("prefix", "'/../x'"), ("prefix", "'//x'"), ("proxies", "'10.0.0.0/99'"), ("proxies", "[1]"),
        ("forwarded", "'all'"), ("state", "''"), ("state", "'a\\u0000b'"), ("drain", "-1"), ("keep_alive", "0"), ("keep_alive", "nan"), ("keep_alive", "inf"),
        ("connections", "1e3"), ("services", "['nowhere']"), ("limits", "5"), ("access_log", "1"),
    ],
)  # fmt: skip
def test_a_value_that_would_do_harm_is_refused(folder: Path, key: str, value: str):
    if key == "port" and value == "'80 '":
        write(folder, "[serve]\nport = '8 0'\n")
    elif key == "state" and "u0000" in value:
        write(folder, '[serve]\nstate = "a\\u0000b"\n')
    else:
        write(folder, f"[serve]\n{key} = {value}\n")
    (fault,) = told(folder)
    assert fault.startswith(f"atlas.toml, column serve.{key}: ")


def test_a_key_that_is_none_is_told_with_the_nearest_that_is(folder: Path):
    write(folder, "[serve]\nprot = 80\n[serve.limits]\nrow = 5\n")
    assert told(folder, {"CIATLAS_SERVE_HOTS": "::1", "CIATLAS_OTHER": "x"}) == [
        "atlas.toml, column serve.prot: expected a setting of the server that there is (did you mean serve.port?)",
        "atlas.toml, column serve.limits.row: expected a setting of the server that there is (did you mean serve.limits.rows?)",
        "environment, column CIATLAS_SERVE_HOTS: expected a setting of the server that there is (did you mean CIATLAS_SERVE_HOST?)",
    ]


@pytest.mark.parametrize("table", ["serve = 5\n", "[serve\n", "[serve]\nport = 'a\n"])
def test_a_file_that_is_none_is_told_in_one_message(folder: Path, table: str):
    write(folder, table)
    with pytest.raises(AtlasError, match="atlas.toml"):
        read(folder, {}, {})


def test_the_command_tells_what_is_wrong_in_either_language(project: Path):
    with (project / "atlas.toml").open("a", encoding="utf-8") as file:
        file.write("\n[serve]\nport = 'x'\nhots = 'y'\n")
    result = ciatlas("serve", "--project", project)
    assert result.returncode == 1
    assert "the server's settings have 2 faults" in result.stderr and "'x'" in result.stderr and "did you mean serve.host?" in result.stderr
    result = ciatlas("serve", "--project", project, "--lang", "he")
    assert result.returncode == 1
    assert "'x'" in result.stderr and "expected" not in result.stderr
