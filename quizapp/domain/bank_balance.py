"""What an authored bank must keep as a whole: its size, its shares, and keys that neither place nor length gives away.

Each bound stands here once, by name; a finding states the figure and the bound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from quizapp.domain.coverage import Coverage
from quizapp.domain.question import KINDS, Question
from quizapp.domain.refusals import Problem
from quizapp.domain.tags import AXES
from quizapp.domain.words import Sentence, say

BANK = "bank"
FEWEST = 780
FEWEST_PER = {"topic": 25, "population": 150, "benchmark": 30}
SHARES = {
    "kind": {"true_false": 0.30, "single_choice": 0.50, "multiple_choice": 0.20},
    "difficulty": {"easy": 0.40, "medium": 0.40, "hard": 0.20},
}
TOLERANCE = 0.05
APPLIED = ("application", "method")
LEAST_APPLIED = 0.40
LETTER_SHARE = (0.20, 0.30)
TRUTH_SHARE = (0.40, 0.60)
# Beyond so many standard deviations 'more often than chance' is no chance (one-sided, 5 %).
BEYOND_CHANCE = 1.645


@dataclass(frozen=True, slots=True)
class LongestIsKey:
    """How often the longest option is right: seen, and by chance (mean and standard deviation).

    Options of equal greatest length share a hit; by chance each option is right as often as the key has options.
    """

    questions: int
    seen: float
    expected: float
    deviation: float

    @property
    def gives_away(self) -> bool:
        return self.seen > self.expected + BEYOND_CHANCE * self.deviation


def key_shares(questions: Sequence[Question], kind: str, options: int) -> dict[str, float]:
    """How the key's position is spread over the questions of a kind with so many options: letter to share."""
    fitting = [question for question in questions if question.kind == kind and len(question.options) == options]
    positions = Counter(letter for question in fitting for letter in question.key)
    letters = [option.id for option in fitting[0].options] if fitting else []
    return {letter: positions[letter] / len(fitting) for letter in letters}


def longest_is_key(questions: Sequence[Question], kind: str) -> LongestIsKey:
    """The statistics behind 'the longest option is the key no more often than chance'."""
    fitting = [question for question in questions if question.kind == kind and question.options]
    chances = [len(question.key) / len(question.options) for question in fitting]
    return LongestIsKey(
        questions=len(fitting),
        seen=sum(_hit(question) for question in fitting),
        expected=sum(chances),
        deviation=sum(chance * (1 - chance) for chance in chances) ** 0.5,
    )


def check_balance(questions: Sequence[Question], counted: Coverage) -> list[Problem]:
    """Everything wrong with a bank as a whole; the place is `bank`."""
    messages = [
        *_size(counted),
        *_share_messages(counted),
        *_letter_messages(key_shares(questions, "single_choice", 4), "single_choice", LETTER_SHARE),
        *_letter_messages(key_shares(questions, "true_false", 2), "true_false", TRUTH_SHARE),
        *_length_messages(questions),
    ]
    return [Problem(BANK, message) for message in messages]


def _hit(question: Question) -> float:
    longest = max(len(option.text) for option in question.options)
    tied = [option.id for option in question.options if len(option.text) == longest]
    return len(question.key.intersection(tied)) / len(tied)


def _size(counted: Coverage) -> Iterator[Sentence]:
    if counted.questions < FEWEST:
        yield say("一共 %(count)s 道题，至少要 %(least)s 道。", count=counted.questions, least=FEWEST)
    for axis, least in FEWEST_PER.items():
        for value, count in counted.axes[axis].items():
            if count < least:
                yield say(
                    "%(axis)s:%(value)s（%(name)s）有 %(count)s 道题，至少要 %(least)s 道。",
                    axis=axis,
                    value=value,
                    name=AXES[axis][value],
                    count=count,
                    least=least,
                )


def _share_messages(counted: Coverage) -> Iterator[Sentence]:
    if not counted.questions:
        return
    for axis, shares in SHARES.items():
        for value, share in shares.items():
            found = counted.axes[axis][value] / counted.questions
            if abs(found - share) > TOLERANCE:
                yield _outside(f"{axis}:{value}", found, share - TOLERANCE, share + TOLERANCE)
    applied = sum(counted.axes["dimension"][value] for value in APPLIED) / counted.questions
    if applied < LEAST_APPLIED:
        yield _outside("dimension:application + dimension:method", applied, LEAST_APPLIED, 1)


def _letter_messages(shares: Mapping[str, float], kind: str, bounds: tuple[float, float]) -> Iterator[Sentence]:
    for letter, share in shares.items():
        if not bounds[0] <= share <= bounds[1]:
            yield say(
                "%(kind)s题的答案是第 %(letter)s 个选项的占 %(share)s，应在 %(low)s 到 %(high)s 之间。",
                kind=KINDS[kind],
                letter=letter.upper(),
                share=f"{share:.1%}",
                low=f"{bounds[0]:.0%}",
                high=f"{bounds[1]:.0%}",
            )


def _length_messages(questions: Sequence[Question]) -> Iterator[Sentence]:
    for kind in ("single_choice", "multiple_choice"):
        found = longest_is_key(questions, kind)
        if found.gives_away:
            yield say(
                "%(kind)s题 %(count)s 道里，最长的选项是答案的有 %(seen)s 道；凭机会应是 %(expected)s 道"
                "（标准差 %(deviation)s）。",
                kind=KINDS[kind],
                count=found.questions,
                seen=f"{found.seen:.1f}",
                expected=f"{found.expected:.1f}",
                deviation=f"{found.deviation:.1f}",
            )


def _outside(what: str, share: float, low: float, high: float) -> Sentence:
    return say(
        "%(what)s 占 %(share)s，应在 %(low)s 到 %(high)s 之间。",
        what=what,
        share=f"{share:.1%}",
        low=f"{low:.0%}",
        high=f"{high:.0%}",
    )
