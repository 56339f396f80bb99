"""Somebody brings questions in an old .xls workbook. The samples were made with xlwt, which is not installed here."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from quizapp.domain.refusals import Invalid
from quizapp.formats.questions import read_questions

SAMPLES = Path(__file__).parent / "samples"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refusal(data: bytes, wanted: str = "auto") -> str:
    with pytest.raises(Invalid) as refused:
        read_questions(data, "x.txt", wanted)
    return str(refused.value.said)


def test_all_that_a_workbook_holds() -> None:
    reading = read_questions((SAMPLES / "questions.xls").read_bytes(), "x.txt")
    assert (reading.format, reading.read, reading.refused) == ("xls", 6, 1)
    found = [(placed.place, placed.question.kind, sorted(placed.question.key)) for placed in reading.questions]
    assert found == [
        ("row 3", "single_choice", ["c"]),
        ("row 4", "multiple_choice", ["a", "c"]),
        ("row 5", "true_false", ["b"]),
        ("row 6", "fill_in", []),
        ("row 7", "single_choice", ["a"]),
    ]
    assert [option.text for option in reading.questions[0].question.options] == ["50", "80", "100"]
    assert reading.questions[3].question.blanks == (("H2O",), ("NaCl", "氯化钠"))
    assert [(problem.place, str(problem.message)) for problem in reading.problems] == [
        ("row 8", "Excel 把一格当成了日期或时间「2026-03-12」，请把这一格设为文本，照原样重写。"),
        ("file", "旧版 .xls 里的百分数读出来是小数（30% 成了 0.3）；请核对，或者另存为 .xlsx 再导入。"),
    ]


def test_cells_far_apart_end_the_reader_and_nothing_else() -> None:
    assert refusal((SAMPLES / "far.xls").read_bytes()).startswith("表格太大了")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (OLE + b"\x00" * 600, "表格文件已损坏，读不出来；请用 Excel 打开后另存一份再导入。"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "这个文件加了密码；请去掉密码，另存一份再导入。"),
        (OLE + "WordDocument".encode("utf-16-le"), "这是旧版的 Word 文件（.doc）；请另存为 .docx 再导入。"),
    ],
)
def test_other_files_of_the_same_container(data: bytes, sentence: str) -> None:
    assert refusal(data) == sentence


def test_half_a_workbook() -> None:
    assert refusal((SAMPLES / "questions.xls").read_bytes()[:3000]).startswith("表格")
    assert refusal(b"1,2,3", "xls") == "这个文件不是旧版 Excel 表格（.xls）。"


def test_a_reader_that_does_not_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def hangs(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("x", 1)

    monkeypatch.setattr(subprocess, "run", hangs)
    assert refusal((SAMPLES / "questions.xls").read_bytes()).startswith("表格太大了")
