"""Somebody brings fill-in, numeric and ordering questions in a sheet or as pasted text."""

from __future__ import annotations

import pytest

from quizapp.domain.question import Question
from quizapp.formats.answers import join_blanks, split_blanks, split_number
from quizapp.formats.questions import read_questions
from quizapp.formats.reading import Reading


def sheet(kind: str, stem: str, answer: str, *options: str) -> Reading:
    cells = [kind, stem, *options, *[""] * (3 - len(options)), answer]
    quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    return read_questions(f"题型,题干,选项A,选项B,选项C,答案\n{quoted}\n".encode(), "x")


def one(reading: Reading) -> Question:
    assert reading.problems == []
    return reading.questions[0].question


def sentence(reading: Reading) -> str:
    assert reading.questions == []
    (problem,) = reading.problems
    assert problem.place == "row 2"
    return str(problem.message)


@pytest.mark.parametrize(
    ("answer", "blanks"),
    [
        ("氢|氧", (("氢",), ("氧",))),
        ("氢;H｜氧；Ｏ", (("氢", "H"), ("氧", "Ｏ"))),
        (r"a\;b;c | d\|e", (("a;b", "c"), ("d|e",))),
        (r"\n|C:\\x", ((r"\n",), (r"C:\x",))),
        ("北京，上海|广州、深圳", (("北京，上海",), ("广州、深圳",))),
    ],
)
def test_blanks_and_their_alternatives(answer: str, blanks: tuple[tuple[str, ...], ...]) -> None:
    question = one(sheet("填空题", "水由__和______组成。", answer))
    assert (question.kind, question.stem, question.blanks) == ("fill_in", "水由____和____组成。", blanks)
    assert split_blanks(join_blanks(blanks)) == blanks


def test_one_blank_without_a_mark_in_the_stem() -> None:
    assert one(sheet("fill_in", "水的化学式是什么？", "H2O;氧化氢")).blanks == (("H2O", "氧化氢"),)


@pytest.mark.parametrize(
    ("answer", "value", "tolerance"),
    [
        ("3.14", "3.14", "0"),
        ("３．１４", "3.14", "0"),
        ("3.14±0.01", "3.14", "0.01"),
        ("3.14 +- 0.01", "3.14", "0.01"),
        ("3.13~3.15", "3.14", "0.01"),
        ("-1至2", "0.5", "1.5"),
        ("1,000", "1,000", "0"),
        ("1e3", "1e3", "0"),
    ],
)
def test_numbers(answer: str, value: str, tolerance: str) -> None:
    question = one(sheet("数值", "多少？", answer))
    assert (question.kind, question.value, question.tolerance) == ("numeric", value, tolerance)
    assert split_number(answer) == (value, tolerance)


@pytest.mark.parametrize("answer", ["CAB", "C,A,B", "c a b", "Ｃ、Ａ、Ｂ"])
def test_orders(answer: str) -> None:
    question = one(sheet("排序题", "由先到后", answer, "种", "收", "耕"))
    assert (question.kind, question.order, question.key) == ("ordering", ("c", "a", "b"), frozenset())


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        (sheet("填空", "水是__。", ""), "没有答案。"),
        (sheet("填空", "水由__和__组成。", "氢;氧"),
         "题干里有 2 个空（__），答案却有 1 个；几个空用 | 隔开，一个空的几种写法用 ; 隔开。"),
        (sheet("填空", "水是__。", "氢||氧"),
         "题干里有 1 个空（__），答案却有 3 个；几个空用 | 隔开，一个空的几种写法用 ; 隔开。"),
        (sheet("填空", "水是__。", "A", "甲", "乙"), "填空题和数值题不写选项，答案写在「答案」里。"),
        (sheet("填空", "水由__和__组成。", "氢|"), "有一个空的答案是空的。"),
        (sheet("数值", "多少？", "很多"), "答案「很多」不是一个数。"),
        (sheet("数值", "多少？", "5±-1"), "误差「-1」不对，应是 0 或更大的数。"),
        (sheet("数值", "多少？", "5~3"), "答案「5~3」不是一个数。"),
        (sheet("排序", "先后？", "AB", "甲", "乙", "丙"), "排序题的答案「AB」应把每个选项正好写一次。"),
        (sheet("排序", "先后？", "甲乙", "甲", "乙"), "排序题的答案「甲乙」看不懂，应按顺序写选项的字母，例如 CABD。"),
        (sheet("排序", "先后？", "", "甲", "乙"), "没有答案。"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(reading: Reading, said: str) -> None:
    assert sentence(reading) == said


def test_all_three_in_pasted_text() -> None:
    reading = read_questions(
        "一、填空题\n1. 水由__和__组成。\n答案：氢;H|氧\n2. 水的化学式(C)是__。\n答案：\nH2O\n解析：见书。\n"
        "二、数值题\n1. 圆周率约是多少？\n答案：3.14±0.01\n"
        "三、排序题\n1. 由先到后\nA. 种 B. 收 C. 耕\n答案：CAB\n"
        "四、综合\n1. 地球是第____颗行星。\n答案：三;3\n".encode(),
        "x",
    )
    assert reading.problems == []
    first, second, third, fourth, last = [placed.question for placed in reading.questions]
    assert first.blanks == (("氢", "H"), ("氧",))
    assert (second.stem, second.blanks, second.explanation) == ("水的化学式(C)是____。", (("H2O",),), "见书。")
    assert (third.value, third.tolerance) == ("3.14", "0.01")
    assert (fourth.kind, fourth.order) == ("ordering", ("c", "a", "b"))
    assert (last.kind, last.blanks) == ("fill_in", (("三", "3"),))
