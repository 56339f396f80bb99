"""The questions of a contest as it uses them for good: the same, under option ids that tell nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from quizapp.domain.question import Option, Question
from quizapp.domain.randomness import Stream

LETTERED = ("single_choice", "multiple_choice", "ordering")


def disguised(pool: Sequence[Question], seed: str) -> list[Question]:
    """Give the options of each question (but 正确 and 错误) new ids by lot, in their old order.

    Ids travel to the phones. In the author's order they would tell: many files write the right option first.
    """
    stream = Stream(f"{seed}/ids")
    return [_disguised(question, stream) if question.kind in LETTERED else question for question in pool]


def _disguised(question: Question, stream: Stream) -> Question:
    old = [option.id for option in question.options]
    new = dict(zip(old, stream.shuffled(old), strict=True))
    options = tuple(Option(new[option.id], option.text) for option in question.options)
    key, order = frozenset(new[name] for name in question.key), tuple(new[name] for name in question.order)
    return replace(question, options=options, key=key, order=order)
