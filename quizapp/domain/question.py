"""Questions: a stem, what is right, an explanation, tags. A question has versions; a contest uses one for good."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from quizapp.domain.refusals import Problem
from quizapp.domain.tags import Tags
from quizapp.domain.words import Sentence, say
from quizapp.domain.written import BLANK, LONGEST_WRITTEN, fold_written, number

KINDS = {
    "true_false": say("判断"),
    "single_choice": say("单选"),
    "multiple_choice": say("多选"),
    "fill_in": say("填空"),
    "numeric": say("数值"),
    "ordering": say("排序"),
}
CHOICE_KINDS = frozenset({"true_false", "single_choice", "multiple_choice"})
OPTION_IDS = "abcdefghijklmnopqrstuvwxyz"
STATES = {"draft": say("草稿"), "approved": say("可用")}
TRUE_FALSE_OPTIONS = ("正确", "错误")
LONGEST_STEM, LONGEST_OPTION, LONGEST_EXPLANATION = 2_000, 500, 4_000
LONGEST_REF, MOST_BLANKS, MOST_ALTERNATIVES = 80, 20, 50


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """One version of a question.

    `options` are in the author's order with ids a, b, c …; `key` holds the ids of the right ones; a true/false
    question has exactly the options a (正确) and b (错误). `ref` is stable across export and import.

    The other kinds have an empty key. fill_in: `blanks` holds, for each blank in its order, the texts that are right.
    numeric: `value` and `tolerance`, decimal numbers as text. ordering: `order` is the right order of the option ids.
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
    blanks: tuple[tuple[str, ...], ...] = ()
    value: str = ""
    tolerance: str = "0"
    order: tuple[str, ...] = ()

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


def right_answer(question: Question) -> tuple[str, ...]:
    """An answer that gets full points, in the form in which a phone sends answers."""
    if question.kind == "fill_in":
        return tuple(alternatives[0] for alternatives in question.blanks)
    if question.kind == "numeric":
        return (question.value,)
    return question.order if question.kind == "ordering" else tuple(sorted(question.key))


def fingerprint(question: Question) -> str:
    """Two questions with equal stems (folded) and equal sets of options are duplicates of each other.

    Of a fill-in question it counts where the blanks stand.
    """
    stem = "\x1e".join(map(fold, BLANK.split(question.stem))) if question.kind == "fill_in" else fold(question.stem)
    parts = [stem, *sorted(fold(option.text) for option in question.options)]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def problems(question: Question, place: str = "") -> list[Problem]:
    """Everything that keeps a question from being asked, each with the field and what was found."""
    found: list[Problem] = []

    def add(name: str, message: Sentence, value: str = "") -> None:
        found.append(Problem(place, message, name, value))

    if question.kind not in KINDS:
        add("kind", say("题型「%(kind)s」不认识。", kind=question.kind), question.kind)
        return found
    if not question.stem.strip():
        add("stem", say("没有题干。"))
    if len(question.stem) > LONGEST_STEM:
        add("stem", say("题干超过 %(n)s 个字。", n=LONGEST_STEM))
    if len(question.explanation) > LONGEST_EXPLANATION:
        add("explanation", say("解析超过 %(n)s 个字。", n=LONGEST_EXPLANATION))
    if len(question.ref) > LONGEST_REF:
        add("ref", say("编号超过 %(n)s 个字。", n=LONGEST_REF))
    for name, message, value in _RULES[question.kind](question):
        add(name, message, value)
    return found


_Found = list[tuple[str, Sentence, str]]  # field, sentence, what was found


def _choice_problems(question: Question) -> _Found:
    return _option_problems(question) + _key_problems(question)


def _option_problems(question: Question) -> _Found:
    texts = [option.text for option in question.options]
    if question.kind == "true_false" and question.options != true_false_options():
        return [("options", say("判断题的选项只能是正确和错误。"), "")]
    if len(texts) < 2:
        return [("options", say("选项少于两个。"), "")]
    found: _Found = [
        ("options", say("选项 %(letter)s 是空的。", letter=option.id.upper()), "")
        for option in question.options
        if not option.text.strip()
    ]
    if any(len(text) > LONGEST_OPTION for text in texts):
        found.append(("options", say("有选项超过 %(n)s 个字。", n=LONGEST_OPTION), ""))
    if len({text.strip() for text in texts}) < len(texts):
        found.append(("options", say("有两个选项一模一样。"), ""))
    return found


def _key_problems(question: Question) -> _Found:
    shown = "".join(sorted(question.key)).upper()
    if not question.key:
        return [("key", say("没有答案。"), "")]
    if not question.key <= question.option_ids:
        return [("key", say("答案「%(key)s」不在选项里。", key=shown), shown)]
    if question.kind != "multiple_choice" and len(question.key) != 1:
        message = say("%(kind)s题只能有一个答案，这里是「%(key)s」。", kind=KINDS[question.kind], key=shown)
        return [("key", message, shown)]
    return []


def _blank_problems(question: Question) -> _Found:
    if not question.blanks or not all(question.blanks):
        return [("key", say("没有答案。"), "")]
    if len(question.blanks) > MOST_BLANKS:
        return [("key", say("空最多 %(n)s 个。", n=MOST_BLANKS), "")]
    marked = len(BLANK.findall(question.stem))
    if marked != len(question.blanks) and (marked or len(question.blanks) > 1):
        message = say(
            "题干里有 %(marked)s 个空（__），答案却有 %(given)s 个；几个空用 | 隔开，一个空的几种写法用 ; 隔开。",
            marked=marked,
            given=len(question.blanks),
        )
        return [("key", message, "")]
    found: _Found = []
    for alternatives in question.blanks:
        if len(alternatives) > MOST_ALTERNATIVES:
            found.append(("key", say("一个空的写法最多 %(n)s 种。", n=MOST_ALTERNATIVES), ""))
        if not all(map(fold_written, alternatives)):
            found.append(("key", say("有一个空的答案是空的。"), ""))
        if any(len(text) > LONGEST_WRITTEN for text in alternatives):
            found.append(("key", say("一个空的答案最多 %(n)s 个字。", n=LONGEST_WRITTEN), ""))
    return found


def _number_problems(question: Question) -> _Found:
    room = number(question.tolerance)
    if not question.value.strip():
        return [("key", say("没有答案。"), "")]
    if number(question.value) is None:
        return [("key", say("答案「%(found)s」不是一个数。", found=question.value[:40]), question.value[:40])]
    if room is None or room < 0:
        found = question.tolerance[:40]
        return [("key", say("误差「%(found)s」不对，应是 0 或更大的数。", found=found), found)]
    return []


def _order_problems(question: Question) -> _Found:
    found = _option_problems(question)
    if not question.order:
        return [*found, ("key", say("没有答案。"), "")]
    if sorted(question.order) != sorted(question.option_ids):
        shown = "".join(question.order).upper()
        message = say("排序题的答案「%(key)s」应把每个选项正好写一次。", key=shown)
        found.append(("key", message, shown))
    return found


_RULES = {
    "true_false": _choice_problems,
    "single_choice": _choice_problems,
    "multiple_choice": _choice_problems,
    "fill_in": _blank_problems,
    "numeric": _number_problems,
    "ordering": _order_problems,
}
