"""Blanks, numbers and orders: what can be an answer, what is right, and what keeps such a question from being asked."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from quizapp.domain.attempt import check_answers
from quizapp.domain.blueprint import PaperItem, Section, arrange, compact, expand
from quizapp.domain.contest import MULTIPLE_CHOICE, Marking
from quizapp.domain.marking import mark_question
from quizapp.domain.question import Question, fingerprint, lettered, problems, right_answer
from quizapp.domain.refusals import Invalid
from quizapp.domain.written import fold_written, matches, number, within

FILL_IN = Question("fill_in", "水由__和__组成。", (), frozenset(), blanks=(("氢", "H"), ("氧", "O")))
NUMERIC = Question("numeric", "标准大气压下水在多少摄氏度沸腾？", (), frozenset(), value="100", tolerance="0.5")
ORDERING = Question("ordering", "由小到大", lettered(["细胞", "组织", "器官"]), frozenset(), order=("a", "b", "c"))
POOL = [FILL_IN, NUMERIC, ORDERING]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("100", "100"),
        ("-4.5", "-9/2"),
        ("−4", "-4"),
        ("＋３．５", "7/2"),
        (".5", "1/2"),
        ("5.", "5"),
        (" 1e3 ", "1000"),
        ("1.5E-2", "3/200"),
        ("1,000", "1000"),
        ("12,345,678.9", "123456789/10"),
        ("0.1", "1/10"),
    ],
)
def test_numbers_in_every_way_of_writing_them(written: str, value: str) -> None:
    assert number(written) == Fraction(value)


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        ".",
        "-",
        "e3",
        "1e",
        "1e999",
        "1,00",
        "12,34",
        "1.2.3",
        "一百",
        "100℃",
        "1/2",
        "nan",
        "inf",
        "0x10",
        "9" * 201,
    ],
)
def test_what_is_no_number(written: str) -> None:
    assert number(written) is None


@pytest.mark.parametrize(
    ("written", "inside"),
    [("100", True), ("99.5", True), ("100.5", True), ("99.499", False), ("100.501", False), ("热", False)],
)
def test_the_edges_of_a_tolerance_are_inside(written: str, inside: bool) -> None:
    assert within(written, "100", "0.5") is inside


def test_tenths_are_exact() -> None:
    assert within("0.3", "0.1", "0.2")
    assert not within("0.3", "0.1", "0.19999999999999999999")
    assert not within("1", "x", "0")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ｈ２Ｏ", "h2o", True),
        (" 光 合 作 用 ", "光合作用", True),
        ("Pan  Jin", "pan jin", True),
        ("Pan Jin", "PanJin", False),
        ("氧气", "氧", False),
        ("1.5", "15", False),
    ],
)
def test_written_texts_are_compared_without_width_case_and_idle_space(one: str, other: str, same: bool) -> None:
    assert (fold_written(one) == fold_written(other)) is same
    assert matches(one, ("别的", other)) is same


@pytest.mark.parametrize(
    ("question", "given", "right"),
    [
        (FILL_IN, ("氢", "氧"), True),
        (FILL_IN, ("h", " O "), True),
        (FILL_IN, ("氧", "氢"), False),
        (FILL_IN, ("氢", ""), False),
        (FILL_IN, ("氢",), False),
        (NUMERIC, ("100",), True),
        (NUMERIC, ("１００．５",), True),
        (NUMERIC, ("101",), False),
        (NUMERIC, ("100", "100"), False),
        (ORDERING, ("a", "b", "c"), True),
        (ORDERING, ("c", "b", "a"), False),
        (ORDERING, ("a", "b"), False),
    ],
)
@pytest.mark.parametrize("rule", MULTIPLE_CHOICE)
def test_written_answers_are_right_or_wrong(question: Question, given: tuple[str, ...], right: bool, rule: str) -> None:
    assert mark_question(question, given, 4_000, Marking(rule, -500)) == (4_000 if right else -500)


@pytest.mark.parametrize("question", POOL, ids=lambda q: str(q.kind))
def test_nothing_written_costs_nothing(question: Question) -> None:
    for nothing in ((), ("",), (" ", "　")):
        assert mark_question(question, nothing, 4_000, Marking(wrong=-500)) == 0


@pytest.mark.parametrize("question", POOL, ids=lambda q: str(q.kind))
def test_the_answer_that_is_shown_as_right_is_right(question: Question) -> None:
    assert mark_question(question, right_answer(question), 4_000, Marking(wrong=-500)) == 4_000


def test_answers_in_the_right_form_are_taken_right_or_wrong() -> None:
    check_answers({0, 1, 2}, POOL, {"q0": ("随便", ""), "q1": ("-7",), "q2": ("c", "a", "b")})
    check_answers({0, 1, 2}, POOL, {"q0": (), "q1": (), "q2": ()})


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("q0", ("氢",), "这道题有 2 个空。"),
        ("q0", ("氢", "氧", "水"), "这道题有 2 个空。"),
        ("q0", ("长" * 201, "氧"), "答案最多 200 个字。"),
        ("q0", ("\0", "氧"), "答案里有不能用的字符。"),
        ("q1", ("一百",), "这道题要填一个数，不带单位。"),
        ("q1", ("1", "2"), "这道题要填一个数，不带单位。"),
        ("q2", ("a", "b"), "这道题要把每个选项都排上。"),
        ("q2", ("a", "b", "d"), "这道题没有这样的选项。"),
        ("q2", ("a", "b", "b"), "这道题没有这样的选项。"),
    ],
)
def test_answers_in_the_wrong_form_are_refused(name: str, given: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_answers({0, 1, 2}, POOL, {name: given})
    assert [(p.place, str(p.message)) for p in refusal.value.problems] == [(f"answers.{name}", sentence)]


@pytest.mark.parametrize("question", POOL, ids=lambda q: str(q.kind))
def test_good_questions_have_no_problem(question: Question) -> None:
    assert problems(question) == []


@pytest.mark.parametrize(
    ("question", "changed", "sentence"),
    [
        (FILL_IN, {"blanks": ()}, "没有答案。"),
        (FILL_IN, {"blanks": (("氢",), ())}, "没有答案。"),
        (FILL_IN, {"blanks": (("氢",),)}, "题干里有 2 个空（__），答案却有 1 个"),
        (FILL_IN, {"blanks": (("氢", " "), ("氧",))}, "有一个空的答案是空的。"),
        (FILL_IN, {"blanks": (("氢" * 201,), ("氧",))}, "一个空的答案最多 200 个字。"),
        (FILL_IN, {"blanks": (("氢",) * 51, ("氧",))}, "一个空的写法最多 50 种。"),
        (FILL_IN, {"blanks": (("氢",),) * 21}, "空最多 20 个。"),
        (NUMERIC, {"value": " "}, "没有答案。"),
        (NUMERIC, {"value": "沸点"}, "答案「沸点」不是一个数。"),
        (NUMERIC, {"tolerance": "-1"}, "误差「-1」不对，应是 0 或更大的数。"),
        (NUMERIC, {"tolerance": "约"}, "误差「约」不对，应是 0 或更大的数。"),
        (ORDERING, {"order": ()}, "没有答案。"),
        (ORDERING, {"order": ("a", "b")}, "排序题的答案「AB」应把每个选项正好写一次。"),
        (ORDERING, {"order": ("a", "b", "b")}, "排序题的答案「ABB」应把每个选项正好写一次。"),
        (ORDERING, {"ref": "R" * 81}, "编号超过 80 个字。"),
    ],
)
def test_what_keeps_a_question_from_being_asked(question: Question, changed: dict[str, Any], sentence: str) -> None:
    found = [str(problem.message) for problem in problems(replace(question, **changed), "row 2")]
    assert len(found) == 1
    assert found[0].startswith(sentence)


def test_one_blank_needs_no_mark_in_the_stem() -> None:
    assert problems(Question("fill_in", "水的化学式是什么？", (), frozenset(), blanks=(("H2O",),))) == []


def test_where_the_blanks_stand_makes_another_question() -> None:
    assert fingerprint(replace(FILL_IN, stem="水__由和__组成。")) != fingerprint(FILL_IN)
    assert fingerprint(replace(FILL_IN, stem="水由____和__组成")) == fingerprint(FILL_IN)


def test_only_who_asks_for_them_gets_questions_that_must_be_written() -> None:
    assert [Section(1).admits(question) for question in POOL] == [False] * 3
    assert [Section(1, kinds=("numeric", "ordering")).admits(question) for question in POOL] == [False, True, True]


def test_what_is_to_be_put_in_order_is_always_mixed() -> None:
    seen = {
        arrange(POOL, [[(2, 5)]], str(seed), shuffle_questions=False, shuffle_options=False)[0].options
        for seed in range(60)
    }
    assert len(seen) == 6


def test_a_question_without_options_survives_being_stored() -> None:
    paper = [PaperItem(0, (), 5_000), PaperItem(2, ("c", "a", "b"), 1_000)]
    assert compact(paper) == "0::5000 2:cab:1000"
    assert expand("0::5000 2:cab:1000") == paper
