"""Whatever somebody uploads: a reading or one clear sentence, never another exception, never the end of the server."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from quizapp.domain.refusals import Invalid
from quizapp.formats import archive, sheets
from quizapp.formats.areas import read_areas, read_units
from quizapp.formats.questions import PENS, read_questions
from quizapp.formats.reading import Reading
from quizapp.formats.roster import read_roster

DAMAGED = "表格文件已损坏，读不出来；请用 Excel 打开后另存一份再导入。"
FAR = "表格太大了：请删去很远处的单元格和多余的内容，或者拆成几个文件。"


def workbook(fill: Callable[[Workbook], None] | None = None) -> bytes:
    buffer = io.BytesIO()
    book = Workbook(buffer)
    page = book.add_worksheet()
    for row, cells in enumerate([["题干", "选项A", "选项B", "答案"], ["问", "甲", "乙", "A"]]):
        for column, value in enumerate(cells):
            page.write(row, column, value)
    if fill:
        fill(book)
    book.close()
    return buffer.getvalue()


GOOD = workbook()
CSV = "题干,选项A,选项B,答案\r\n问一,甲,乙,A\r\n".encode("gb18030")
TEXT = "一、单选题\n1. 问（A）\nA. 甲 B. 乙\n答案：A\n解析：因为\n".encode()
TOML = b'[[question]]\nref = "a-1"\nkind = "true_false"\nkey = "\xe5\xaf\xb9"\nbenchmarks = [1]\n'


def repacked(changes: dict[str, bytes | None], base: bytes = GOOD) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(base)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in [*old.namelist(), *(name for name in changes if name not in old.namelist())]:
            content = changes.get(name, old.read(name) if name in old.namelist() else b"")
            if content is not None:
                new.writestr(name, content)
    return buffer.getvalue()


def sheet(cells: str) -> bytes:
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f"{cells}</sheetData></worksheet>"
    ).encode()


def refusal(data: bytes, wanted: str = "auto") -> str:
    with pytest.raises(Invalid) as raised:
        read_questions(data, "x.xlsx", wanted)
    assert len(raised.value.problems) == 1
    return str(raised.value.said)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "文件是空的。"),
        (b" \r\n", "文件是空的。"),
        (b"x" * 20_000_001, "文件超过 20 MB，请拆成几个再导入。"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "这是一张图片，应是 .xlsx、.csv 或文本。"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "这是一张图片，应是 .xlsx、.csv 或文本。"),
        (b"%PDF-1.7\n%\xe2\xe3", "这是 PDF 文件，应是 .xlsx、.csv 或文本。"),
        (b"\x1f\x8b\x08\x00abc", "这是压缩包，请先解压，再导入里面的文件。"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
            DAMAGED,
        ),
        (GOOD[:2000], DAMAGED),
        (b"PK\x03\x04abc", DAMAGED),
        (
            b"<!DOCTYPE html><html><table><tr><td>a</td></tr></table></html>",
            "这是网页文件，应是 .xlsx、.csv 或文本；请用 Excel 打开后另存为 .xlsx。",
        ),
    ],
)
def test_files_that_are_something_else(data: bytes, sentence: str) -> None:
    assert refusal(data) == sentence


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)) * 20,
        "最后只剩下半个字".encode()[:-1],
        ("题干,答案\n" + "中文" * 50).encode() + b"\xff\n",
        b"\xff\xfe\x00\xd8",
        b"\xef\xbb\xbf\xff\xff",
        b"abc\x00\x00\x00def\x00",
        b"\x01\x02\x03\x04\x05\x06abc",
        b"\x81\x20\xff\xff\x80",
    ],
)
def test_bytes_that_are_not_text(data: bytes) -> None:
    assert refusal(data).startswith("文件读不出来：不是文本，或者编码坏了")


def test_text_that_begins_like_a_picture_is_text() -> None:
    assert read_questions(b"BMI,1\n1. Q\nA. x\nB. y\nANSWER: A\n", "x").format == "text"


def test_a_wanted_format_that_does_not_fit() -> None:
    assert refusal(GOOD, "pdf") == (
        "格式「pdf」不认识，能用的有：auto、xlsx、xls、csv、docx、text、gift、aiken、moodle-xml、qti、qti3、toml。"
    )
    assert refusal(TEXT, "xlsx") == DAMAGED
    assert refusal(GOOD, "text") == "这是压缩格式的文件（如 .xlsx、.docx），不是文本。"


def test_other_zips() -> None:
    assert refusal(repacked({"xl/workbook.xml": None})) == "这个文件不是 Excel 表格（.xlsx）。"
    word = repacked({"xl/workbook.xml": None, "word/document.xml": b"<w/>"})
    assert refusal(word, "xlsx") == "这个文件不是 Excel 表格（.xlsx）。"
    assert refusal(GOOD, "docx") == "这个文件不是 Word 文档（.docx）。"
    assert refusal(GOOD, "qti") == "压缩包里没有 imsmanifest.xml，不是 QTI 包。"


def test_a_zip_bomb() -> None:
    bomb = repacked({"xl/worksheets/sheet1.xml": b" " * 61_000_000})
    assert len(bomb) < 100_000
    assert refusal(bomb) == "文件解开后太大，不导入；请打开后另存一份，或者拆成几个再试。"


def test_a_zip_that_lies_about_its_size() -> None:
    bomb = bytearray(repacked({"xl/media/a.bin": b"\x00" * 5_000_000}))
    size = (5_000_000).to_bytes(4, "little")
    while (at := bomb.find(size)) >= 0:
        bomb[at : at + 4] = (10).to_bytes(4, "little")
    assert refusal(bytes(bomb)) == DAMAGED


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="99999999"><c><v>1</v></c></row>',
    ],
)
def test_cells_far_apart_do_not_eat_the_memory(cells: str) -> None:
    assert refusal(repacked({"xl/worksheets/sheet1.xml": sheet(cells)})) == FAR


def test_a_far_cell_in_a_sheet_with_another_name() -> None:
    cells = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    rels = zipfile.ZipFile(io.BytesIO(GOOD)).read("xl/_rels/workbook.xml.rels")
    changes: dict[str, bytes | None] = {
        "xl/other.bin": sheet(cells),
        "xl/_rels/workbook.xml.rels": rels.replace(b"worksheets/sheet1.xml", b"/xl/other.bin"),
    }
    assert refusal(repacked(changes)) == FAR


def test_one_long_string_used_many_times() -> None:
    strings = b"<sst><si><t>" + b"x" * 1_000_000 + b"</t></si></sst>"
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 100))
    data = repacked({"xl/sharedStrings.xml": strings, "xl/worksheets/sheet1.xml": sheet(rows)})
    assert refusal(data) == FAR


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE a [<!ENTITY b "c">]>' + sheet('<row r="1"><c r="A1"><v>&b;</v></c></row>'),
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd">' + sheet(""),
        sheet("<row><c></row>"),
        sheet('<row r="x"><c/></row>'),
        sheet('<row r="1"><c r="1A"><v>1</v></c></row>'),
        sheet('<row r="1"><c r="A1" t="s"><v>99</v></c></row>'),
        sheet('<row r="1"><c r="A1" t="s"><v>x</v></c></row>'),
    ],
)
def test_damaged_and_dangerous_xml(content: bytes) -> None:
    assert refusal(repacked({"xl/worksheets/sheet1.xml": content})) == DAMAGED


def test_cells_without_references_are_counted_on() -> None:
    cell = '<c t="inlineStr"><is><t>{}</t></is></c>'
    rows = [["题干", "选项A", "选项B", "答案"], ["问", "甲", "乙", "A"]]
    xml = "".join("<row>" + "".join(cell.format(text) for text in row) + "</row>" for row in rows)
    reading = read_questions(repacked({"xl/worksheets/sheet1.xml": sheet(xml)}), "x")
    assert [placed.place for placed in reading.questions] == ["row 2"]


def test_a_workbook_without_its_lesser_parts() -> None:
    lesser: dict[str, bytes | None] = {"docProps/app.xml": None, "xl/theme/theme1.xml": None}
    assert read_questions(repacked(lesser), "x").read == 1
    refusal(repacked({"xl/_rels/workbook.xml.rels": None}))
    refusal(repacked({"xl/sharedStrings.xml": None}))


def test_a_panic_of_the_reader_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    panic = type("PanicException", (BaseException,), {"__module__": "pyo3_runtime"})

    class Book:
        @staticmethod
        def from_filelike(_: object) -> None:
            raise panic

    monkeypatch.setattr(sheets, "CalamineWorkbook", Book)
    assert refusal(GOOD) == DAMAGED

    class Stopped:
        @staticmethod
        def from_filelike(_: object) -> None:
            raise KeyboardInterrupt

    monkeypatch.setattr(sheets, "CalamineWorkbook", Stopped)
    with pytest.raises(KeyboardInterrupt):
        read_questions(GOOD, "x")


def test_a_workbook_that_only_the_reader_finds_damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "inspect", lambda _: [])
    assert read_questions(GOOD, "x").read == 1
    assert refusal(repacked({"xl/workbook.xml": b"<broken"})) == DAMAGED


def test_too_many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_PARTS", 3)
    assert refusal(GOOD) == "文件解开后太大，不导入；请打开后另存一份，或者拆成几个再试。"


def test_an_overlong_cell_of_separated_text() -> None:
    assert refusal("题干,选项A,选项B,答案\n".encode() + b"x" * 200_000 + b",a,b,A\n") == (
        "表格读不出来：有一格太长，或者引号坏了。"
    )
    assert refusal(b'"' + b"x" * 200_000 + b'"', "csv") == "表格读不出来：有一格太长，或者引号坏了。"


def harmless(data: bytes, name: str) -> None:
    for wanted in ("auto", *PENS):
        try:
            reading = read_questions(data, name, wanted)
        except Invalid as refused:
            assert refused.problems
            assert str(refused.said)
        else:
            assert isinstance(reading, Reading)
            assert 0 <= reading.refused <= reading.read
            assert all(str(problem.message) for problem in reading.problems)
    for pen in (read_roster, read_areas, read_units):
        try:
            pen(data, name)
        except Invalid as refused:
            assert refused.problems


QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(st.binary(max_size=400))
def test_random_bytes(data: bytes) -> None:
    harmless(data, "food-safety.toml")


@QUICK
@given(st.text(alphabet="1.、（）()ABab 题答案解析：:\n_对√,;\t\"'一单选填空[]【】=0", max_size=200))
def test_random_text_of_the_signs_that_matter(text: str) -> None:
    harmless(text.encode(), "diet.toml")


@QUICK
@given(
    st.sampled_from([GOOD, CSV, TEXT, TOML]),
    st.lists(st.tuples(st.integers(0, 1 << 20), st.binary(max_size=4), st.integers(0, 8)), max_size=4),
)
def test_mutated_files(data: bytes, cuts: list[tuple[int, bytes, int]]) -> None:
    for place, put, gone in cuts:
        at = place % (len(data) + 1)
        data = data[:at] + put + data[at + gone :]
    harmless(data, "diet.toml")


PIECES = st.sampled_from([b"", b"9", b'"', b"<v>", b"s", b"Z", b"\xff"])


@QUICK
@given(
    st.sampled_from(["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"]),
    st.lists(st.tuples(st.integers(0, 1 << 20), PIECES, st.integers(0, 6)), max_size=3),
)
def test_mutated_parts_of_a_workbook(name: str, cuts: list[tuple[int, bytes, int]]) -> None:
    content = zipfile.ZipFile(io.BytesIO(GOOD)).read(name)
    for place, put, gone in cuts:
        at = place % (len(content) + 1)
        content = content[:at] + put + content[at + gone :]
    harmless(repacked({name: content}), "diet.toml")
