"""Somebody imports a question sheet: every way that people name, order and fill its columns."""

from __future__ import annotations

import datetime as dt
import io
import time
from datetime import date
from typing import Any

import pytest
from xlsxwriter import Workbook

from quizapp.domain.question import Question
from quizapp.domain.refusals import Invalid
from quizapp.formats.question_template import question_template
from quizapp.formats.questions import read_questions
from quizapp.formats.reading import Reading

USUAL = ["题型", "题干", "选项A", "选项B", "选项C", "选项D", "答案", "解析", "难度", "知识点"]


def xlsx(*sheets: list[list[Any]], hidden: int = -1) -> bytes:
    buffer = io.BytesIO()
    book = Workbook(buffer, {"strings_to_formulas": False})
    for number, rows in enumerate(sheets):
        page = book.add_worksheet(f"表{number + 1}")
        if number == hidden:
            page.hide()
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                if value is not None:
                    page.write(row, column, value)
    book.close()
    return buffer.getvalue()


def read(rows: list[list[Any]]) -> Reading:
    return read_questions(xlsx(rows), "试题.xlsx")


def one(rows: list[list[Any]]) -> Question:
    reading = read(rows)
    assert reading.problems == []
    (placed,) = reading.questions
    return placed.question


def csv_reading(text: str) -> Reading:
    return read_questions(text.encode(), "试题.csv")


def texts(question: Question) -> list[str]:
    return [option.text for option in question.options]


def said(reading: Reading) -> list[tuple[str, str, str, str]]:
    return [(problem.place, problem.field, problem.found, str(problem.message)) for problem in reading.problems]


def test_a_usual_sheet_in_one_reading() -> None:
    reading = read(
        [
            USUAL,
            ["单选题", "水几度沸腾？", 50, 100, 1.5, "不沸腾", "B", "常压下。", "易", "学校科学"],
            ["多选题", "哪些可再生？", "太阳", "煤", "风", "水", "A、C、D", "", "中", "保护生态环境；基准外的词"],
            ["判断题", "地球是圆的。", None, None, None, None, "正确", "", 4, ""],
        ]
    )
    assert (reading.format, reading.read, reading.refused, reading.problems) == ("xlsx", 3, 0, [])
    assert [placed.place for placed in reading.questions] == ["row 2", "row 3", "row 4"]
    single, multiple, judged = [placed.question for placed in reading.questions]
    assert (single.kind, single.stem, texts(single)) == (
        "single_choice",
        "水几度沸腾？",
        ["50", "100", "1.5", "不沸腾"],
    )
    assert (single.key, single.explanation) == (frozenset("b"), "常压下。")
    assert (single.tags.difficulty, single.tags.topic) == ("easy", "school-science")
    assert (multiple.kind, multiple.key) == ("multiple_choice", frozenset("acd"))
    assert (multiple.tags.difficulty, multiple.tags.topic) == ("medium", "ecology")
    assert (judged.kind, texts(judged), judged.key) == ("true_false", ["正确", "错误"], frozenset("a"))
    assert judged.tags.difficulty == "hard"


def test_columns_in_any_order_and_the_header_in_row_13() -> None:
    rows: list[list[Any]] = [["填写说明：请按要求填写，答案只写字母。"]] + [[] for _ in range(11)]
    rows += [["正确答案", "B", "A", "序号", "问题描述(必填)", "*试题类型"], ["Ｂ", "乙", "甲", 1, "哪个？", 1]]
    reading = read(rows)
    assert [placed.place for placed in reading.questions] == ["row 14"]
    question = reading.questions[0].question
    assert (question.kind, question.stem, texts(question), question.key) == (
        "single_choice",
        "哪个？",
        ["甲", "乙"],
        frozenset("b"),
    )
    assert question.ref == ""


def test_header_in_row_2_under_a_line_of_instructions() -> None:
    reading = read([["说明"], ["题目", "选项A", "选项B", "标准答案"], ["哪个？", "甲", "乙", "a"]])
    assert [placed.place for placed in reading.questions] == ["row 3"]


