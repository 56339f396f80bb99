"""Marking: what a sheet is worth, question by question. Points are whole numbers of 1/1000 point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from quizapp.domain.attempt import Sheet
from quizapp.domain.blueprint import PaperItem, question_id
from quizapp.domain.contest import Marking, Passing
from quizapp.domain.question import Question


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
        chosen = frozenset(answer.options) if answer else frozenset()
        question = pool[item.position]
        marks.append(mark_question(question, chosen, item.points, rules))
        right += chosen == question.key
    return Marks(tuple(marks), sum(marks), sum(item.points for item in paper), right)


def mark_question(question: Question, chosen: frozenset[str], points: int, rules: Marking) -> int:
    """Points for one question; nothing chosen is 0, never `wrong`.

    all_or_nothing: exactly the key. proportional: the share of the key that was chosen, if nothing wrong was.
    right_minus_wrong: (right − wrong chosen) ÷ size of the key, never below 0: `wrong` plays no part there.
    Rounded half-up once.
    """
    if not chosen:
        return 0
    if chosen == question.key:
        return points
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
