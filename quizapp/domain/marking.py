"""Marking: what a sheet is worth, question by question. Points are whole numbers of 1/1000 point."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from quizapp.domain.attempt import Sheet
from quizapp.domain.blueprint import PaperItem, question_id
from quizapp.domain.contest import Marking, Passing
from quizapp.domain.question import Question
from quizapp.domain.written import matches, within


@dataclass(frozen=True, slots=True)
class Marks:
    """`marks` in the paper's order; `right` counts the questions with full points."""

    marks: tuple[int, ...]
    score: int
    max_score: int
    right: int


def half_up(value: Fraction) -> int:
    """The nearest whole number, halves away from zero towards plus infinity (2.5 → 3, −2.5 → −2)."""
    return (value + Fraction(1, 2)).__floor__()


def mark(paper: Sequence[PaperItem], pool: Sequence[Question], sheet: Sheet, rules: Marking) -> Marks:
    """Mark a whole sheet. The order in which options were shown plays no part."""
    marks = []
    right = 0
    for item in paper:
        answer = sheet.get(question_id(item.position))
        given = answer.options if answer else ()
        question = pool[item.position]
        marks.append(mark_question(question, given, item.points, rules))
        right += is_right(question, given)
    return Marks(tuple(marks), sum(marks), sum(item.points for item in paper), right)


def is_right(question: Question, given: Collection[str]) -> bool:
    """Whether an answer gets full points. Blanks are compared without width, case and white space."""
    if question.kind == "fill_in":
        return len(given) == len(question.blanks) and all(map(matches, given, question.blanks))
    if question.kind == "numeric":
        return len(given) == 1 and all(within(text, question.value, question.tolerance) for text in given)
    if question.kind == "ordering":
        return tuple(given) == question.order
    return frozenset(given) == question.key


def mark_question(question: Question, given: Collection[str], points: int, rules: Marking) -> int:
    """Points for one question; nothing given (or blanks all left empty) is 0, never `wrong`.

    fill_in, numeric and ordering know only right and wrong, whatever `multiple_choice` says: one wrong blank makes
    the question wrong. Whoever wants points for each blank asks one blank a question. For multiple choice:


    all_or_nothing: exactly the key. proportional: the share of the key that was chosen, if nothing wrong was.
    right_minus_wrong: (right − wrong chosen) ÷ size of the key, never below 0: `wrong` plays no part there.
    Rounded half-up once.
    """
    if not any(text.strip() for text in given):
        return 0
    if is_right(question, given):
        return points
    chosen = frozenset(given)
    right, wrong = len(chosen & question.key), len(chosen - question.key)
    if question.kind == "multiple_choice" and rules.multiple_choice == "proportional" and not wrong:
        return half_up(Fraction(points * right, len(question.key)))
    if question.kind == "multiple_choice" and rules.multiple_choice == "right_minus_wrong":
        return half_up(Fraction(points * max(right - wrong, 0), len(question.key)))
    return rules.wrong


def passes(marks: Marks, rules: Passing) -> bool:
    """Whether the pass mark is reached, in points, percent of the full score, or right answers."""
    reached = {
        "points": Fraction(marks.score),
        "percent": Fraction(marks.score * 100_000, marks.max_score) if marks.max_score else Fraction(0),
        "right_answers": Fraction(marks.right * 1_000),
    }[rules.mark_in]
    return reached > rules.mark if rules.strictly_above else reached >= rules.mark