def test_no_header_at_all() -> None:
    rows = [["问一", "甲", "乙", "丙", "丁", "A"], ["问二", "甲", "乙", "丙", "丁", "BD"]]
    reading = read(rows)
    assert [(placed.place, placed.question.kind) for placed in reading.questions] == [
        ("row 1", "single_choice"),
        ("row 2", "multiple_choice"),
    ]
    assert read_questions("问一,甲,乙,丙,丁,A\n".encode(), "x").format == "csv"


def test_english_header() -> None:
    question = one(
        [["Question", "Option A", "option_b", "Answer", "Explanation", "Level"], ["Q?", "x", "y", "b", "e", "normal"]]
    )
    assert (question.stem, question.key, question.explanation, question.tags.difficulty) == (
        "Q?",
        frozenset("b"),
        "e",
        "medium",
    )


def test_example_rows_empty_rows_and_the_last_row_without_an_answer() -> None:
    reading = read(
        [
            ["题号", "题干", "选项A", "选项B", "答案"],
            [1, "【示例需删除】样题", "甲", "乙", "A"],
            [],
            [2, None, None, None, None],
            [3, "一、单选题"],
            ["题号", "题干", "选项A", "选项B", "答案"],
            [4, "真题", "甲", "乙", "A"],
            [None, "二、多选题（每题 3 分）"],
            [5, "没有答案的题", "甲", "乙"],
        ]
    )
    assert (reading.read, reading.refused) == (3, 2)
    assert [placed.place for placed in reading.questions] == ["row 7"]
    assert said(reading) == [
        ("row 2", "", "示例需删除", "这一行是示例，没有导入。"),
        ("row 5", "options", "", "选项少于两个。"),
        ("row 5", "key", "", "没有答案。"),
        ("row 9", "key", "", "没有答案。"),
    ]


@pytest.mark.parametrize(
    ("answer", "key"),
    [("A", "a"), ("AC", "ac"), ("A,C", "ac"), ("A|C", "ac"), ("A;C", "ac"), ("A、C", "ac"), ("Ａ", "a"), ("c", "c"),
     ("ＡＣ", "ac"), ("a，c", "ac"), ("A C", "ac"), ("【D】", "d"), ("丙", "c"), ("A；B；C", "abc")],
)  # fmt: skip
def test_spellings_of_an_answer(answer: str, key: str) -> None:
    question = one([USUAL, ["", "哪个？", "甲", "乙", "丙", "丁", answer]])
    assert question.key == frozenset(key)
    assert question.kind == ("single_choice" if len(key) == 1 else "multiple_choice")


@pytest.mark.parametrize("answer", ["正确", "对", "是", "同意", "√", "T", "t", "A", True, "TRUE", "对。"])
def test_spellings_of_true(answer: Any) -> None:
    assert one([USUAL, ["判断", "真的？", "", "", "", "", answer]]).key == frozenset("a")


@pytest.mark.parametrize("answer", ["错误", "错", "否", "不同意", "×", "F", "B", False, "x", "不正确"])
def test_spellings_of_false(answer: Any) -> None:
    assert one([USUAL, [3, "真的？", "", "", "", "", answer]]).key == frozenset("b")


def test_true_or_false_in_the_clothes_of_a_choice() -> None:
    turned = one([USUAL, ["单选", "真的？", "错误", "正确", "", "", "A"]])
    assert (turned.kind, texts(turned), turned.key) == ("true_false", ["正确", "错误"], frozenset("b"))
    ticks = one([USUAL, ["判断", "真的？", "√", "×", "", "", "√"]])
    assert (ticks.kind, ticks.key) == ("true_false", frozenset("a"))
    agreed = one([USUAL, ["判断", "同意吗？", "同意", "不同意", "", "", "B"]])
    assert (agreed.kind, agreed.key) == ("true_false", frozenset("b"))
    stays = one([USUAL, ["单选", "行吗？", "是", "否", "", "", "B"]])
    assert (stays.kind, texts(stays), stays.key) == ("single_choice", ["是", "否"], frozenset("b"))
    unnamed = one([USUAL, ["", "真的？", "对", "错", "", "", "B"]])
    assert (unnamed.kind, unnamed.key) == ("true_false", frozenset("b"))
    bare = one([USUAL, ["", "真的？", "", "", "", "", "错"]])
    assert (bare.kind, bare.key) == ("true_false", frozenset("b"))


