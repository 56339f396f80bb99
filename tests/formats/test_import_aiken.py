"""Somebody brings questions as Aiken."""

from __future__ import annotations

import pytest

from quizapp.domain.refusals import Invalid
from quizapp.formats.questions import read_questions
from quizapp.formats.reading import Reading


def read(text: str, wanted: str = "auto") -> Reading:
    return read_questions(text.encode(), "x.txt", wanted)


def test_points_and_brackets_behind_the_letters() -> None:
    reading = read(
        "\ufeffWhich planet is the largest?\r\nA. Mars\r\nB. Jupiter\r\nANSWER: B\r\n\r\n"
        "水的沸点？\nA) 50\nB)80\nC) 100\nANSWER:C\nThe sky is blue.\nA. True\nB. False\nANSWER: A\n"
    )
    assert (reading.format, reading.read, reading.problems) == ("aiken", 3, [])
    first, second, third = [placed.question for placed in reading.questions]
    assert [placed.place for placed in reading.questions] == ["line 1", "line 6", "line 11"]
    assert (first.kind, first.stem, [option.text for option in first.options], first.key) == (
        "single_choice",
        "Which planet is the largest?",
        ["Mars", "Jupiter"],
        frozenset("b"),
    )
    assert [option.text for option in second.options] == ["50", "80", "100"]
    assert (third.kind, third.key) == ("true_false", frozenset("a"))


def test_what_is_wrong_is_said_with_its_line() -> None:
    reading = read(
        "只有一个选项\nA) 甲\nANSWER: A\n\n没有做完\nA) 甲\nB) 乙\n\n好的\nA) 甲\nB) 乙\nANSWER: A\n\n"
        "缺一个字母\nA) 甲\nC) 丙\nANSWER: A\n\n答案不在\nA) 甲\nB) 乙\nANSWER: D\n\nANSWER: A\n\n"
        "两个答案\nA) 甲\nB) 乙\nANSWER: AB\n\n空的\nA) 甲\nB) 乙\nANSWER:\n",
        "aiken",
    )
    assert (reading.read, [placed.place for placed in reading.questions]) == (8, ["line 9"])
    assert [(problem.place, problem.field, str(problem.message)) for problem in reading.problems] == [
        ("line 1", "options", "选项少于两个。"),
        ("line 5", "key", "没有 ANSWER: 这一行。"),
        ("line 14", "options", "选项的字母是「AC」，应依次是「AB」。"),
        ("line 19", "key", "答案「D」不在选项里。"),
        ("line 24", "stem", "没有题干。"),
        ("line 24", "options", "选项少于两个。"),
        ("line 24", "key", "答案「A」不在选项里。"),
        ("line 26", "key", "ANSWER: 后面是「AB」，应是一个大写字母。"),
        ("line 31", "key", "没有答案。"),
    ]


def test_texts_that_hold_more_than_aiken_are_read_as_text() -> None:
    assert read("1. 问\nA. 甲\nB. 乙\nANSWER: A\n2. 问\nA. 甲\nB. 乙\nANSWER: B\n").format == "text"
    assert read("问\nA. 甲\nB. 乙\nC. 丙\nANSWER: AB\n").format == "text"
    assert read("问\nA. 甲\nB. 乙\nANSWER: A\nExplanation: 因为\n").format == "text"


def test_prose_is_no_aiken() -> None:
    with pytest.raises(Invalid, match="没有找到 Aiken 试题"):
        read("一段话。\n又一段话。\n", "aiken")
