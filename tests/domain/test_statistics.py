"""The figures of facts/statistics.md, against a library, against plain fractions, and where they are not defined."""

from __future__ import annotations

import random
from fractions import Fraction
from math import sqrt
from statistics import mean

import pandas as pd
import pytest

from quizapp.domain.statistics import (
    Figures,
    OptionFigures,
    QuestionFigures,
    compute,
    flags,
    option_analysis,
)

Matrix = list[list[float | None]]
NAMES = ("discrimination_index", "discriminative_efficiency", "effective_weight")


def figures(rows: Matrix, most: float | None = 1.0) -> Figures:
    count = len(rows[0]) if rows else 2
    return compute([f"Q{n}" for n in range(1, count + 1)], rows, [most] * count)


def random_marks(seed: int, steps: int) -> Matrix:
    """30 to 60 attempts at 4 to 9 questions; able attempts get more, so that every figure is in its usual range."""
    source = random.Random(seed)
    questions = source.randint(4, 9)
    rows: Matrix = []
    for _ in range(source.randint(30, 60)):
        ability = source.random()
        rows.append([sum(source.random() < ability for _ in range(steps)) / steps * 5 for _ in range(questions)])
    return rows


def same(found: float | None, expected: float | None) -> bool:
    return found == expected if found is None or expected is None else found == pytest.approx(expected, abs=1e-9)


# The plain formulas, in exact fractions; a root comes last.


def exact(values: list[float]) -> list[Fraction]:
    return [Fraction(value) for value in values]


def cov(a: list[Fraction], b: list[Fraction]) -> Fraction:
    mean_a, mean_b = mean(a), mean(b)
    return sum(((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True)), Fraction()) / (len(a) - 1)


def plain(rows: Matrix, most: int) -> dict[str, list[float | None] | float | None]:
    columns = [exact([row[j] or 0.0 for row in rows]) for j in range(len(rows[0]))]
    totals = [sum(marks, Fraction()) for marks in zip(*columns, strict=True)]
    rests = [[t - x for t, x in zip(totals, column, strict=True)] for column in columns]
    pairs = list(zip(columns, rests, strict=True))
    covariances = [cov(column, totals) for column in columns]
    whole = sum(sqrt(value) for value in covariances if value >= 0)
    alpha = 100 * Fraction(len(columns), len(columns) - 1) * (1 - sum(cov(x, x) for x in columns) / cov(totals, totals))
    error_ratio = 100 * sqrt(1 - alpha / 100)
    return {
        "facility": [float(mean(x) / most) for x in columns],
        "sd": [sqrt(cov(x, x)) for x in columns],
        "discrimination_index": [float(100 * cov(x, r)) / sqrt(cov(x, x) * cov(r, r)) for x, r in pairs],
        "discriminative_efficiency": [float(100 * cov(x, r) / cov(sorted(x), sorted(r))) for x, r in pairs],
        "effective_weight": [100 * sqrt(value) / whole if value >= 0 else None for value in covariances],
        "alpha": float(alpha),
        "error_ratio": error_ratio,
        "standard_error": error_ratio * sqrt(cov(totals, totals)) / 100,
    }


def by_library(rows: Matrix, most: int) -> dict[str, list[float | None] | float | None]:
    frame = pd.DataFrame(rows)
    total = frame.sum(axis=1)
    rest = frame.rsub(total, axis=0)
    ordered = pd.DataFrame({j: sorted(frame[j]) for j in frame})
    ordered_rest = pd.DataFrame({j: sorted(rest[j]) for j in rest})
    roots = [covariance**0.5 if covariance >= 0 else None for covariance in (frame[j].cov(total) for j in frame)]
    whole = sum(root for root in roots if root is not None)
    alpha = 100 * frame.shape[1] / (frame.shape[1] - 1) * (1 - frame.var().sum() / total.var())
    return {
        "facility": list(frame.mean() / most),
        "sd": list(frame.std()),
        "discrimination_index": [100 * frame[j].corr(rest[j]) for j in frame],
        "discriminative_efficiency": [100 * frame[j].cov(rest[j]) / ordered[j].cov(ordered_rest[j]) for j in frame],
        "effective_weight": [None if root is None else 100 * root / whole for root in roots],
        "alpha": alpha,
        "error_ratio": 100 * (1 - alpha / 100) ** 0.5,
        "standard_error": (1 - alpha / 100) ** 0.5 * total.std(),
    }


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("steps", [1, 3, 7])
@pytest.mark.parametrize("independent", [plain, by_library])
def test_random_matrices_agree_with_an_independent_computation(seed: int, steps: int, independent: object) -> None:
    rows = random_marks(seed, steps)
    assert callable(independent)
    expected, found = independent(rows, 5), figures(rows, 5)
    for name, value in expected.items():
        got = [getattr(each, name) for each in found.questions] if isinstance(value, list) else [getattr(found, name)]
        wanted = value if isinstance(value, list) else [value]
        assert len(got) == len(wanted)
        assert all(map(same, got, wanted)), (name, got, wanted)


