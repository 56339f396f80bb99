"""One attempt's paper: which questions, in which order, with which points."""

from __future__ import annotations

from collections.abc import Sequence

from quizapp.domain.blueprint import PaperItem, Section, arrange, select, select_all
from quizapp.domain.contest import Paper
from quizapp.domain.question import Question

PRACTICE_QUESTIONS = 10


def make_paper(rules: Paper, pool: Sequence[Question], contest_seed: str, seed: str) -> tuple[PaperItem, ...]:
    """A counting paper. `random`: chosen by the attempt's own seed; `fixed`: by the contest's, the same for all.

    The order of questions and options comes from the attempt's seed in both cases, where the rules shuffle at all.
    """
    if rules.questions:
        selection = select_all(pool, rules.points)
    else:
        selection = select(pool, rules.sections, seed if rules.draw == "random" else contest_seed)
    return tuple(
        arrange(
            pool,
            selection,
            seed,
            shuffle_questions=rules.shuffle_questions,
            shuffle_options=rules.shuffle_options,
        )
    )


def make_practice_paper(pool: Sequence[Question], seed: str) -> tuple[PaperItem, ...]:
    """Up to ten questions of the practice pool, a point each."""
    sections = (Section(count=min(PRACTICE_QUESTIONS, len(pool))),)
    selection = select(pool, sections, seed)
    return tuple(arrange(pool, selection, seed, shuffle_questions=True, shuffle_options=True))
