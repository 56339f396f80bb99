"""What an authored bank must keep, question by question and pair by pair (question_bank/FORMAT.md).

What it must keep as a whole, shares and balance, is in `bank_balance`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations

from quizapp.domain.question import Question, fold, problems
from quizapp.domain.refusals import Problem
from quizapp.domain.tags import AUDIENCES, BENCHMARKS, DIFFICULTIES, DIMENSIONS, TOPICS, Tags
from quizapp.domain.words import Sentence, say

SENTENCES = (1, 3)
EXPLANATION_LENGTH = (10, 150)
EXPERT_TOPICS = frozenset({"health", "medicine", "first-aid", "disaster", "work-safety"})
# Dice's similarity of two questions' character pairs; the bank's nearest pair that asks two things stands at 0.39.
NEAR = 0.4

_SENTENCE_END = re.compile(r"[。！？!?…]+[”’）」』]*")
_LAW = re.compile(r"《[^》]*(?<!方)(?:法|条例)》")
_WHOLE = r"(?:对|错|是|正确|错误|可以|不对|不是|不正确|不可以|不行)"
_ALL_OR_NONE = re.compile(
    rf"(?:以上|上述|前面|前[两二三四]个|[a-e和]+)?(?:选项|答案|说法|做法|各项|几项|三项|四项|三者)*"
    rf"(?:都|全|均|皆|全部|全都){_WHOLE}"
    r"|没有(?:一个|一项)?(?:正确|对的?)(?:答案|选项)?"
    r"|(?:以上|上述).{0,6}(?:都|全|均|皆|没有|无).{0,6}"
)


def check(questions: Sequence[Question], today: date) -> list[Problem]:
    """Everything wrong with single questions and with pairs; the place is the question's ref."""
    found = [problem for question in questions for problem in _one(question, today)]
    return found + _refs_used_twice(questions) + _repeats(questions)


def similarity(a: frozenset[str], b: frozenset[str]) -> float:
    """Dice's coefficient of two sets of character pairs: 0 nothing in common, 1 the same."""
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0


def pairs_of_characters(question: Question) -> frozenset[str]:
    """The character pairs of the stem and of the options, folded; a judgement is its stem alone."""
    options = [] if question.kind == "true_false" else [option.text for option in question.options]
    return frozenset(
        text[i : i + 2] for text in (fold(part) for part in (question.stem, *options)) for i in range(len(text) - 1)
    )


def _one(question: Question, today: date) -> list[Problem]:
    messages = [*_tag_messages(question.tags), *_text_messages(question), *_care_messages(question, today)]
    return problems(question, question.ref) + [Problem(question.ref, message) for message in messages]


def _tag_messages(tags: Tags) -> Iterator[Sentence]:
    for axis, value, known in (
        ("dimension", tags.dimension, DIMENSIONS),
        ("topic", tags.topic, TOPICS),
        ("difficulty", tags.difficulty, DIFFICULTIES),
    ):
        if value not in known:
            yield say("「%(axis)s」要有且只有一个认识的值，这里是「%(found)s」。", axis=axis, found=value)
    if not tags.populations or not tags.populations <= set(AUDIENCES):
        yield say("「populations」要有一个或几个认识的人群。")
    if not tags.benchmarks or not tags.benchmarks <= set(BENCHMARKS):
        yield say("「benchmarks」要有一个或几个 1 到 26 的基准。")


def _text_messages(question: Question) -> Iterator[Sentence]:
    if question.kind == "multiple_choice" and not 2 <= len(question.key) < len(question.options):
        yield say("多选题至少要有两个对的选项和一个错的。")
    if question.kind != "true_false":
        for option in question.options:
            if _ALL_OR_NONE.fullmatch(fold(option.text)):
                yield say("选项 %(letter)s 是「以上都对」一类。", letter=option.id.upper())
    length, count = len(question.explanation), _sentences(question.explanation)
    if not SENTENCES[0] <= count <= SENTENCES[1]:
        yield say(
            "解析有 %(count)s 句，应是 %(low)s 到 %(high)s 句。", count=count, low=SENTENCES[0], high=SENTENCES[1]
        )
    low, high = EXPLANATION_LENGTH
    if not low <= length <= high:
        yield say("解析有 %(length)s 个字，应在 %(low)s 到 %(high)s 之间。", length=length, low=low, high=high)


def _care_messages(question: Question, today: date) -> Iterator[Sentence]:
    if not question.ref:
        yield say("没有编号。")
    if not question.basis.strip():
        yield say("没有写依据（basis）。")
    if question.valid_until is not None and question.valid_until < today:
        yield say("有效期到 %(until)s，已经过了。", until=question.valid_until)
    if not question.expert and (question.tags.topic in EXPERT_TOPICS or _LAW.search(question.basis)):
        yield say("健康、用药、急救、防灾、安全和法律的题要请本地专家看，没有标 expert = true。")


def _sentences(text: str) -> int:
    return sum(bool(part.strip()) for part in _SENTENCE_END.split(text))


def _refs_used_twice(questions: Sequence[Question]) -> list[Problem]:
    refs = [question.ref for question in questions if question.ref]
    twice = sorted({ref for ref in refs if refs.count(ref) > 1}) if len(set(refs)) < len(refs) else []
    return [Problem(ref, say("编号「%(ref)s」用了不止一次。", ref=ref), "ref", ref) for ref in twice]


def _repeats(questions: Sequence[Question]) -> list[Problem]:
    """Questions that say the same or nearly: the later of two, with the earlier and how alike they are."""
    found: list[Problem] = []
    given = [(question.ref, pairs_of_characters(question)) for question in questions]
    for (earlier, a), (later, b) in combinations(given, 2):
        # Sets too unlike in size cannot be alike enough: that spares most of the work.
        if 2 * min(len(a), len(b)) >= NEAR * (len(a) + len(b)) and (alike := similarity(a, b)) >= NEAR:
            message = say(
                "和 %(other)s 太像（%(alike)s，不应到 %(near)s）。", other=earlier, alike=f"{alike:.2f}", near=NEAR
            )
            found.append(Problem(later, message))
    return found
