"""Somebody brings questions in a Word file."""

from __future__ import annotations

import io

import docx as python_docx
import pytest

from quizapp.domain.question import Question
from quizapp.domain.refusals import Invalid
from quizapp.formats.questions import read_questions
from quizapp.formats.reading import Reading
from tests.formats.word_files import abstract, docx, level, listed, p, restart, run, table

PICTURE = "这道题带图片、公式或别的媒体，现在还不能导入，所以整题没有导入。"


def read(body: str, numbering: str = "", styles: str = "") -> Reading:
    return read_questions(docx(body, numbering, styles), "x.doc")


def one(body: str, numbering: str = "", styles: str = "") -> Question:
    reading = read(body, numbering, styles)
    assert (reading.format, reading.problems) == ("docx", [])
    return reading.questions[0].question


def texts(question: Question) -> list[str]:
    return [option.text for option in question.options]


def said(reading: Reading) -> list[tuple[str, str, str]]:
    return [(problem.place, problem.field, str(problem.message)) for problem in reading.problems]


def lines(*texts_of: str) -> str:
    return "".join(p(text) for text in texts_of)


def test_typed_numbers_and_letters() -> None:
    reading = read(
        lines("科普题库", "一、单选题", "1. 水的沸点是？", "A. 50℃　B. 100℃", "答案：B", "解析：标准大气压下。",
              "二、填空题", "2、盐的主要成分是____。", "答案：氯化钠;NaCl", "三、判断题", "3. 地球是方的。（×）")
    )  # fmt: skip
    assert (reading.read, reading.problems) == (3, [])
    assert [(placed.place, placed.question.kind) for placed in reading.questions] == [
        ("paragraph 3", "single_choice"),
        ("paragraph 8", "fill_in"),
        ("paragraph 11", "true_false"),
    ]
    assert reading.questions[1].question.blanks == (("氯化钠", "NaCl"),)


QUESTIONS_AND_OPTIONS = abstract(0, level(0, "decimal", "%1."), level(1, "upperLetter", "%2.")) + listed(1, 0)


def test_numbers_and_letters_that_word_makes() -> None:
    reading = read(
        p("水的沸点是？", numbered=(1, 0)) + p("50℃", numbered=(1, 1)) + p("100℃", numbered=(1, 1)) + p("答案：B")
        + p("哪些是哺乳动物？", numbered=(1, 0)) + p("鲸", numbered=(1, 1)) + p("鲨", numbered=(1, 1))
        + p("蝙蝠", numbered=(1, 1)) + p("答案：AC"),
        QUESTIONS_AND_OPTIONS,
    )  # fmt: skip
    assert reading.problems == []
    first, second = [placed.question for placed in reading.questions]
    assert (first.stem, texts(first), first.key) == ("水的沸点是？", ["50℃", "100℃"], frozenset("b"))
    assert (texts(second), second.key) == (["鲸", "鲨", "蝙蝠"], frozenset("ac"))


def test_a_list_of_letters_for_each_question_and_one_through_a_style() -> None:
    numbering = (
        abstract(0, level(0, "chineseCounting", "%1、"))
        + abstract(1, level(0, "decimalFullWidth", "（%1）", 5))
        + abstract(2, level(0, "upperLetter", "%1"))
        + listed(1, 0) + listed(2, 1) + listed(3, 2) + listed(4, 2, restart(0))
    )  # fmt: skip
    styles = (
        '<w:style w:styleId="Q"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="Q2"><w:basedOn w:val="Q"/></w:style>'
    )
    reading = read(
        p("单选题", numbered=(1, 0))
        + p("问一", style="Q") + p("甲", numbered=(3, 0)) + p("乙", numbered=(3, 0)) + p("答案：A")
        + p("问二", style="Q2") + p("丙", numbered=(4, 0)) + p("丁", numbered=(4, 0)) + p("答案：B")
        + p("多选题", numbered=(1, 0))
        + p("问三", style="Q") + p("A. 甲 B. 乙 C. 丙") + p("答案：AB"),
        numbering, styles,
    )  # fmt: skip
    assert reading.problems == []
    assert [(placed.question.kind, placed.question.stem, texts(placed.question)) for placed in reading.questions] == [
        ("single_choice", "问一", ["甲", "乙"]),
        ("single_choice", "问二", ["丙", "丁"]),
        ("multiple_choice", "问三", ["甲", "乙", "丙"]),
    ]


