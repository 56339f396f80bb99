"""Questions: a stem, options, a key, an explanation, tags. A question has versions; a contest uses one for good."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from quizapp.domain.refusals import Problem
from quizapp.domain.tags import Tags
from quizapp.domain.words import say

KINDS = {
    "true_false": say("判断"),
    "single_choice": say("单选"),
    "multiple_choice": say("多选"),
}
OPTION_IDS = "abcdefghijklmnopqrstuvwxyz"
STATES = {"draft": say("草稿"), "approved": say("可用")}
TRUE_FALSE_OPTIONS = ("正确", "错误")
LONGEST_STEM, LONGEST_OPTION, LONGEST_EXPLANATION = 2_000, 500, 4_000


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """One version of a question.

    `options` are in the author's order with ids a, b, c …; `key` holds the ids of the right ones; a true/false
    question has exactly the options a (正确) and b (错误). `ref` is stable across export and import.
    """

    kind: str
    stem: str
    options: tuple[Option, ...]
    key: frozenset[str]
    explanation: str = ""
    tags: Tags = field(default_factory=Tags)
    ref: str = ""
    basis: str = ""
    expert: bool = False
    valid_until: date | None = None

    @property
    def option_ids(self) -> frozenset[str]:
        return frozenset(option.id for option in self.options)


def lettered(texts: list[str] | tuple[str, ...]) -> tuple[Option, ...]:
    """Options with ids a, b, c … in the given order (at most 26)."""
    return tuple(Option(OPTION_IDS[i], text) for i, text in enumerate(texts[: len(OPTION_IDS)]))


def true_false_options() -> tuple[Option, ...]:
    return lettered(TRUE_FALSE_OPTIONS)


# Signs that change what is said are no punctuation: 1.5 is not 15, −4 is not 4, > is not <.
_FOLDED_AWAY = re.compile(r"[^\w.<>=+±×÷%−-]|_|(?<!\d)\.|\.(?!\d)|-(?!\d)")


def fold(text: str) -> str:
    """Text as it counts for 'the same': width, case, white space and punctuation folded away."""
    return _FOLDED_AWAY.sub("", unicodedata.normalize("NFKC", text).casefold())


def fingerprint(question: Question) -> str:
    """Two questions with equal stems (folded) and equal sets of options are duplicates of each other."""
    parts = [fold(question.stem), *sorted(fold(option.text) for option in question.options)]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def problems(question: Question, place: str = "") -> list[Problem]:
    """Everything that keeps a question from being asked, each with the field and what was found."""
    found: list[Problem] = []

    def add(name: str, message: str, value: str = "", **params: object) -> None:
        found.append(Problem(place, say(message, **params), name, value))

    if question.kind not in KINDS:
        add("kind", "题型「%(kind)s」不认识。", question.kind, kind=question.kind)
        return found
    if not question.stem.strip():
        add("stem", "没有题干。")
    if len(question.stem) > LONGEST_STEM:
        add("stem", "题干超过 %(n)s 个字。", n=LONGEST_STEM)
    if len(question.explanation) > LONGEST_EXPLANATION:
        add("explanation", "解析超过 %(n)s 个字。", n=LONGEST_EXPLANATION)
    found += _option_problems(question, place)
    found += _key_problems(question, place)
    return found


def _option_problems(question: Question, place: str) -> list[Problem]:
    texts = [option.text for option in question.options]
    if question.kind == "true_false" and question.options != true_false_options():
        return [Problem(place, say("判断题的选项只能是「正确」和「错误」。"), "options")]
    if len(texts) < 2:
        return [Problem(place, say("选项少于两个。"), "options")]
    found = [
        Problem(place, say("选项 %(letter)s 是空的。", letter=option.id.upper()), "options")
        for option in question.options
        if not option.text.strip()
    ]
    if any(len(text) > LONGEST_OPTION for text in texts):
        found.append(Problem(place, say("有选项超过 %(n)s 个字。", n=LONGEST_OPTION), "options"))
    if len({text.strip() for text in texts}) < len(texts):
        found.append(Problem(place, say("有两个选项一模一样。"), "options"))
    return found


def _key_problems(question: Question, place: str) -> list[Problem]:
    shown = "".join(sorted(question.key)).upper()
    if not question.key:
        return [Problem(place, say("没有答案。"), "key")]
    if not question.key <= question.option_ids:
        return [Problem(place, say("答案「%(key)s」不在选项里。", key=shown), "key", shown)]
    if question.kind != "multiple_choice" and len(question.key) != 1:
        return [
            Problem(
                place,
                say("%(kind)s题只能有一个答案，这里是「%(key)s」。", kind=KINDS[question.kind], key=shown),
                "key",
                shown,
            )
        ]
    return []