@pytest.mark.parametrize("word", ["简答题", "计算", "essay", "【问答题】"])
def test_kinds_that_cannot_be_imported_yet_are_refused_by_name(word: str) -> None:
    reading = read([USUAL, [word, "水是__。", "", "", "", "", "H2O"]])
    assert (reading.read, reading.refused) == (1, 1)
    assert said(reading) == [
        ("row 2", "kind", word, f"「{word}」不能导入，能导入的是单选、多选、判断、填空、数值和排序。")
    ]


def test_what_is_wrong_is_said_with_place_and_found() -> None:
    reading = read(
        [
            USUAL,
            ["选题", "问", "甲", "乙", "", "", "A"],
            ["单选", "问", "甲", "乙", "", "", "AB"],
            ["单选", "问", "甲", "乙", "", "", "E"],
            ["单选", "问", "甲", "乙", "", "", "见书"],
            ["单选", "问", "甲", "", "丙", "", "A"],
            ["判断", "问", "会", "不会", "", "", "A"],
            ["判断", "问", "", "", "", "", "也许"],
            ["判断", "问", "", "", "", "", ""],
            ["多选", "问", "甲", "乙", "丙", "", "AA"],
            ["单选", "", "甲", "乙", "丙", "", "A"],
        ]
    )
    assert (reading.read, reading.refused) == (10, 10)
    assert said(reading) == [
        ("row 2", "kind", "选题", "题型「选题」不认识，应是单选、多选、判断、填空、数值或排序。"),
        ("row 3", "key", "AB", "单选题只能有一个答案，这里是「AB」。"),
        ("row 4", "key", "E", "答案「E」不在选项里。"),
        ("row 5", "key", "见书", "答案「见书」看不懂，应写选项的字母，例如 A 或 ACD。"),
        ("row 6", "options", "", "选项 B 是空的。"),
        ("row 7", "options", "会 / 不会", "判断题的选项是「会 / 不会」，应是正确和错误，或者不写选项。"),
        ("row 8", "key", "也许", "判断题的答案「也许」看不懂，应是正确或错误。"),
        ("row 9", "key", "", "没有答案。"),
        ("row 10", "key", "AA", "答案「AA」看不懂，应写选项的字母，例如 A 或 ACD。"),
        ("row 11", "stem", "", "没有题干。"),
    ]


def test_ticks_beside_the_options() -> None:
    header = [
        "题干",
        "类型",
        "选项一内容",
        "选项一是否正确",
        "选项二内容",
        "选项二是否正确",
        "选项三内容",
        "选项三是否正确",
    ]
    reading = read(
        [
            header,
            ["问一", "单选", "甲", 0, "乙", 1, "丙", 0],
            ["问二", "多选", "甲", "是", "乙", "否", "丙", "√"],
            ["问三", "判断", "正确", 0, "错误", 1, None, None],
            ["问四", "", "甲", 1, "乙", 1, None, None],
            ["问五", "单选", "甲", "大概", "乙", 1],
            ["问六", "单选", "甲", 0, "乙", 0, None, 1],
        ]
    )
    assert [(placed.question.kind, "".join(sorted(placed.question.key))) for placed in reading.questions] == [
        ("single_choice", "b"),
        ("multiple_choice", "ac"),
        ("true_false", "b"),
        ("multiple_choice", "ab"),
    ]
    assert said(reading) == [
        ("row 6", "key", "大概", "「是否正确」列里是「大概」，应是 1 或 0。"),
        ("row 7", "options", "", "标为正确的选项是空的。"),
    ]


def test_ticks_and_an_answer_that_disagree() -> None:
    header = ["题干", "选项一内容", "选项一是否正确", "选项二内容", "选项二是否正确", "答案"]
    reading = read([header, ["问", "甲", 1, "乙", 0, "B"], ["问二", "甲", 0, "乙", 1, "B"]])
    assert [placed.place for placed in reading.questions] == ["row 3"]
    assert said(reading) == [("row 2", "key", "B", "答案写的是「B」，「是否正确」列标的却是「A」，两处应一致。")]