@pytest.mark.parametrize(
    ("form", "count", "label"),
    [
        ("decimal", 12, "12."), ("decimalZero", 3, "03."), ("upperLetter", 27, "AA."), ("lowerLetter", 2, "b."),
        ("upperRoman", 14, "XIV."), ("lowerRoman", 4, "iv."), ("chineseCounting", 10, "十."),
        ("chineseCountingThousand", 35, "三十五."), ("japaneseCounting", 20, "二十."),
        ("chineseCounting", 105, "一零五."),
        ("ideographTraditional", 3, "丙."), ("decimalEnclosedCircle", 3, "③."), ("decimalEnclosedCircle", 21, "21."),
        ("bullet", 1, ""), ("none", 1, ""), ("unheardOf", 7, "7."),
    ],
)  # fmt: skip
def test_labels_in_every_form(form: str, count: int, label: str) -> None:
    numbering = abstract(0, level(0, form, "%1.", count)) + listed(1, 0)
    question = one(
        lines("1. 问", "A. 甲", "B. 乙", "答案：A", "解析：有一点：") + p("其一", numbered=(1, 0)), numbering
    )
    assert question.explanation.removeprefix("有一点：").replace(" ", "") == f"{label}其一"


def test_damaged_numbering_is_no_numbering() -> None:
    numbering = listed(1, 9) + listed(2, 0, restart(0)) + abstract(0)
    styles = (
        '<w:style w:styleId="X"><w:basedOn w:val="Y"/></w:style><w:style w:styleId="Y"><w:basedOn w:val="X"/></w:style>'
    )
    body = (
        p("1. 问", numbered=(1, 0))
        + p("A. 甲", numbered=(2, 5))
        + p("B. 乙", style="X")
        + p("答案：A", numbered=(7, 0))
    )
    assert texts(one(body, numbering, styles)) == ["甲", "乙"]


def test_a_table_that_is_a_question_sheet_beside_text() -> None:
    reading = read(
        p("1. 问一？") + p("A. 甲 B. 乙") + p("答案：A")
        + table(["题型", "题干", "选项A", "选项B", "答案"], ["单选", "问二？", "甲", "乙", "B"],
                ["简答", "问三？", "", "", "略"])
    )  # fmt: skip
    assert (reading.read, reading.refused) == (3, 1)
    assert [placed.place for placed in reading.questions] == ["table 1 row 2", "paragraph 1"]
    assert said(reading) == [
        ("table 1 row 3", "kind", "「简答」不能导入，能导入的是单选、多选、判断、填空、数值和排序。")
    ]


def test_a_table_that_only_arranges_options() -> None:
    reading = read(p("1. 问？") + table(["A. 甲", "B. 乙"], ["C. 丙", ""]) + table(["答案：C\n解析：因为"]))
    assert reading.problems == []
    question = reading.questions[0].question
    assert (texts(question), question.key, question.explanation) == (["甲", "乙", "丙"], frozenset("c"), "因为")
    refused = read(p("1. 问？") + table(["A. 甲", "B. 乙"]) + table(["答案：C"], ["又一行"]))
    assert said(refused) == [
        ("paragraph 1", "key", "答案「C」不在选项里。"),
        ("table 2 row 2", "", "这一行没有归到任何一道题，没有导入：「又一行」。"),
    ]


