"""Words for people: catalogues that hold every message, faults in Hebrew from the cell to the sum, the user's locale."""

from __future__ import annotations

import ast
import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from string import Formatter

import pytest

from ciatlas import fault_report, messages, translation
from ciatlas.fault import Fault
from ciatlas.messages import languages, speaking
from ciatlas.tables.datatype import parser
from ciatlas.tables.model import Datatype

SOURCES = Path(messages.__file__).parent
TRANSLATED = [language for language in languages() if language != "en"]
HEBREW = re.compile("[\u05d0-\u05ea]")
ENGLISH = re.compile(r"\b[A-Za-z]+(?: [A-Za-z]+){2,}\b")
# A licence, a specification, and a menu that OpenRefine has in English.
NAMES = ("SIL Open Font License", "Linked Data Notifications", "Add standard service")


def forms(text: str | tuple[str, ...]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def places(text: str) -> set[tuple[str, str | None]]:
    return {(name, spec) for _literal, name, spec, _conversion in Formatter().parse(text) if name is not None}


def letters(text: str) -> str:
    """The text without its places, in letters alone."""
    return "".join(letter for literal, *_rest in Formatter().parse(text) for letter in literal if letter.isalpha())


def test_hebrew_is_spoken():
    assert "he" in TRANSLATED


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_catalogue_is_up_to_date(language: str):
    """As `make messages` leaves it: every message of the sources, none that they have no more, in order."""
    kept = translation.path(language).read_text(encoding="utf-8")
    assert kept == translation.merged(translation.read(language), translation.extract()), "run make messages"


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_has_its_translation(language: str):
    catalogue = translation.read(language)
    wrong = [m.id for m in catalogue if m.id and (m.fuzzy or len(forms(m.string)) != len(forms(m.id)) or not all(forms(m.string)))]
    assert wrong == []
    assert not catalogue.obsolete


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_have_the_places_of_their_messages(language: str):
    wrong = []
    for message in translation.read(language):
        if not message.id:
            continue
        wanted = places(forms(message.id)[-1])
        *singular, other = forms(message.string)
        # "One row" needs no number.
        if places(other) != wanted or any(not places(form) <= wanted or len(wanted - places(form)) > 1 for form in singular):
            wrong.append((message.id, message.string))
    assert wrong == []


def test_hebrew_translations_are_in_hebrew():
    texts = [(message.id, form) for message in translation.read("he") if message.id for form in forms(message.string)]
    assert [(id, text) for id, text in texts if letters(forms(id)[0]) and not HEBREW.search(text)] == []
    for name in NAMES:
        texts = [(id, text.replace(name, "")) for id, text in texts]
    assert [text for _id, text in texts if ENGLISH.search(text)] == []


def test_messages_come_from_python_and_from_both_kinds_of_templates(tmp_path: Path):
    (tmp_path / "a.py").write_text('x = _("from Python"), N_("marked"), ngettext("{n} cell", "{n} cells", 3)\n', encoding="utf-8")
    (tmp_path / "b.html.j2").write_text('<p>{{ _("from Jinja") }}</p>', encoding="utf-8")
    (tmp_path / "c.typ").write_text('#t("from \\"Typst\\": {day}", day: "3") #at("no message")', encoding="utf-8")
    found = {message.id for message in translation.extract(tmp_path) if message.id}
    assert found == {"from Python", "marked", ("{n} cell", "{n} cells"), "from Jinja", 'from "Typst": {day}'}


def test_a_new_language_begins_empty_and_a_translation_is_kept():
    template = translation.extract()
    text = translation.merged(translation.Catalog(locale="fr"), template)
    assert '"Language: fr\\n"' in text and 'msgid "No faults."\nmsgstr ""\n' in text
    filled = text.replace('msgid "No faults."\nmsgstr ""\n', 'msgid "No faults."\nmsgstr "Aucune faute."\n')
    again = translation.read_po(filled.encode("utf-8").splitlines(keepends=True), locale="fr")
    assert translation.merged(again, template) == filled


def test_no_fault_is_told_past_the_catalogue():
    """What a fault says is a message: no bare text where faults of tables, metadata and the project file are made."""
    bare = []
    for path in [*sorted((SOURCES / "tables").glob("*.py")), SOURCES / "project.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
                if name.endswith(("Fault", "Error")) or name in ("warn", "error", "fault"):
                    texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                    formatted = [one for one in node.args[2:] if isinstance(one, ast.JoinedStr)]
                    if formatted or any(" " in text for text in texts):
                        bare.append(f"{path.name}:{node.lineno}")
    assert bare == []


@pytest.mark.parametrize(
    ("number", "hebrew"),
    [(1, "הפרה אחת בקובץ אחד"), (2, "2 הפרות ב־2 קבצים"), (11, "11 הפרות ב־11 קבצים"), (100, "100 הפרות ב־100 קבצים")],
)
def test_the_plural_fits_the_number(number: int, hebrew: str):
    faults = [Fault("datatype", f"{place}.csv", 2, "year", "x", "a year") for place in range(number)]
    with speaking("he"):
        assert fault_report.summary(faults) == hebrew


def test_one_process_speaks_both_languages():
    """A compiled parser outlives a change of language."""
    year = parser(Datatype("gYear"))
    said = {}
    for language in ("en", "he", "en"):
        with speaking(language), pytest.raises(ValueError) as error:
            year("15")
        said[language] = str(error.value)
    assert said["en"] == "a year of four digits such as 2015"
    assert HEBREW.search(said["he"]) and "2015" in said["he"]


def test_a_fault_tells_itself_in_the_language_in_use():
    fault = Fault("enumeration", "data/2015/organizations.csv", 12, "roles", "fundng", "funding", "h")
    assert str(fault) == "data/2015/organizations.csv, row 12, column roles: 'fundng': expected funding (h)"
    with speaking("he"):
        assert str(fault) == "data/2015/organizations.csv, שורה 12, עמודה roles: כתוב 'fundng', נדרש: funding (h)"
        assert str(Fault("shape", "a.csv", None, None, None, "", message="כך")) == "a.csv: כך"


Rows = list[list[str]]


def damage(folder: Path, table: str, change: Callable[[Rows], None]) -> None:
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def cells(rows: Rows, number: int, **texts: str) -> None:
    for column, text in texts.items():
        rows[number][rows[0].index(column)] = text


def damage_tables(project: Path) -> None:
    """Many kinds of faults at once, as hands, spreadsheets and editors make them."""
    folder = project / "data" / "2015"

    def organizations(rows: Rows) -> None:
        cells(rows, 1, name="")
        cells(rows, 2, roles="fundng", founded="20x5", country="usa")
        cells(rows, 3, website="example page", sources="https://example.org/;;https://example.org/")
        cells(rows, 4, website="ftp://example.org/x", name="Two  spaces ")
        cells(rows, 5, name="=1+1", description="soft\u00adhyphen", seat="us-ohio-cincinatti")
        cells(rows, 6, name="Cafe\u0301", sources="https://example.org/ ; https://example.org/2", later_evidence="maybe")
        rows.append(list(rows[7]))
        rows.append(rows[8][:3])

    def initiatives(rows: Rows) -> None:
        cells(rows, 1, start_year="2014", end_year="2012")
        cells(rows, 2, start_year="1500", partner_count="many")

    def places(rows: Rows) -> None:
        cells(rows, 1, latitude="north", geonames="x1")

    def engagements(rows: Rows) -> None:
        cells(rows, 1, in_initiative="", in_organization="", in_event="", amount="1,5 million")

    def events(rows: Rows) -> None:
        rows[0][rows[0].index("name")] = "titel"
        rows[0][2], rows[0][3] = rows[0][3], rows[0][2]

    for table, change in {"organizations": organizations, "initiatives": initiatives, "places": places, "engagements": engagements, "events": events}.items():
        damage(folder, table, change)
    (folder / "publications.csv").unlink()
    (folder / "figures.csv").write_bytes(b"\xef\xbb\xbf" + (folder / "figures.csv").read_bytes())
    (folder / "countries.csv").write_bytes((folder / "countries.csv").read_bytes() + b"\xe9")
    (folder / "identifiers.csv").write_bytes((folder / "identifiers.csv").read_bytes() + b'fsg,"wikidata')


RULES = {
    "missing-file", "encoding", "byte-order-mark", "quoting", "missing-column", "extra-column", "column-order", "ragged-row", "duplicate-key",
    "foreign-key", "count", "order", "range", "required", "datatype", "enumeration", "separator", "repeated-item", "web-address", "space",
    "invisible-character", "normalization", "formula",
}  # fmt: skip


def in_hebrew(line: str) -> bool:
    """Whether a line of a report is in Hebrew but for names, values between quotation marks and Unicode's names of characters."""
    said = re.sub(r"U\+[0-9A-F]{4,6} [A-Z0-9 -]+|\[[\w:.-]+\]$", "", line)
    said = re.sub(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"", "", said)
    return bool(HEBREW.search(said)) and not ENGLISH.search(said)


def test_the_measure_knows_english_from_hebrew():
    assert in_hebrew("  שורה 2, עמודה name: כתוב 'a b c d', נדרש: ערך [required]")
    assert not in_hebrew("  שורה 2, עמודה name: כתוב 'a b c d', expected a value here [required]")
    assert not in_hebrew("  row 2: 'ערך' [required]")


def test_faults_of_tables_are_told_in_hebrew(run, project: Path):
    damage_tables(project)
    found = json.loads(run("check", "--project", project, "--lang", "he", "--format", "json").stdout)["faults"]
    assert RULES <= {fault["rule"] for fault in found}
    assert [fault["expected"] for fault in found if not in_hebrew(fault["expected"])] == []
    assert [fault["hint"] for fault in found if fault["hint"] and not in_hebrew(fault["hint"])] == []
    report = run("check", "--project", project, "--lang", "he")
    lines = report.stdout.splitlines()
    faults = [line for line in lines if line.startswith("  ")]
    assert len(faults) == len(found)
    assert [line for line in faults if not in_hebrew(line)] == []
    assert lines[-1] == f"{len(found)} הפרות ב־9 קבצים"
    assert all(in_hebrew(line) for line in report.stderr.splitlines())


@pytest.fixture
def hebrew_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "he_IL.UTF-8")


@pytest.mark.usefixtures("hebrew_locale")
def test_the_locale_decides_and_shapes_speak_it_too(run, project: Path):
    damage(project / "data" / "2015", "initiatives", lambda rows: cells(rows, 1, start_year="2017", end_year="", later_evidence=""))
    report = run("check", "--project", project)
    faults = [line for line in report.stdout.splitlines() if line.startswith("  ") and "אזהרה" not in line]
    assert report.returncode == 1 and faults
    assert [line for line in report.stdout.splitlines() if line.startswith("  ") and not in_hebrew(line)] == []


@pytest.mark.usefixtures("hebrew_locale")
def test_lang_overrides_the_locale(run, project: Path):
    damage(project / "data" / "2015", "organizations", lambda rows: cells(rows, 1, name=""))
    report = run("check", "--project", project, "--lang", "en")
    assert "expected a value: the cell must not be empty" in report.stdout and not HEBREW.search(report.stdout)


@pytest.mark.usefixtures("hebrew_locale")
def test_a_fault_of_the_project_file_and_its_sum_are_in_hebrew(run, project: Path):
    toml = project / "atlas.toml"
    toml.write_text(re.sub(r"(?m)^date = .*$", 'date = "soon"', toml.read_text(encoding="utf-8")), encoding="utf-8")
    report = run("check", "--project", project)
    assert report.returncode == 1
    assert [line for line in report.stderr.splitlines() if line != "atlas.toml" and line and not in_hebrew(line)] == []


@pytest.mark.usefixtures("hebrew_locale")
def test_metadata_that_is_wrong_is_told_in_hebrew(run, project: Path):
    path = project / "data" / "2015" / "csv-metadata.json"
    described = json.loads(path.read_text(encoding="utf-8"))
    table = described["tables"][0]
    table["tableSchema"]["columns"][0] |= {"name": "_wrong", "datatype": {"base": "integer", "format": "#,.#,", "minimum": 3, "maximum": 1}}
    table["tableSchema"]["primaryKey"] = ["nothing"]
    table["dialect"] = {"delimiter": 5, "unheard": 1}
    path.write_text(json.dumps(described), encoding="utf-8")
    faults = json.loads(run("check", "--project", project, "--format", "json").stdout)["faults"]
    assert len(faults) >= 5
    assert [fault["expected"] for fault in faults if not in_hebrew(fault["expected"])] == []


def test_an_unknown_locale_gives_english(run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("LC_ALL", "tlh_QO.UTF-8")
    assert "no atlas.toml in" in run("check", "--project", tmp_path).stderr