def test_a_small_matrix_worked_out_by_hand() -> None:
    # Totals 3, 2, 1, 0: variance 5/3. Variances of the questions: 1/4, 1/3, 1/4, whose sum is 5/6.
    found = figures([[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 0, 0]])
    assert found.n == 4
    assert found.alpha == pytest.approx(100 * 3 / 2 * (1 - (5 / 6) / (5 / 3)))  # 75
    assert found.error_ratio == pytest.approx(50)
    assert found.standard_error == pytest.approx(0.5 * sqrt(5 / 3))
    first, second, third = found.questions
    assert [first.facility, second.facility, third.facility] == [0.75, 0.5, 0.25]
    assert first.sd == pytest.approx(0.5)
    # Q2: R = 2, 1, 1, 0; cov = 1/3, var R = 2/3, var x = 1/3.
    assert second.discrimination_index == pytest.approx(100 / sqrt(2))
    assert second.discriminative_efficiency == pytest.approx(100)
    # cov(x, T) = 1/2, 2/3, 1/2.
    whole = 2 * sqrt(1 / 2) + sqrt(2 / 3)
    assert second.effective_weight == pytest.approx(100 * sqrt(2 / 3) / whole)


def test_alpha_below_zero_is_shown() -> None:
    # Totals 1, 1, 2: variance 1/3; each question's variance is 1/3.
    found = figures([[1, 0], [0, 1], [1, 1]])
    assert found.alpha == pytest.approx(-200)
    assert found.error_ratio == pytest.approx(100 * sqrt(3))
    assert found.standard_error == pytest.approx(1)


def test_every_unit_gives_the_same_figures() -> None:
    rows = random_marks(3, 4)
    thousandths: Matrix = [[None if mark is None else mark * 1000 for mark in row] for row in rows]
    small, large = figures(rows, 5), figures(thousandths, 5000)
    assert same(small.alpha, large.alpha)
    for one, other in zip(small.questions, large.questions, strict=True):
        assert all(same(getattr(one, name), getattr(other, name)) for name in ("facility", "upper_lower", *NAMES))
        assert other.sd == pytest.approx(1000 * (one.sd or 0))


def test_no_attempt_gives_nothing() -> None:
    found = figures([])
    assert (found.n, found.alpha, found.error_ratio, found.standard_error) == (0, None, None, None)
    assert found.questions[0] == QuestionFigures("Q1", 0, None, None, None, None, None, None)


def test_one_attempt_gives_a_facility_and_no_spread() -> None:
    assert figures([[1, 0]]).questions[0] == QuestionFigures("Q1", 1, 1.0, None, None, None, None, None)


def test_facility_needs_a_maximum() -> None:
    rows: Matrix = [[0, 0], [1, 1], [0, 1]]
    assert [each.facility for each in figures(rows, 0).questions] == [None, None]
    assert [each.facility for each in figures(rows, None).questions] == [None, None]


@pytest.mark.parametrize("constant", [0, 1, 0.1])
def test_a_question_that_all_answer_alike_discriminates_nothing(constant: float) -> None:
    found = figures([[constant, 0.3, 0], [constant, 0.7, 1], [constant, 0.1, 1]]).questions[0]
    assert (found.sd, found.discrimination_index, found.discriminative_efficiency) == (0, None, None)
    assert found.effective_weight == 0


def test_no_spread_in_the_rest_is_no_discrimination_even_where_floats_are_noisy() -> None:
    # The rest is 0.6 each time: 0.1 + 0.2 + 0.3 and 0.3 + 0.2 + 0.1 differ in the last bit.
    found = figures([[1, 0.1, 0.2, 0.3], [0, 0.3, 0.2, 0.1], [1, 0.2, 0.3, 0.1], [0, 0.2, 0.1, 0.3]]).questions[0]
    assert (found.discrimination_index, found.discriminative_efficiency) == (None, None)


def test_a_negative_covariance_has_no_weight_and_does_not_count_in_the_sum() -> None:
    # T = 2, 2, 1, 0; Q1 = 0, 0, 1, 0 goes against it, Q2 and Q3 go with it alike.
    first, second, third = figures([[0, 1, 1], [0, 1, 1], [1, 0, 0], [0, 0, 0]]).questions
    assert first.effective_weight is None
    assert second.effective_weight == pytest.approx(50)
    assert third.effective_weight == pytest.approx(50)


def test_no_weights_where_no_total_varies() -> None:
    assert [each.effective_weight for each in figures([[1, 0], [0, 1], [1, 0]]).questions] == [None, None]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([[1, 0], [0, 0]], id="two attempts"),
        pytest.param([[1], [0], [1]], id="one question"),
        pytest.param([[1, 0], [0, 1], [1, 0]], id="totals do not vary"),
        pytest.param([[1, 0, None], [0, None, 1], [1, 1, None], [0, 0, None]], id="papers drawn at random"),
    ],
)
def test_no_alpha(rows: Matrix) -> None:
    found = figures(rows)
    assert (found.alpha, found.error_ratio, found.standard_error) == (None, None, None)