@pytest.mark.parametrize("width", ["2", "9" * 5_000, "x"])
def test_a_cell_over_two_columns(width: str) -> None:
    header, row = ["题干", "", "选项A", "选项B", "答案"], ["问？", "甲", "乙", "B"]
    body = table(header, row).replace(
        '<w:tr><w:tc><w:p><w:pPr></w:pPr><w:r><w:rPr></w:rPr><w:t xml:space="preserve">问？',
        f'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="{width}"/></w:tcPr><w:p><w:r><w:t>问？',
    )
    reading = read(body)
    assert (reading.read, len(reading.questions)) == (1, 1 if width == "2" else 0)


def test_text_as_its_reader_sees_it() -> None:
    hidden, high, low = "<w:vanish/>", '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>'
    question = one(
        p("1. ", run("看不见", hidden), "10", run("3", high), " 克 H", run("2", low), "O",
          f"<w:ins>{run('（新增）')}</w:ins>", f"<w:del>{run('（删去）')}</w:del>",
          "<w:r><w:tab/><w:t>是</w:t><w:br/><w:t>多少？</w:t></w:r>")
        + f"<w:sdt><w:sdtContent>{p('A. 甲')}</w:sdtContent></w:sdt>"
        + p("B. x", "<m:oMath><m:sSup><m:e><m:r><m:t>y</m:t></m:r></m:e>"
            "<m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>")
        + p("答案：A")
    )  # fmt: skip
    assert (question.stem, texts(question)) == ("10³ 克 H₂O（新增） 是多少？", ["甲", "xy²"])


def test_underlined_space_is_a_blank_and_a_picture_font_tick_an_answer() -> None:
    question = one(p("一、填空题") + p("1. 水是", run("    ", '<w:u w:val="single"/>'), "。") + p("答案：H2O"))
    assert (question.kind, question.stem) == ("fill_in", "水是____。")
    tick = '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
    assert one(p("一、判断题") + p("1. 天是蓝的。") + p("答案：", tick)).key == frozenset("a")


@pytest.mark.parametrize(
    "piece",
    [
        "<w:r><w:drawing/></w:r>",
        "<w:r><w:pict/></w:r>",
        "<w:r><w:object/></w:r>",
        "<m:oMath><m:f><m:num/><m:den/></m:f></m:oMath>",
        '<w:r><w:sym w:font="Symbol" w:char="F061"/></w:r>',
    ],
)
def test_a_question_with_a_picture_is_refused_and_its_neighbour_is_not(piece: str) -> None:
    reading = read(
        p("1. 看图：", piece, "是什么？") + p("A. 甲 B. 乙") + p("答案：A") + lines("2. 问？", "A. 甲 B. 乙", "答案：A")
    )
    assert [placed.place for placed in reading.questions] == ["paragraph 4"]
    assert said(reading) == [("paragraph 1", "image", PICTURE)]


def test_a_file_of_another_writer() -> None:
    document = python_docx.Document()
    document.add_paragraph("一、单选题")
    document.add_paragraph("水的沸点是？", style="List Number")
    document.add_paragraph("A. 50℃\nB. 100℃")
    document.add_paragraph("答案：B")
    document.add_paragraph("冰的熔点是？", style="List Number")
    document.add_paragraph("A. 0℃\nB. 10℃")
    document.add_paragraph("答案：A")
    buffer = io.BytesIO()
    document.save(buffer)
    reading = read_questions(buffer.getvalue(), "x")
    assert (reading.format, reading.problems) == ("docx", [])
    assert [placed.question.stem for placed in reading.questions] == ["水的沸点是？", "冰的熔点是？"]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (p("只是一段话。"), "没有找到试题：每道题应有题号、题干、A. B. C. 开头的选项和「答案：」。"),
        ("", "没有找到试题：每道题应有题号、题干、A. B. C. 开头的选项和「答案：」。"),
        ("<w:p>", "XML 文件坏了，第 1 行读不下去；请重新导出。"),
    ],
)
def test_word_files_without_questions(body: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(body)
    assert str(refused.value.said) == sentence