def test_options_that_carry_their_own_letter() -> None:
    assert texts(one([USUAL, ["", "问", "A. 甲", "B、乙", "C．丙", "(D) 丁", "A"]])) == ["甲", "乙", "丙", "丁"]
    assert texts(one([USUAL, ["", "问", "甲", "乙", "C.丙", "丁", "A"]])) == ["甲", "乙", "丙", "丁"]
    assert texts(one([USUAL, ["", "问", "A.I.", "人工智能", "其他", "C.D", "A"]])) == [
        "A.I.",
        "人工智能",
        "其他",
        "C.D",
    ]
    assert texts(one([USUAL, ["", "问", "A.x", "B.y", "", "", "A"]])) == ["x", "y"]
    assert texts(one([USUAL, ["", "血型？", "A", "B", "AB", "O", "C"]])) == ["A", "B", "AB", "O"]


def test_an_answer_that_is_the_text_of_an_option() -> None:
    question = one([USUAL, ["单选", "哪种血型？", "A型", "B型", "O型", "AB", "AB"]])
    assert question.key == frozenset("d")


@pytest.mark.parametrize(
    ("spelling", "level"),
    [("easy", "easy"), ("normal", "medium"), ("hard", "hard"), ("易", "easy"), ("中", "medium"), ("难", "hard"),
     (1, "easy"), (2, "easy"), (3, "medium"), (4, "hard"), (5, "hard"), ("", "")],
)  # fmt: skip
def test_spellings_of_difficulty(spelling: Any, level: str) -> None:
    assert one([USUAL, ["", "问", "甲", "乙", "", "", "A", "", spelling]]).tags.difficulty == level


def test_own_tag_columns() -> None:
    header = [
        "题干",
        "选项A",
        "选项B",
        "答案",
        "维度",
        "基准",
        "主题",
        "人群",
        "难度",
        "依据",
        "有效期至",
        "专家把关",
        "题目编号",
    ]
    row = ["问", "甲", "乙", "A", "科学方法", "7, 世界可被认知、科学态度", "气象、水务与交通", "farmer、社会公众", "难",
           "教材", "2028-12-31", "是", "w-1"]  # fmt: skip
    question = one([header, row])
    tags = question.tags
    assert (tags.dimension, tags.topic, tags.difficulty) == ("method", "weather-water-traffic", "hard")
    assert (tags.benchmarks, tags.populations) == (frozenset({1, 7}), frozenset({"farmer", "general"}))
    assert (question.basis, question.valid_until, question.expert, question.ref) == (
        "教材",
        date(2028, 12, 31),
        True,
        "w-1",
    )


def test_nothing_is_guessed_from_general_columns() -> None:
    header = ["题干", "选项A", "选项B", "答案", "标签", "章节"]
    reading = read(
        [
            header,
            ["问一", "甲", "乙", "A", "topic:food-safety|benchmark:18|population:nobody", "第三章"],
            ["问二", "甲", "乙", "A", "食品安全,卫生健康", "12"],
            ["问三", "甲", "乙", "A", "一般", "安全"],
        ]
    )
    first, second, third = [placed.question.tags for placed in reading.questions]
    assert (first.topic, first.benchmarks, first.populations) == ("food-safety", frozenset({18}), frozenset())
    assert (second.topic, second.benchmarks) == ("", frozenset())
    assert (third.topic, third.difficulty) == ("", "")
    assert said(reading) == [
        (
            "row 3",
            "topic",
            "food-safety、health",
            "主题有「food-safety、health」几个，只能有一个，这一项留空。",
        )
    ]


