"""Marking, by tables that were worked out by hand. The key of the multiple choice below is a and c (of a to d)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.attempt import Answer
from quizapp.domain.blueprint import PaperItem
from quizapp.domain.contest import MULTIPLE_CHOICE, Marking, Passing
from quizapp.domain.marking import Marks, half_up, mark, mark_question, passes
from quizapp.domain.question import Question, lettered
from tests.builders import a_question
from tests.properties import examples

MULTIPLE = a_question("multiple_choice")
SINGLE = a_question("single_choice")
TRUE_FALSE = a_question("true_false")
THREE = Question("multiple_choice", "三个对的", lettered(["甲", "乙", "丙", "丁", "戊"]), frozenset("abc"))


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("5/2", 3), ("-5/2", -2), ("1/2", 1), ("-1/2", 0), ("1/3", 0), ("2/3", 1), ("-2/3", -1), ("7", 7), ("-7", -7)],
)
def test_half_up(value: str, rounded: int) -> None:
    assert half_up(Fraction(value)) == rounded


@examples(100)
@given(st.fractions())
def test_half_up_is_never_further_away_than_a_half(value: Fraction) -> None:
    assert -Fraction(1, 2) < half_up(value) - value <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("chosen", "all_or_nothing", "proportional", "right_minus_wrong"),
    [
        ("", 0, 0, 0),
        ("a", 0, 5_000, 5_000),
        ("c", 0, 5_000, 5_000),
        ("ac", 10_000, 10_000, 10_000),
        ("b", 0, 0, 0),
        ("ab", 0, 0, 0),
        ("abc", 0, 0, 5_000),
        ("acd", 0, 0, 5_000),
        ("abcd", 0, 0, 0),
        ("bd", 0, 0, 0),
        ("abd", 0, 0, 0),
    ],
)
def test_multiple_choice_of_ten_points_under_each_rule(
    chosen: str, all_or_nothing: int, proportional: int, right_minus_wrong: int
) -> None:
    found = [mark_question(MULTIPLE, frozenset(chosen), 10_000, Marking(rule)) for rule in MULTIPLE_CHOICE]
    assert found == [all_or_nothing, proportional, right_minus_wrong]


@pytest.mark.parametrize(
    ("chosen", "all_or_nothing", "proportional", "right_minus_wrong"),
    [
        ("", 0, 0, 0),
        ("a", -2_000, 5_000, 5_000),
        ("ac", 10_000, 10_000, 10_000),
        ("b", -2_000, -2_000, 0),  # right minus wrong is never below 0
        ("ab", -2_000, -2_000, 0),
        ("abc", -2_000, -2_000, 5_000),
        ("bd", -2_000, -2_000, 0),
    ],
)
def test_multiple_choice_where_a_wrong_answer_costs_two(
    chosen: str, all_or_nothing: int, proportional: int, right_minus_wrong: int
) -> None:
    found = [mark_question(MULTIPLE, frozenset(chosen), 10_000, Marking(rule, -2_000)) for rule in MULTIPLE_CHOICE]
    assert found == [all_or_nothing, proportional, right_minus_wrong]


@pytest.mark.parametrize(
    ("chosen", "points", "proportional"),
    [
        ("a", 1_000, 333),  # 333.33…
        ("ab", 1_000, 667),  # 666.66…
        ("abc", 1_000, 1_000),
        ("ad", 1_000, 0),
        ("a", 5, 2),  # 1.66…
        ("a", 1, 0),
        ("ab", 1, 1),
    ],
)
def test_thirds_are_rounded_half_up_once(chosen: str, points: int, proportional: int) -> None:
    assert mark_question(THREE, frozenset(chosen), points, Marking("proportional")) == proportional


def test_exact_halves_go_up() -> None:
    assert mark_question(MULTIPLE, frozenset("a"), 5, Marking("proportional")) == 3
    assert mark_question(MULTIPLE, frozenset("a"), 5, Marking("right_minus_wrong")) == 3


@pytest.mark.parametrize("rule", MULTIPLE_CHOICE)
@pytest.mark.parametrize(("question", "right", "wrong"), [(SINGLE, "b", "acd"), (TRUE_FALSE, "a", "b")])
def test_other_kinds_know_right_and_wrong_only(question: Question, right: str, wrong: str, rule: str) -> None:
    rules = Marking(rule, -1_500)
    assert mark_question(question, frozenset(right), 5_000, rules) == 5_000
    assert {mark_question(question, frozenset(option), 5_000, rules) for option in wrong} == {-1_500}
    assert mark_question(question, frozenset(), 5_000, rules) == 0


def answer(options: str) -> Answer:
    return Answer(tuple(options), 1, "page", 0, 0, 0)


PAPER = (
    PaperItem(2, ("a", "b", "c", "d"), 10_000),
    PaperItem(0, ("a", "b"), 5_000),
    PaperItem(1, ("d", "c", "b", "a"), 7_500),
)
POOL = (TRUE_FALSE, SINGLE, MULTIPLE)


def test_a_whole_sheet_in_the_order_of_the_paper() -> None:
    marks = mark(PAPER, POOL, {"q0": answer("a"), "q1": answer("c"), "q2": answer("c")}, Marking("proportional", -500))
    assert marks == Marks((5_000, 5_000, -500), 9_500, 22_500, 1)


def test_an_empty_sheet_is_worth_nothing_and_costs_nothing() -> None:
    assert mark(PAPER, POOL, {}, Marking(wrong=-500)) == Marks((0, 0, 0), 0, 22_500, 0)
    assert mark(PAPER, POOL, {"q0": answer("")}, Marking(wrong=-500)) == Marks((0, 0, 0), 0, 22_500, 0)


def test_answers_to_what_is_not_on_the_paper_count_nothing() -> None:
    assert mark(PAPER[:1], POOL, {"q0": answer("a"), "q2": answer("ac")}, Marking()) == Marks(
        (10_000,), 10_000, 10_000, 1
    )


@examples(80)
@given(
    st.permutations("abcd"), st.permutations("abcd"), st.sets(st.sampled_from("abcd")), st.sampled_from(MULTIPLE_CHOICE)
)
def test_the_order_of_options_and_of_choosing_plays_no_part(
    shown: list[str], chosen_in: list[str], chosen: set[str], rule: str
) -> None:
    one = mark([PaperItem(2, tuple("abcd"), 7_777)], POOL, {"q2": answer("".join(sorted(chosen)))}, Marking(rule, -100))
    turned = "".join(option for option in chosen_in if option in chosen)
    other = mark([PaperItem(2, tuple(shown), 7_777)], POOL, {"q2": answer(turned)}, Marking(rule, -100))
    assert one == other


@pytest.mark.parametrize(
    ("mark_in", "mark_at", "score", "right", "reached", "above"),
    [
        ("points", 60_000, 59_999, 6, False, False),
        ("points", 60_000, 60_000, 6, True, False),
        ("points", 60_000, 60_001, 6, True, True),
        ("percent", 60_000, 71_999, 6, False, False),  # of 120 points
        ("percent", 60_000, 72_000, 6, True, False),
        ("percent", 60_000, 72_001, 6, True, True),
        ("percent", 33_333, 40_000, 6, True, True),  # 33.333… % is above 33.333 %
        ("right_answers", 6_000, 0, 5, False, False),
        ("right_answers", 6_000, 0, 6, True, False),
        ("right_answers", 6_000, 0, 7, True, True),
    ],
)
def test_the_pass_mark_around_its_edge(
    mark_in: str, mark_at: int, score: int, right: int, reached: bool, above: bool
) -> None:
    marks = Marks((), score, 120_000, right)
    assert passes(marks, Passing(mark_at, mark_in)) is reached
    assert passes(marks, Passing(mark_at, mark_in, strictly_above=True)) is above


def test_percent_of_nothing_is_nothing() -> None:
    assert not passes(Marks((), 0, 0, 0), Passing(1, "percent"))
    assert passes(Marks((), 0, 0, 0), replace(Passing(0, "percent")))
