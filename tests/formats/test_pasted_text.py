"""Somebody pastes questions from a Word file."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import pytest

from quizapp.domain.question import Question
from quizapp.domain.refusals import Invalid
from quizapp.formats.plain_text import read_pasted
from quizapp.formats.questions import read_questions
from quizapp.formats.reading import Reading


def read(text: str) -> Reading:
    return read_questions(text.encode(), "粘贴的文本")


def one(text: str) -> Question:
    reading = read(text)
    assert [str(problem.message) for problem in reading.problems] == []
    assert reading.format == "text"
    (placed,) = reading.questions
    return placed.question


def texts(question: Question) -> list[str]:
    return [option.text for option in question.options]


def said(reading: Reading) -> list[tuple[str, str, str]]:
    return [(problem.place, problem.field, str(problem.message)) for problem in reading.problems]


@pytest.mark.parametrize(
    "number", ["1.", "1、", "（1）", "1．", "(1)", "1)", "第1题", "第 1 题：", "【1】", "87（. ）"]
)
@pytest.mark.parametrize(
    "answer", ["答案：B", "正确答案：B", "[答案]B", "参考答案:B", "【答案】 b", "答案: Ｂ", "答案 B", "答案是B"]
)
def test_numbers_and_answers_in_every_spelling(number: str, answer: str) -> None:
    question = one(f"{number} 下列哪个对？\nA. 甲\nB. 乙\n{answer}\n")
    assert (question.kind, question.stem, texts(question), question.key) == (
        "single_choice",
        "下列哪个对？",
        ["甲", "乙"],
        frozenset("b"),
    )


@pytest.mark.parametrize(
    "options",
    ["A. 甲\nB. 乙\nC. 丙", "A、甲\nB、乙\nC、丙", "A．甲 B．乙 C．丙", "(A) 甲 (B) 乙\n(C) 丙", "A.甲B.乙C.丙",
     "a) 甲\nb) 乙\nc) 丙", "Ａ．甲\u3000Ｂ．乙\u3000Ｃ．丙", "A.甲\tB.乙\nC.丙", "（A）甲（B）乙（C）丙"],
)  # fmt: skip
def test_options_in_every_spelling(options: str) -> None:
    question = one(f"1. 哪些对？\n{options}\n答案：AC")
    assert (question.kind, texts(question), question.key) == (
        "multiple_choice",
        ["甲", "乙", "丙"],
        frozenset("ac"),
    )


def test_letters_inside_an_option_are_not_labels() -> None:
    question = one("1. 缺什么？\nA.维生素A、B、C\nB.维生素D和C.F.的产物\nC.钙 D.铁\n答案：C")
    assert texts(question) == ["维生素A、B、C", "维生素D和C.F.的产物", "钙", "铁"]


def test_twenty_six_options() -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    question = one("1. 选？\n" + "\n".join(f"{letter}. 第{letter}个" for letter in letters) + "\n答案：Z")
    assert (len(question.options), question.key) == (26, frozenset("z"))


def test_sections_give_the_kind() -> None:
    reading = read(
        "一、单选题（每题 2 分，共 2 题）\n1. 问一\nA. 甲\nB. 乙\n答案：A\n\n"
        "二、多项选择题\n1. 问二\nA. 甲\nB. 乙\nC. 丙\n答案：A,B\n\n"
        "第三部分 判断题\n1. 天是蓝的。\n答案：√\n2. 地是方的。\n答案：B\n\n"
        "四、填空题\n1. 水是____。\n答案：H2O\n\n五、综合\n1. 火是热的。（对）\n"
    )
    assert [(placed.place, placed.question.kind) for placed in reading.questions] == [
        ("line 2", "single_choice"),
        ("line 8", "multiple_choice"),
        ("line 15", "true_false"),
        ("line 17", "true_false"),
        ("line 21", "fill_in"),
        ("line 25", "true_false"),
    ]
    keys = [sorted(placed.question.key) for placed in reading.questions]
    assert keys == [["a"], ["a", "b"], ["a"], ["b"], [], ["a"]]
    assert (reading.read, reading.problems) == (6, [])


def test_a_section_in_arabic_numbers_or_bare() -> None:
    reading = read("判断题\n1. 天是蓝的。\n答案：A\n\n2、单选题\n1. 问\nA. 甲\nB. 乙\n答案：A\n")
    assert [placed.question.kind for placed in reading.questions] == ["true_false", "single_choice"]


def test_words_for_kinds_inside_questions_open_no_section() -> None:
    reading = read(
        "一、单选题\n1、计算：3 加 5 等于几？\nA. 7\nB. 8\n答案：B\n2、阅读，哪种姿势好？\nA. 坐\nB. 趴\n答案：A\n"
        "三、综合应用\n1. 哪些对？\n[多选题]\nA. 甲\nB. 乙\nC. 丙\n答案：A、B\n"
        "2. 下列判断正确的是？\nA. 甲\nB. 乙\n答案：A\n"
        "四、材料题（10 分）\n1. 问？\nA. 甲\nB. 乙\n答案：A\n"
    )
    assert [(placed.question.kind, placed.question.stem) for placed in reading.questions] == [
        ("single_choice", "计算：3 加 5 等于几？"),
        ("single_choice", "阅读，哪种姿势好？"),
        ("multiple_choice", "哪些对？"),
        ("single_choice", "下列判断正确的是？"),
    ]
    assert said(reading) == [("line 22", "kind", "「材料」不能导入，能导入的是单选、多选、判断、填空、数值和排序。")]


def test_the_key_in_brackets_inside_the_stem() -> None:
    question = one("1. 题干(A) [单选题] (1分)\nA. 甲\nB. 乙\n")
    assert (question.kind, question.stem, question.key) == ("single_choice", "题干", frozenset("a"))
    question = one("1. 下列（B）是对的。\nA. 甲\nB. 乙\n")
    assert (question.stem, question.key) == ("下列（ ）是对的。", frozenset("b"))
    question = one("1. 哪些对？（ＡＣ）【多选题】\nA. 甲\nB. 乙\nC. 丙\n")
    assert (question.kind, question.stem, question.key) == ("multiple_choice", "哪些对？", frozenset("ac"))
    question = one("1. 地球是圆的。（√）\n")
    assert (question.kind, question.stem, question.key) == ("true_false", "地球是圆的。", frozenset("a"))


def test_a_key_in_the_stem_is_taken_out_where_it_repeats_the_answer() -> None:
    assert one("1. 哪个对（ A ）？\nA. 甲\nB. 乙\n答案：A").stem == "哪个对（ ）？"
    assert one("1. 哪个对（A）\nA. 甲\nB. 乙\n答案：A").stem == "哪个对"
    assert one("1. 地球是圆的（对）\n答案：正确").stem == "地球是圆的"
    assert one("1. 维生素（C）在哪里多？\nA. 甲\nB. 乙\n答案：B").stem == "维生素（C）在哪里多？"


def test_explanations_difficulty_and_tags() -> None:
    question = one(
        "1. 问\nA. 甲\nB. 乙\n【答案】B【解析】因为乙\n所以乙。\nSee also\nthe book.\n\n"
        "难度：易\n知识点：食品安全、无此标签\n"
    )
    assert question.explanation == "因为乙所以乙。See also the book."
    assert (question.tags.difficulty, question.tags.topic) == ("easy", "food-safety")
    reading = read(
        "1. 问\nA. 甲\nB. 乙\n答案：B 解析：因为。【难度】难\n知识点：食品安全；卫生健康；benchmark:3；老年人"
    )
    assert said(reading) == [("line 1", "topic", "主题有「food-safety、health」几个，只能有一个，这一项留空。")]
    question = reading.questions[0].question
    assert (question.explanation, question.tags.difficulty, question.tags.topic) == ("因为。", "hard", "")
    assert (question.tags.benchmarks, question.tags.populations) == (frozenset({3}), frozenset({"elderly"}))
    question = one("1. 问\nA. 甲\nB. 乙\n答案：B 难度：中\n答案解析：因为。")
    assert (question.explanation, question.tags.difficulty) == ("因为。", "medium")


def test_numbered_points_in_an_explanation_are_not_questions() -> None:
    reading = read(
        "7. 问\nA. 甲\nB. 乙\n答案：B\n解析：有三点：\n1. 其一\n2. 其二\n"
        "8. 问二\nA. 甲\nB. 乙\n答案：A\n解析：圆周率是\n3.14 左右\n"
    )
    first, second = [placed.question for placed in reading.questions]
    assert first.explanation == "有三点：1.其一2.其二"
    assert second.explanation == "圆周率是3.14 左右"
    assert reading.problems == []


def test_hard_breaks_and_page_furniture() -> None:
    reading = read(
        "科学素质题库\n1. 一个很长的句子在这里\n被打断了，问哪个对？\nA. 第一个选项也\n被打断\n"
        "第 3 页 共 10 页\n- 4 -\n"
        "科学素质题库\nB. 乙\n答案：A\n\n科学素质题库\n2. 问二\nA. 甲\nB. 乙\n5/10\n答案：\nB\n莫名其妙的一行\n"
    )
    first, second = [placed.question for placed in reading.questions]
    assert first.stem == "一个很长的句子在这里被打断了，问哪个对？"
    assert texts(first) == ["第一个选项也被打断", "乙"]
    assert second.key == frozenset("b")
    assert said(reading) == [("line 19", "", "这一行没有归到任何一道题，没有导入：「莫名其妙的一行」。")]


def test_an_answer_glued_to_an_option_and_options_in_the_line_of_the_stem() -> None:
    question = one("1. 问？A.甲 B.乙 C.丙答案：C")
    assert (question.stem, texts(question), question.key) == ("问？", ["甲", "乙", "丙"], frozenset("c"))


def test_damaged_questions_are_refused_with_their_line() -> None:
    reading = read(
        "1. 好的\nA. 甲\nB. 乙\n答案：A\n"
        "2. 缺标号\nA. 甲\nC. 丙\n答案：A\n"
        "3. 空答案\nA. 甲\nB. 乙\n正确答案：\n"
        "4. 什么都没有\n"
        "5. 水的化学式是____。\n答案：H2O\n"
        "6. 只有一个选项\nA. 甲\n答案：A\n"
    )
    assert (reading.read, [placed.place for placed in reading.questions]) == (6, ["line 1", "line 14"])
    assert said(reading) == [
        ("line 5", "options", "选项的字母是「AC」，应依次是「AB」。"),
        ("line 9", "key", "没有答案。"),
        ("line 13", "options", "这里有题号，却没有选项，也没有答案：「什么都没有」。"),
        ("line 16", "options", "选项少于两个。"),
    ]


def test_text_without_numbers() -> None:
    reading = read(
        "前言一句\n\n哪个是？\nA. 甲\nB. 乙\nANSWER: B\nExplanation: because\nof this\n\n"
        "另一个？\nA) 甲\nB) 乙\nANSWER: A\n第三个？\nA. 甲\nB. 乙\nANSWER: B\n"
    )
    assert [(placed.place, placed.question.stem) for placed in reading.questions] == [
        ("line 1", "前言一句哪个是？"),
        ("line 10", "另一个？"),
        ("line 14", "第三个？"),
    ]
    assert reading.questions[0].question.explanation == "because of this"


def test_lines_behind_a_numbered_answer_that_are_no_question() -> None:
    reading = read("1. 问\nA. 甲\nB. 乙\n答案：A\n3.14 是圆周率\n")
    assert [placed.place for placed in reading.questions] == ["line 1"]
    assert said(reading) == [("line 5", "", "这一行没有归到任何一道题，没有导入：「3.14 是圆周率」。")]


def test_text_that_begins_with_options() -> None:
    reading = read("A. 甲\nB. 乙\n答案：A\n")
    assert said(reading) == [("line 1", "stem", "没有题干。")]


@pytest.mark.parametrize(
    "text",
    [
        "第一章 学习笔记\n1. 重点一\n2. 重点二\n",
        "今天天气很好。\n我们去公园。",
        "一、目的\n二、意义\n（一）背景\n",
        "....",
    ],
)
def test_prose_has_no_questions(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read(text)
    assert str(refusal.value.said) == "没有找到试题：每道题应有题号、题干、A. B. C. 开头的选项和「答案：」。"


def test_hostile_text_takes_bounded_time() -> None:
    for unit in ("1.", "A.", "（", "答案：", "一、", " ", "A.a B.b ", "(A)", "第", "_", "解析", "1. 问A.甲\n"):
        started = time.perf_counter()
        with contextlib.suppress(Invalid):
            read_pasted(unit * (200_000 // len(unit)))
        assert time.perf_counter() - started < 5, unit
    started = time.perf_counter()
    (problem,) = read_pasted("1. 问\nA. 甲\nB. 乙\n答案：A\n解析：\n" + "很长。\n" * 200_000).problems
    assert str(problem.message) == "解析超过 4000 个字。"
    assert time.perf_counter() - started < 10
    with pytest.raises(Invalid, match="文本太长"):
        read_pasted("长" * 2_000_001)


def test_script_tags_are_only_text() -> None:
    assert one('1. <script>alert(1)</script><img onerror="x">？\nA. <b>甲</b>\nB. 乙\n答案：A').stem == (
        '<script>alert(1)</script><img onerror="x">？'
    )


def test_the_whole_bank_written_as_text_is_read_back() -> None:
    """Some 1,100 questions by other hands: what is typed in the usual way comes back word for word."""
    folder = Path(__file__).parents[2] / "question_bank"
    wanted = [
        placed.question
        for path in sorted(folder.glob("*.toml"))
        for placed in read_questions(path.read_bytes(), path.name).questions
    ]
    lines: list[str] = []
    for number, question in enumerate(wanted, 1):
        lines.append(f"{number}. {question.stem}")
        if question.kind == "true_false":
            lines.append("答案：正确" if question.key == {"a"} else "答案：错误")
        else:
            lines += [f"{option.id.upper()}. {option.text}" for option in question.options]
            lines.append("答案：" + "".join(sorted(question.key)).upper())
        lines += [f"解析：{question.explanation}", ""]
    reading = read("\n".join(lines))
    got = [placed.question for placed in reading.questions]
    assert said(reading) == []
    assert [(q.kind, q.stem, texts(q), q.key, q.explanation) for q in got] == [
        (q.kind, q.stem, texts(q), q.key, q.explanation) for q in wanted
    ]