def test_an_unknown_tag_is_noted_once_and_left_empty() -> None:
    header = ["题干", "选项A", "选项B", "答案", "主题", "难度"]
    reading = read([header, *[[f"问{n}", "甲", "乙", "A", "体育", "五星"] for n in range(3)]])
    assert (len(reading.questions), reading.refused) == (3, 0)
    assert said(reading) == [
        ("row 2", "topic", "体育", "主题「体育」不认识，这一项留空。"),
        ("row 2", "difficulty", "五星", "难度「五星」不认识，这一项留空。"),
    ]


def test_a_ref_stands_once_and_a_date_is_a_date() -> None:
    header = ["编号", "题干", "选项A", "选项B", "答案", "有效期至"]
    reading = read(
        [header, ["r1", "问", "甲", "乙", "A"], ["r1", "问二", "甲", "乙", "A"], ["", "问三", "甲", "乙", "A", "明年"]]
    )
    assert [placed.question.ref for placed in reading.questions] == ["r1"]
    assert said(reading) == [
        ("row 3", "ref", "r1", "题目编号「r1」和 row 2 的重复了。"),
        ("row 4", "valid_until", "明年", "有效期「明年」看不懂，应写成 2028-12-31 的样子。"),
    ]


def test_a_picture_is_not_dropped_from_a_question() -> None:
    reading = read([["题干", "题干图片", "选项A", "选项B", "答案"], ["问", "a.png", "甲", "乙", "A"]])
    assert said(reading) == [("row 2", "image", "a.png", "这道题带图片，图片现在还不能导入，所以整题没有导入。")]


def test_several_sheets_and_a_hidden_one() -> None:
    head = ["题干", "选项A", "选项B", "答案"]
    rows = [head, ["问", "甲", "乙", "A"]]
    data = xlsx([["说明", "怎么填"]], rows, [head, ["问二", "甲", "乙", "B"]], rows, hidden=3)
    reading = read_questions(data, "x")
    assert [placed.place for placed in reading.questions] == ["row 2", "row 2 (表3)"]


