"""Item and test statistics, as the most used open quiz system (Moodle's quiz statistics report) defines them.

x is one question's mark, T an attempt's total, R = T − x the rest score. Variances and covariances are those of a
sample (n − 1). A figure that the data do not define is None, never 0. With papers drawn at random every question is
computed over its own takers, and there is no alpha. Marks may have any unit, points or 1/1000 of them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from quizapp.domain.words import Sentence, say

Floats = npt.NDArray[np.float64]
Rows = Sequence[Sequence[float | None]]

CERTAIN_FROM = 30
TAIL = 0.27
TAILS_FROM = 10
ALPHA_FROM = 3
TOO_HARD, TOO_EASY = 0.2, 0.95
LOW_DISCRIMINATION = 10
ATTRACTS_THE_BEST = 0.1
# Marks are scaled to at most 1: a spread below this is what floating point adds, and counts as none.
NOISE = 1e-12


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """One question over its `n` takers. `facility` and `upper_lower` are shares (0–1, −1–1), `sd` is in marks,
    the other figures are × 100."""

    question: str
    n: int
    facility: float | None
    sd: float | None
    discrimination_index: float | None
    discriminative_efficiency: float | None
    effective_weight: float | None
    upper_lower: float | None

    @property
    def certain(self) -> bool:
        """Whether there are takers enough to rely on the figures; below, they are shown in grey with n."""
        return self.n >= CERTAIN_FROM


@dataclass(frozen=True, slots=True)
class Figures:
    """A test of `n` attempts. `alpha` and `error_ratio` are × 100, `standard_error` is in marks."""

    n: int
    questions: tuple[QuestionFigures, ...]
    alpha: float | None
    error_ratio: float | None
    standard_error: float | None


@dataclass(frozen=True, slots=True)
class OptionFigures:
    """How one option was taken: `share` of the takers (0–1), `correlation` of choosing it with R (−1–1)."""

    option: str
    right: bool
    takers: int
    share: float | None
    correlation: float | None


def compute(questions: Sequence[str], rows: Rows, most: Sequence[float | None]) -> Figures:
    """The figures of a matrix of marks: a row an attempt, a column a question.

    None in a row: the question was not in that paper. `most` is the most that each question gives; None where that
    is not known, which leaves facility and upper–lower difference open.
    """
    marks, unit = _scaled(rows, len(questions))
    alpha = _alpha(marks)
    error_ratio = None if alpha is None else 100 * max(0.0, 1 - alpha / 100) ** 0.5
    spread = None if error_ratio is None else _deviation(marks.sum(axis=1))
    return Figures(
        n=len(marks),
        questions=_question_figures(questions, marks, most, unit),
        alpha=alpha,
        error_ratio=error_ratio,
        standard_error=None if error_ratio is None or spread is None else error_ratio * spread * unit / 100,
    )


def option_analysis(
    rows: Rows, column: int, chosen: Sequence[Collection[str]], options: Sequence[str], key: Collection[str]
) -> tuple[OptionFigures, ...]:
    """How each option of the question in `column` was taken; `chosen[i]` are the options that row i took."""
    marks, _ = _scaled(rows, len(rows[0]) if rows else 0)
    took_part = ~np.isnan(marks[:, column]) if len(marks) else np.zeros(0, dtype=bool)
    rest = np.nansum(np.delete(marks, column, axis=1), axis=1)[took_part] if len(marks) else np.zeros(0)
    answers = [answer for answer, taker in zip(chosen, took_part, strict=True) if taker]
    return tuple(_option_figures(option, option in key, answers, rest) for option in options)


def flags(question: QuestionFigures, options: Sequence[OptionFigures] = ()) -> list[Sentence]:
    """What a curator should look at, from CERTAIN_FROM takers on: below, chance alone raises flags."""
    if not question.certain:
        return []
    return [*_facility_flags(question), *_discrimination_flags(question), *_option_flags(options)]


def _scaled(rows: Rows, columns: int) -> tuple[Floats, float]:
    """The marks as a matrix with NaN for None, divided by a power of two (so exactly) to at most 1; that power."""
    marks = np.array(rows, dtype=np.float64).reshape(len(rows), columns)
    largest = float(np.nanmax(np.abs(marks))) if np.isfinite(marks).any() else 0.0
    _, exponent = np.frexp(largest)
    unit = float(np.ldexp(1.0, exponent))
    return marks / unit, unit


def _question_figures(
    questions: Sequence[str], marks: Floats, most: Sequence[float | None], unit: float
) -> tuple[QuestionFigures, ...]:
    totals = np.nansum(marks, axis=1)
    takers = ~np.isnan(marks)
    pairs = [(marks[takers[:, j], j], totals[takers[:, j]]) for j in range(len(questions))]
    weights = _effective_weights([_covariance(x, total) for x, total in pairs])
    return tuple(
        _one_question(name, x, total, None if full is None else full / unit, unit, weight)
        for name, (x, total), full, weight in zip(questions, pairs, most, weights, strict=True)
    )


def _one_question(
    name: str, x: Floats, total: Floats, full: float | None, unit: float, weight: float | None
) -> QuestionFigures:
    rest = total - x
    deviation = _deviation(x)
    correlation = _correlation(x, rest)
    attainable = _covariance(np.sort(x), np.sort(rest))
    return QuestionFigures(
        question=name,
        n=len(x),
        facility=float(x.mean()) / full if len(x) and full else None,
        sd=None if deviation is None else deviation * unit,
        discrimination_index=None if correlation is None else 100 * correlation,
        discriminative_efficiency=100 * (_covariance(x, rest) or 0.0) / attainable if attainable else None,
        effective_weight=weight,
        upper_lower=_upper_lower(x >= full - NOISE, total) if full else None,
    )


def _effective_weights(covariances: Sequence[float | None]) -> list[float | None]:
    """Each question's share (× 100) in the spread of the totals: √cov(x, T) over the sum of those that have a root."""
    roots = [None if covariance is None or covariance < 0 else covariance**0.5 for covariance in covariances]
    whole = sum(root for root in roots if root is not None)
    return [100 * root / whole if root is not None and whole else None for root in roots]


