"""Questions: what keeps one from being asked, and which two are the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from quizapp.domain.question import Option, Question, fingerprint, fold, lettered, problems, true_false_options
from tests.builders import a_question

SINGLE = a_question("single_choice")
TRUE_FALSE = a_question("true_false")
MULTIPLE = a_question("multiple_choice")


@pytest.mark.parametrize("question", [SINGLE, TRUE_FALSE, MULTIPLE], ids=lambda q: str(q.kind))
def test_a_good_question_has_no_problem(question: Question) -> None:
    assert problems(question, "row 2") == []


@pytest.mark.parametrize(
    ("question", "changed", "field", "sentence"),
    [
        (SINGLE, {"kind": "essay"}, "kind", "题型「essay」不认识。"),
        (SINGLE, {"stem": " 　\n"}, "stem", "没有题干。"),
        (SINGLE, {"stem": "问" * 2_001}, "stem", "题干超过 2000 个字。"),
        (SINGLE, {"explanation": "因" * 4_001}, "explanation", "解析超过 4000 个字。"),
        (SINGLE, {"options": lettered(["独"]), "key": frozenset("a")}, "options", "选项少于两个。"),
        (SINGLE, {"options": lettered(["甲", " ", "丙"])}, "options", "选项 B 是空的。"),
        (SINGLE, {"options": lettered(["甲", "乙" * 501])}, "options", "有选项超过 500 个字。"),
        (SINGLE, {"options": lettered(["甲", "乙", "甲 "])}, "options", "有两个选项一模一样。"),
        (SINGLE, {"key": frozenset()}, "key", "没有答案。"),
        (SINGLE, {"key": frozenset("e")}, "key", "答案「E」不在选项里。"),
        (SINGLE, {"key": frozenset("ca")}, "key", "单选题只能有一个答案，这里是「AC」。"),
        (TRUE_FALSE, {"key": frozenset("ab")}, "key", "判断题只能有一个答案，这里是「AB」。"),
        (TRUE_FALSE, {"options": lettered(["错误", "正确"])}, "options", "判断题的选项只能是正确和错误。"),
        (MULTIPLE, {"key": frozenset("az")}, "key", "答案「AZ」不在选项里。"),
    ],
)
def test_one_problem_with_its_field(question: Question, changed: dict[str, Any], field: str, sentence: str) -> None:
    found = problems(replace(question, **changed), "row 7")
    assert [(p.place, p.field, str(p.message)) for p in found] == [("row 7", field, sentence)]


def test_what_is_just_within_the_limits_is_taken() -> None:
    longest = replace(SINGLE, stem="问" * 2_000, explanation="因" * 4_000, options=lettered(["甲", "乙" * 500]))
    assert problems(longest) == []
    assert problems(replace(MULTIPLE, key=frozenset("a"))) == []
    assert problems(replace(MULTIPLE, key=frozenset("abcd"))) == []


def test_all_problems_are_named_at_once() -> None:
    broken = replace(SINGLE, stem="", options=lettered(["", "乙"]), key=frozenset())
    assert [p.field for p in problems(broken)] == ["stem", "options", "key"]


def test_options_are_lettered_and_a_judgement_has_two() -> None:
    assert lettered(["甲", "乙"]) == (Option("a", "甲"), Option("b", "乙"))
    assert true_false_options() == (Option("a", "正确"), Option("b", "错误"))
    assert SINGLE.option_ids == {"a", "b", "c", "d"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("下列哪个是对的？", "下列哪个是对的?"),
        ("ＶＣ的作用", "vc 的作用"),
        ("水的 沸点（  ）", "水的沸点（）"),
        ("“科学”——方法", "科学方法。"),
        ("_水_", "水"),
        ("1.水", "1、水"),
    ],
)
def test_what_counts_as_the_same_text(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("喝水1.5升", "喝水15升"),
        ("水在-4℃", "水在4℃"),
        ("铁的密度>水", "铁的密度<水"),
        ("1+1", "1×1"),
        ("占5%", "占5"),
        ("水", "冰"),
    ],
)
def test_signs_that_change_what_is_said_are_kept(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_the_order_of_options_the_key_and_the_tags_make_no_other_question() -> None:
    turned = replace(SINGLE, options=lettered([o.text for o in reversed(SINGLE.options)]), key=frozenset("d"), ref="X")
    assert fingerprint(turned) == fingerprint(SINGLE)


def test_another_stem_or_another_option_makes_another_question() -> None:
    prints = {
        fingerprint(SINGLE),
        fingerprint(replace(SINGLE, stem=SINGLE.stem + "再想想")),
        fingerprint(replace(SINGLE, options=SINGLE.options[:3])),
        fingerprint(replace(SINGLE, options=(*SINGLE.options[:3], Option("d", "别的")))),
    }
    assert len(prints) == 4
    assert all(len(found) == 32 for found in prints)
