"""Cells to values: every kind of datatype, its formats and its limits, in the words that a mapper reads."""

from __future__ import annotations

import pytest
from ciatlas.tables.cell import Value, compile_cell
from ciatlas.tables.datatype import enumeration, format_fault, parser
from ciatlas.tables.model import Column, Datatype

XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.mark.parametrize(
    ("base", "right", "wrong"),
    [
        ("gYear", ["2015", "0044", "-0044", "12015", "2015Z"], ["15", "2015-01", "02015", "year", "２０１５"]),
        ("gYearMonth", ["2015-12"], ["2015-13", "2015"]),
        ("date", ["2015-02-28", "2016-02-29", "2000-02-29"], ["2015-02-29", "1900-02-29", "2015-04-31", "2015-00-01", "31.12.2015"]),
        ("time", ["15:02:37", "24:00:00", "00:00:00.5+02:00"], ["25:00:00", "15:60:00", "15:02"]),
        ("dateTime", ["2015-03-15T15:02:37", "2015-03-15T15:02:37.25Z"], ["2015-03-15 15:02:37", "2015-02-30T00:00:00"]),
        ("dateTimeStamp", ["2015-03-15T15:02:37Z"], ["2015-03-15T15:02:37"]),
        ("gMonthDay", ["--02-29"], ["--02-30", "--04-31"]),
        ("integer", ["0", "-12", "+12", "9" * 500], ["1.0", "1e3", "", "1 000", "٣"]),
        ("byte", ["-128", "127"], ["128", "-129", "9" * 5000]),
        ("nonNegativeInteger", ["0"], ["-1"]),
        ("unsignedLong", ["18446744073709551615"], ["18446744073709551616"]),
        ("decimal", ["12.5", "-.5", "5."], ["1e3", "NaN", "1,5"]),
        ("double", ["12.5", "1.25e1", "INF", "-INF", "NaN"], ["inf", "nan", "1e"]),
        ("boolean", ["true", "false"], ["yes", "TRUE", "2"]),
        ("duration", ["P1Y2M3DT4H5M6.7S", "-P60D", "PT130S"], ["P", "P1YT", "1Y"]),
        ("dayTimeDuration", ["P1DT2H"], ["P1Y"]),
        ("yearMonthDuration", ["P1Y2M"], ["P1D"]),
        ("hexBinary", ["0FB7"], ["0FB", "xy"]),
        ("base64Binary", ["U2VuZA=="], ["U2VuZA", "*"]),
        ("anyURI", ["https://example.org/", "a/b"], ["a b", "<a>"]),
        ("language", ["en", "zh-Hans"], ["english language"]),
        ("NCName", ["name"], ["a:b", "1a"]),
        ("QName", ["a:b"], ["a:b:c"]),
    ],
)
def test_xsd_datatypes(base: str, right: list[str], wrong: list[str]) -> None:
    parse = parser(Datatype(base))
    assert [parse(text) for text in right] == right
    for text in wrong:
        with pytest.raises(ValueError, match=r"\w"):
            parse(text)


@pytest.mark.parametrize(
    ("datatype", "text", "value"),
    [
        (Datatype("boolean", format="yes|no"), "yes", "true"),
        (Datatype("boolean"), "1", "true"),
        (Datatype("date", format="M/d/yyyy"), "3/7/2015", "2015-03-07"),
        (Datatype("date", format="dd.MM.yyyy XXX"), "22.03.2015 -05:00", "2015-03-22-05:00"),
        (Datatype("dateTime", format="yyyy-MM-dd HH:mm"), "2015-03-15 15:02", "2015-03-15T15:02:00"),
        (Datatype("time", format="HHmm XX"), "1502 +0800", "15:02:00+08:00"),
        (Datatype("time", format="HH:mm:ss.SSS"), "15:02:37.140", "15:02:37.14"),
        (Datatype("gYear", format="yyyy"), "2015", "2015"),
        (Datatype("integer", group_char=","), "1,234,567", "1234567"),
        (Datatype("integer", format="#,##0"), "1,234,567", "1234567"),
        (Datatype("integer", format="#,##,##0"), "12,34,567", "1234567"),
        (Datatype("decimal", decimal_char=",", group_char="."), "10.000,5", "10000.5"),
        (Datatype("decimal", format="0.0#"), "1.25", "1.25"),
        (Datatype("decimal"), "12.5%", "0.125"),
        (Datatype("double", format="0.0E0"), "1.5E3", "1.5e3"),
        (Datatype("string", format="[a-z]+"), "abc", "abc"),
    ],
)
def test_formats_give_the_xsd_form(datatype: Datatype, text: str, value: str) -> None:
    assert parser(datatype)(text) == value