def _alpha(marks: Floats) -> float | None:
    """Cronbach's alpha (× 100; KR-20 where marks are 0 and 1) of a fixed paper; it may be negative."""
    questions: int = marks.shape[1]
    if len(marks) < ALPHA_FROM or questions < 2 or np.isnan(marks).any():
        return None
    whole = _variance(marks.sum(axis=1))
    if not whole:
        return None
    parts = sum(_variance(column) or 0.0 for column in marks.T)
    return 100 * questions / (questions - 1) * (1 - parts / whole)


def _upper_lower(right: npt.NDArray[np.bool_], total: Floats) -> float | None:
    """Share right among the best 27 % less that among the weakest 27 % (区分度 D, item analysis after Kelley)."""
    if len(total) < TAILS_FROM:
        return None
    seats = int(TAIL * len(total) + 0.5)
    return float(right @ _tail(total, seats) - right @ _tail(-total, seats))


def _tail(total: Floats, seats: int) -> Floats:
    """The weight of each taker in the best group; those tied at its edge share the seats left, whatever the order."""
    edge = np.sort(total)[-seats]
    above = total > edge + NOISE
    tied = ~above & (total >= edge - NOISE)
    weights: Floats = (above + tied * (seats - above.sum()) / tied.sum()) / seats
    return weights


def _option_figures(option: str, right: bool, answers: Sequence[Collection[str]], rest: Floats) -> OptionFigures:
    took = np.array([option in answer for answer in answers], dtype=np.float64)
    share = float(took.mean()) if len(took) else None
    return OptionFigures(option, right, int(took.sum()), share, _correlation(took, rest))


def _facility_flags(question: QuestionFigures) -> list[Sentence]:
    if question.facility is None:
        return []
    if question.facility < TOO_HARD:
        return [say("太难：答对的不到两成。")]
    return [say("太易：几乎人人答对。")] if question.facility > TOO_EASY else []


def _discrimination_flags(question: QuestionFigures) -> list[Sentence]:
    index = question.discrimination_index
    if index is None or index >= LOW_DISCRIMINATION:
        return []
    if index < 0:
        return [say("区分度是负的：别的题答得好的人，这道题反而答得差，答案可能错了。")]
    return [say("区分度太低：这道题分不出掌握得好和差的人。")]


def _option_flags(options: Sequence[OptionFigures]) -> list[Sentence]:
    found: list[Sentence] = []
    for figures in options:
        if figures.right:
            continue
        letter = figures.option.upper()
        if not figures.takers:
            found.append(say("选项 %(letter)s 没有人选，不起干扰作用。", letter=letter))
        elif figures.correlation is not None and figures.correlation >= ATTRACTS_THE_BEST:
            found.append(say("错误选项 %(letter)s 多是成绩好的人在选，题目或答案可能有问题。", letter=letter))
    return found


def _deviation(values: Floats) -> float | None:
    variance = _variance(values)
    return None if variance is None else variance**0.5


def _variance(values: Floats) -> float | None:
    """Sample variance; exactly 0 where all values are equal, None below two values."""
    if len(values) < 2:
        return None
    return 0.0 if np.ptp(values) <= NOISE else float(values.var(ddof=1))


def _covariance(a: Floats, b: Floats) -> float | None:
    """Sample covariance; exactly 0 where floating point alone would keep it from that, None below two values."""
    if len(a) < 2:
        return None
    covariance = float((a - a.mean()) @ (b - b.mean())) / (len(a) - 1)
    return covariance if abs(covariance) > NOISE else 0.0


def _correlation(a: Floats, b: Floats) -> float | None:
    """Pearson's correlation; None where a variance is 0 or not defined."""
    spread_a, spread_b, covariance = _deviation(a), _deviation(b), _covariance(a, b)
    return covariance / (spread_a * spread_b) if covariance is not None and spread_a and spread_b else None