def test_papers_drawn_at_random_are_counted_over_each_questions_own_takers() -> None:
    rows: Matrix = [[1, 1, None], [0, None, 0], [1, None, 1], [None, 0, 1], [0, 1, None]]
    first, second, third = figures(rows).questions
    assert [(each.n, each.facility) for each in (first, second, third)] == [
        (4, 0.5),
        (3, pytest.approx(2 / 3)),
        (3, pytest.approx(2 / 3)),
    ]
    # Q1 over attempts 1, 2, 3, 5: x = 1, 0, 1, 0; R = 1, 0, 1, 1.
    assert first.discrimination_index == pytest.approx(100 / sqrt(3))


def test_the_upper_and_the_lower_27_percent() -> None:
    # Ten takers, three in each tail. Q1 is right for totals 9, 8, 6 and 1; Q2 makes the totals differ.
    totals = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
    right = {9, 8, 6, 1}
    rows: Matrix = [[float(total in right), total - float(total in right)] for total in totals]
    found = compute(["Q1", "Q2"], rows, [1, 9]).questions[0]
    assert found.upper_lower == pytest.approx(2 / 3 - 1 / 3)
    assert compute(["Q1", "Q2"], rows[:9], [1, 9]).questions[0].upper_lower is None


def test_takers_tied_at_the_edge_share_its_seats_whatever_their_order() -> None:
    # Totals 2, 2, 1 × 8: one seat of the upper three is shared by eight, of whom four are right; the lower three too.
    rows: Matrix = [[1.0, float(n < 2)] if n < 6 else [0.0, 1.0] for n in range(10)]
    expected = pytest.approx((2 + 0.5) / 3 - 0.5)
    assert figures(rows).questions[0].upper_lower == expected
    assert figures(rows[::-1]).questions[0].upper_lower == expected


def test_option_analysis() -> None:
    rows: Matrix = [[1, 2], [1, 1], [0, 0], [0, 1], [None, 2]]
    chosen = ["a", "a", "b", "c", "b"]
    a, b, c, d = option_analysis(rows, 0, chosen, ["a", "b", "c", "d"], {"a"})
    # The fifth paper had not this question. R = 2, 1, 0, 1: mean 1, variance 2/3; choosing a: 1, 1, 0, 0.
    assert (a.option, a.right, a.takers, a.share) == ("a", True, 2, 0.5)
    assert a.correlation == pytest.approx((1 / 3) / sqrt(2 / 3 * 1 / 3))
    assert (b.right, b.takers, b.share) == (False, 1, 0.25)
    assert b.correlation == pytest.approx((-1 / 3) / sqrt(2 / 3 * 1 / 4))
    assert c.correlation == pytest.approx(0)
    assert d == OptionFigures("d", False, 0, 0, None)


def test_option_analysis_of_nobody() -> None:
    assert option_analysis([], 0, [], ["a"], {"a"}) == (OptionFigures("a", True, 0, None, None),)


def question(facility: float | None = 0.6, index: float | None = 30, n: int = 30) -> QuestionFigures:
    return QuestionFigures("Q1", n, facility, 0.5, index, 40, 10, 0.3)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (question(), []),
        (question(facility=0.2), []),
        (question(facility=0.19), ["太难：答对的不到两成。"]),
        (question(facility=0.95), []),
        (question(facility=0.96), ["太易：几乎人人答对。"]),
        (question(index=10), []),
        (question(index=9.9), ["区分度太低：这道题分不出掌握得好和差的人。"]),
        (question(index=-0.1), ["区分度是负的：别的题答得好的人，这道题反而答得差，答案可能错了。"]),
        (question(facility=None, index=None), []),
        (question(facility=0.1, index=-5, n=29), []),
    ],
)
def test_flags_of_a_question(found: QuestionFigures, expected: list[str]) -> None:
    assert [str(flag) for flag in flags(found)] == expected


def test_flags_of_options() -> None:
    options = [
        OptionFigures("a", True, 20, 0.6, 0.4),
        OptionFigures("b", False, 0, 0.0, None),
        OptionFigures("c", False, 8, 0.3, 0.1),
        OptionFigures("d", False, 2, 0.1, -0.3),
    ]
    assert [str(flag) for flag in flags(question(), options)] == [
        "选项 B 没有人选，不起干扰作用。",
        "错误选项 C 多是成绩好的人在选，题目或答案可能有问题。",
    ]


def test_figures_are_certain_from_30_takers_on() -> None:
    assert (question(n=29).certain, question(n=30).certain) == (False, True)