@pytest.mark.parametrize(
    ("datatype", "text", "expected"),
    [
        (Datatype("boolean", format="yes|no"), "true", "yes or no"),
        (Datatype("gYear"), "15", "a year of four digits such as 2015"),
        (Datatype("date", format="M/d/yyyy"), "2/30/2015", "a day that the month has"),
        (Datatype("integer", format="#,##0"), "1234", "a number as in the pattern #,##0"),
        (Datatype("integer"), "1.5", "a whole number such as 12"),
        (Datatype("string", format="low|high"), "hi", "one of low, high"),
        (Datatype("string", format="[a-z]+"), "A", "a text as in the regular expression [a-z]+"),
        (Datatype("string", max_length=3), "abcd", "at most 3 characters"),
        (Datatype("hexBinary", length=2), "00", "2 bytes"),
        (Datatype("integer", min_inclusive="0"), "-1", "at least 0"),
        (Datatype("decimal", max_exclusive="90"), "90.0", "less than 90"),
        (Datatype("date", max_inclusive="2015-12-31"), "2016-01-01", "at most 2015-12-31"),
        (Datatype("duration", max_inclusive="P1Y"), "P13M", "at most P1Y"),
        (Datatype("unsignedByte"), "256", "a whole number, at least 0 and at most 255"),
    ],
)
def test_what_does_not_fit_is_told_in_words(datatype: Datatype, text: str, expected: str) -> None:
    with pytest.raises(ValueError) as error:
        parser(datatype)(text)
    assert expected in str(error.value)


@pytest.mark.parametrize(
    ("datatype", "values"),
    [
        (Datatype(format="low|medium|high"), ("low", "medium", "high")),
        (Datatype(format="^(low|high)$"), ("low", "high")),
        (Datatype(format=r"a\.b|c"), ("a.b", "c")),
        (Datatype("boolean", format="yes|no"), ("yes", "no")),
        (Datatype(format="[A-Z]{2}|INT"), None),
        (Datatype(format="low"), None),
        (Datatype("date", format="M/d/yyyy"), None),
        (Datatype(), None),
    ],
)
def test_enumerations_are_plain_alternations(datatype: Datatype, values: tuple[str, ...] | None) -> None:
    assert enumeration(datatype) == values


@pytest.mark.parametrize(
    "datatype",
    [Datatype("boolean", format="yes"), Datatype("date", format="yy-MM"), Datatype("integer", format="["), Datatype("string", format="+")],
)
def test_a_format_that_cannot_be_used_is_told_and_not_used(datatype: Datatype) -> None:
    assert format_fault(datatype)
    right = {"boolean": "true", "date": "2015-12-31", "integer": "12", "string": "anything"}[datatype.base]
    assert parser(datatype)(right) == right


def test_a_cell_with_a_separator_has_a_value_for_each_item() -> None:
    cell = compile_cell(Column("years", 1, datatype=Datatype("gYear"), separator=";"))("2011; 2012;;2013")
    assert [value.lexical for value in cell.values] == ["2011", "2012", "2013"]
    assert cell.values[0].datatype == XSD + "gYear"
    assert cell.faults == ()


def test_null_gives_no_value_and_default_stands_in_for_the_empty_cell() -> None:
    assert compile_cell(Column("a", 1))("").values == ()
    assert compile_cell(Column("a", 1, null=("n/a",)))("n/a").values == ()
    assert compile_cell(Column("a", 1, default="none", lang="en"))("").values == (Value("none", XSD + "string", "en"),)


def test_a_required_cell_must_have_a_value() -> None:
    assert compile_cell(Column("a", 1, required=True))("").faults == (("", "a value: the cell must not be empty"),)


def test_a_cell_that_does_not_fit_becomes_a_text_with_a_fault() -> None:
    cell = compile_cell(Column("year", 1, datatype=Datatype("gYear"), lang="en"))("about 2012")
    assert cell.values == (Value("about 2012", XSD + "string", "en"),)
    assert cell.faults == (("about 2012", "a year of four digits such as 2015"),)


def test_white_space_is_kept_in_texts_only() -> None:
    assert compile_cell(Column("a", 1))(" a\n b ").values[0].lexical == " a\n b "
    assert compile_cell(Column("a", 1, datatype=Datatype("integer")))(" 12\n").values[0].lexical == "12"
