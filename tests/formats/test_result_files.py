"""An official opens results in Excel: numbers are numbers, nothing is a formula, nothing is missing."""

from __future__ import annotations

import io
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from quizapp.formats.results import Sheet, write_csv, write_xlsx

RESULTS = Sheet(
    "成绩",
    ["截至 2026-09-30，按最好成绩", "=总分"],
    ["名次", "姓名", "得分", "用时"],
    [
        [1, "=cmd|' /C calc'!A0", 97.5, None],
        [2, "+86", -3, "\tx"],
        [3, "@a", float("nan"), "-"],
        [10**15, "李", 1, True],
    ],
)


def test_a_workbook() -> None:
    data = write_xlsx([RESULTS, Sheet("成绩"), Sheet("History"), Sheet("[a]:*?/\\'"), Sheet("长" * 40)])
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.sheet_names == ["成绩", "成绩_2", "History_", "a", "长" * 31]
    assert book.get_sheet_by_index(0).to_python() == [
        ["截至 2026-09-30，按最好成绩", "", "", ""],
        ["=总分", "", "", ""],
        ["名次", "姓名", "得分", "用时"],
        [1.0, "=cmd|' /C calc'!A0", 97.5, "—"],
        [2.0, "+86", -3.0, "\tx"],
        [3.0, "@a", "—", "-"],
        ["1000000000000000", "李", 1.0, "是"],
    ]
    page = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in page
    assert 'ySplit="3"' in page
    assert 'state="frozen"' in page
    assert write_xlsx([RESULTS]) == write_xlsx([RESULTS])


def test_a_workbook_of_nothing_and_of_very_long_text() -> None:
    assert CalamineWorkbook.from_filelike(io.BytesIO(write_xlsx([]))).sheet_names == ["表"]
    data = write_xlsx([Sheet("a", [], [], [["长" * 40_000 + "\x01", ""]])])
    cell = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()[0][0]
    assert cell == "长" * 32_766 + "…"


def test_separated_text() -> None:
    assert (
        write_csv(RESULTS)
        == (
            "\ufeff截至 2026-09-30，按最好成绩\r\n'=总分\r\n名次,姓名,得分,用时\r\n1,'=cmd|' /C calc'!A0,97.5,—\r\n"
            "2,'+86,-3,'\tx\r\n3,'@a,—,'-\r\n1000000000000000,李,1,是\r\n"
        ).encode()
    )
    assert write_csv(Sheet("a", [], [], [['引"号', "逗,号"]])) == '\ufeff"引""号","逗,号"\r\n'.encode()


@pytest.mark.parametrize("text", ["'=1", "''=1", "'x"])
def test_an_apostrophe_that_was_there_stays_apart(text: str) -> None:
    wanted = {"'=1": "''=1", "''=1": "'''=1", "'x": "'x"}
    assert write_csv(Sheet("a", rows=[[text]])) == f"\ufeff{wanted[text]}\r\n".encode()