def test_cells_that_are_not_text() -> None:
    buffer = io.BytesIO()
    book = Workbook(buffer)
    page = book.add_worksheet()
    percent, finer = book.add_format({"num_format": "0%"}), book.add_format({"num_format": "0.00%"})
    day = book.add_format({"num_format": 'm"月"d"日"'})
    for column, name in enumerate(["题干", "选项A", "选项B", "选项C", "选项D", "答案"]):
        page.write(0, column, name)
    page.write(1, 0, "多少？")
    page.write(1, 1, 0.4, percent)
    page.write(1, 2, 0.125, finer)
    page.write(1, 3, 0.30000000000000004)
    page.write(1, 4, 370812001)
    page.write_formula(1, 5, '="A"', None, "A")
    page.write(2, 0, "哪天？")
    page.write_datetime(2, 1, dt.date(2026, 3, 5), day)
    page.write(2, 2, "别的")
    page.write(2, 5, "A")
    page.write_formula(3, 0, "=cmd|' /C calc'!A0", None, "")
    page.write(3, 1, "甲")
    page.write(3, 2, "乙")
    page.write(3, 5, "B")
    book.close()
    reading = read_questions(buffer.getvalue(), "x")
    numbers, formula = [placed.question for placed in reading.questions]
    assert texts(numbers) == ["40%", "12.50%", "0.3", "370812001"]
    assert formula.stem == "=cmd|' /C calc'!A0"
    assert said(reading) == [
        (
            "row 3",
            "options",
            "2026-03-05",
            "Excel 把一格当成了日期或时间「2026-03-05」，请把这一格设为文本，照原样重写。",
        )
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_separated_text_in_every_encoding(encoding: str, delimiter: str) -> None:
    lines = [["题干", "A", "B", "答案"], ["水是液体吗？", "常温下是", "不是", "A"]]
    text = "\r\n".join(delimiter.join(cells) for cells in lines) + "\r\n"
    reading = read_questions(text.encode(encoding), "x.dat")
    assert (reading.format, reading.read, reading.problems) == ("csv", 1, [])
    assert reading.questions[0].question.stem == "水是液体吗？"


def test_rows_of_separated_text_are_records_not_lines() -> None:
    reading = csv_reading('题干,A,B,答案\n"一行\r\n两行",甲,乙,A\n\n问,甲,乙,\n')
    assert reading.questions[0].question.stem == "一行\n两行"
    assert [(problem.place, problem.field) for problem in reading.problems] == [("row 4", "key")]


def test_separated_text_with_loose_quotes() -> None:
    reading = csv_reading('题干,A,B,答案\n"天"是什么？,甲,乙,A\n')
    assert reading.questions[0].question.stem == "天是什么？"


def test_a_quote_without_its_partner_is_said() -> None:
    with pytest.raises(Invalid, match="双引号没有配对"):
        csv_reading('题干,A,B,答案\n"问,甲,乙,A\n问二,甲,乙,B\n')


def test_a_guarded_formula_comes_back_as_it_was() -> None:
    reading = csv_reading("题干,A,B,答案\n'=1+1 等于几,'-1,''=2,A\n")
    question = reading.questions[0].question
    assert (question.stem, texts(question)) == ("=1+1 等于几", ["-1", "'=2"])


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([["题干", "选项A", "选项B"], ["问", "甲", "乙"]], "表头（第 1 行）里没有「答案」这一列，不能导入。"),
        ([["随便", "写写"]], "没有找到表头：前 30 行里应有一行写着「题干」和「答案」等列名。"),
        ([[]], "表格是空的。"),
        ([["题干", "选项A", "选项B", "答案"]], "表头下面没有试题。"),
        (
            [["题干", "题目", "选项A", "选项B", "答案"], ["问", "问", "甲", "乙", "A"]],
            "表头（第 1 行）里「题干」和「题目」说的是同一件事，请只留一列。",
        ),
    ],
)
def test_a_sheet_that_cannot_be_read_says_why(rows: list[list[Any]], sentence: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read(rows)
    assert str(refusal.value.said) == sentence
    assert [problem.place for problem in refusal.value.problems] == ["file"]


def test_the_template_is_read_with_its_examples_left_out() -> None:
    reading = read_questions(question_template(), "模板.xlsx")
    assert (reading.read, reading.questions) == (0, [])
    assert [problem.place for problem in reading.problems] == ["row 2", "row 3", "row 4", "row 5", "row 6", "row 7"]
    assert question_template() == question_template()


def test_the_examples_of_the_template_are_good_questions() -> None:
    from quizapp.formats.question_template import EXAMPLES, HEADER  # noqa: PLC0415

    rows = [[cell.replace("【示例需删除】", "") for cell in row] for row in EXAMPLES]
    reading = read([HEADER, *rows])
    assert reading.problems == []
    assert [placed.question.kind for placed in reading.questions] == [
        "single_choice",
        "multiple_choice",
        "true_false",
        "fill_in",
        "numeric",
        "ordering",
    ]
    assert all(placed.question.tags.complete() for placed in reading.questions)


def test_1500_rows_take_well_under_two_seconds() -> None:
    rows = [["单选", f"第 {n} 问？", "甲", "乙", "丙", "丁", "C", "因为。" * 20, "中", "食品安全"] for n in range(1500)]
    data = xlsx([USUAL, *rows])
    started = time.perf_counter()
    reading = read_questions(data, "x")
    assert time.perf_counter() - started < 2
    assert len(reading.questions) == 1500


def test_too_many_options_and_a_tag_by_level() -> None:
    header = ["题干", *[f"选项{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"], "选项27", "答案", "标签"]
    reading = read(
        [["题干", "选项A", "选项B", "答案", "标签"], ["问", "甲", "乙", "A", "难；difficulty:easy；topic:x"]]
    )
    assert reading.questions[0].question.tags.difficulty == ""
    assert said(read([header, ["问", *[f"第{n}" for n in range(27)], "A"]])) == [
        ("row 2", "options", "", "选项有 27 个，最多 26 个。")
    ]


def test_more_options_than_letters_and_the_numbered_columns() -> None:
    header = ["题干", *[f"选项{n}" for n in range(1, 28)], "答案"]
    question = one([header, ["问", *[f"第{n}" for n in range(1, 27)], "", "Z"]])
    assert (len(question.options), question.key) == (26, frozenset("z"))
