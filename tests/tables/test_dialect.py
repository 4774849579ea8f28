"""CSV files to rows: quotes, line breaks, comments, trimming, and files that are none."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from ciatlas.fault import AtlasError
from ciatlas.tables.dialect import open_text, read, read_rows
from ciatlas.tables.model import Dialect


def rows(text: str, **dialect: object) -> list[tuple[int, list[str]]]:
    return list(read(io.StringIO(text, newline=""), Dialect(**dialect)).rows)  # type: ignore[arg-type]


def test_a_quoted_cell_with_line_breaks_is_one_row() -> None:
    assert rows('id,note\n1,"two\nlines"\r\n2,x\n') == [(2, ["1", "two\nlines"]), (3, ["2", "x"])]


def test_quotes_are_doubled_inside_quotes() -> None:
    assert rows('a\n"say ""yes"", please"\n') == [(2, ['say "yes", please'])]


def test_backslash_escapes_where_quotes_are_not_doubled() -> None:
    assert rows('a\n"say \\"yes\\""\n', double_quote=False) == [(2, ['say "yes"'])]


@pytest.mark.parametrize(
    ("trim", "cells"), [("true", ["a b", "c"]), ("false", ["  a b ", "c "]), ("start", ["a b ", "c "]), ("end", ["  a b", "c"])]
)
def test_cells_are_trimmed_as_the_dialect_says(trim: str, cells: list[str]) -> None:
    assert rows("h,h\n  a b ,c \n", trim=trim) == [(2, cells)]


def test_skipped_rows_and_comments_are_kept_apart_and_counted() -> None:
    lines = read(io.StringIO("made by hand\nid\n#a remark\n1\n\n2\n"), Dialect(skip_rows=1, comment_prefix="#", skip_blank_rows=True))
    assert lines.header == [["id"]]
    assert list(lines.rows) == [(4, ["1"]), (6, ["2"])]
    assert lines.comments == ["made by hand", "a remark"]


def test_without_a_comment_prefix_no_row_is_lost() -> None:
    assert rows("id\n#1\n") == [(2, ["#1"])]


def test_other_delimiters_columns_and_headers() -> None:
    assert rows("x\ta\tb\n", delimiter="\t", header_row_count=0, skip_columns=1) == [(1, ["a", "b"])]
    assert rows("a|b|", line_terminators=("|",)) == [(2, ["b"])]
    assert rows('a,"b\n', quote_char=None, header_row_count=0) == [(1, ["a", '"b'])]


def test_a_long_cell_is_read() -> None:
    assert rows("a\n" + "x" * 1_000_000 + "\n")[0][1] == ["x" * 1_000_000]


def test_an_open_quote_is_an_error() -> None:
    with pytest.raises(csv.Error):
        rows('a\n"open\n')


def test_a_delimiter_of_two_characters_is_refused() -> None:
    with pytest.raises(ValueError, match="delimiter of one character"):
        rows("a||b\n", delimiter="||")


def test_a_byte_order_mark_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"\xef\xbb\xbfid\n1\n")
    assert list(read_rows(path, Dialect())) == [(1, ["id"]), (2, ["1"])]


def test_a_missing_file_and_a_directory_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(AtlasError, match="no.csv: expected a readable CSV file"):
        open_text(tmp_path / "no.csv", Dialect())
    with pytest.raises(AtlasError, match="not a directory"):
        open_text(tmp_path, Dialect(), "data")
