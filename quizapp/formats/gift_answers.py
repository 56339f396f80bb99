"""What stands between the braces of a GIFT question: which kind it is, its options and what is right."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction

from quizapp.domain.words import say
from quizapp.formats.answers import join_blanks, split_number
from quizapp.formats.gift_text import rich, without_escapes
from quizapp.formats.labels import Notes
from quizapp.formats.reading import Refused, check_answers, shown
from quizapp.formats.spellings import truth
from quizapp.formats.weights import FULL, full_only, key_by_weights, uneven, with_feedback

_TRUTH = re.compile(r"\s*(T|F|TRUE|FALSE)\s*(?:#(.*))?", re.IGNORECASE | re.DOTALL)
_ANSWER = re.compile(r"([=~])([^=~]*)")
_WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:\.\d{1,10})?)%")


@dataclass(frozen=True, slots=True)
class Answers:
    """The parts of a draft that the braces give."""

    kind: str
    explanation: str
    options: list[str] = field(default_factory=list)
    answer: str = ""
    marked: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class _Entry:
    """One = or ~ with its weight, text and feedback; the weight of a bare = is 100, of a bare ~ 0."""

    right: bool
    weight: Fraction
    text: str
    feedback: str


def read_answers(body: str, format_name: str, place: str, notes: Notes) -> Answers:
    """Raises Refused for what no kind here can hold."""
    body, _, general = body.partition("####")
    explanation = rich(general.strip(), format_name)[1]
    if not body.strip():
        raise Refused("kind", say("「%(kind)s」不能导入。", kind=say("问答题")))
    if body.lstrip().startswith("#"):
        return _number(body.strip()[1:], format_name, explanation)
    truth_match = _TRUTH.fullmatch(body)
    if truth_match:
        return _true_false(truth_match, format_name, explanation)
    entries = _entries(body, format_name)
    if any(not entry.right for entry in entries):
        return _choice(entries, explanation, place, notes)
    if any("->" in entry.text for entry in entries):
        raise Refused("kind", say("「%(kind)s」不能导入。", kind=say("匹配题")))
    return _short(entries, explanation)


def _entries(body: str, format_name: str) -> list[_Entry]:
    body = body.replace("~=", "=")
    if not body.lstrip().startswith(("=", "~")):
        raise Refused("key", say("花括号里的答案看不懂，应以 = 或 ~ 开头。"))
    found = _ANSWER.findall(body)
    check_answers(len(found))
    entries = []
    for sign, rest in found:
        weight = _WEIGHT.match(rest)
        text, _, feedback = (rest[weight.end() :] if weight else rest).partition("#")
        worth = Fraction(weight[1]) if weight else FULL * (sign == "=")
        entries.append(
            _Entry(sign == "=", worth, rich(text.strip(), format_name)[1], rich(feedback.strip(), format_name)[1])
        )
    return entries


def _true_false(match: re.Match[str], format_name: str, explanation: str) -> Answers:
    """The first feedback is for the wrong answer, the second for the right one."""
    right = truth(match[1]) is True
    wrong_says, _, right_says = (match[2] or "").partition("#")
    single = [
        ("错误" if right else "正确", rich(wrong_says.strip(), format_name)[1]),
        ("正确" if right else "错误", rich(right_says.strip(), format_name)[1]),
    ]
    return Answers("true_false", with_feedback(explanation, single), answer="正确" if right else "错误")


def _choice(entries: list[_Entry], explanation: str, place: str, notes: Notes) -> Answers:
    several = not any(entry.right for entry in entries)
    weights = [entry.weight for entry in entries]
    marked = key_by_weights(weights, several)
    if not isinstance(marked, frozenset):
        raise Refused("key", marked)
    if several and uneven(weights):
        notes.add(place, "key", "%", say("各个对的选项分值不同，这里不分：怎样给分由竞赛的规则定。"))
    return Answers(
        "multiple_choice" if several else "single_choice",
        with_feedback(explanation, [(entry.text, entry.feedback) for entry in entries]),
        [entry.text for entry in entries],
        marked=marked,
    )


def _short(entries: list[_Entry], explanation: str) -> Answers:
    right = [entry for entry in entries if entry.weight > 0]
    if not full_only(entry.weight for entry in entries):
        raise Refused("key", say("有的答案只得一部分分，这里的填空题没有部分得分。"))
    if any("*" in entry.text for entry in right):
        raise Refused("key", say("答案里有通配符 *，这里的填空题只认写明的答案。"))
    said = with_feedback(explanation, [(entry.text, entry.feedback) for entry in entries])
    return Answers("fill_in", said, answer=join_blanks([[entry.text for entry in right]]) if right else "")


def _number(body: str, format_name: str, explanation: str) -> Answers:
    """`3.14:0.01`, `1..5`, or one of these behind a = ; several numbers cannot be held."""
    found = [text for text in re.split(r"=(?!\s*$)", body) if text.strip()]
    if len(found) != 1:
        raise Refused("key", say("数值题有几个答案，这里只能有一个。"))
    text, _, feedback = found[0].partition("#")
    weight = _WEIGHT.match(text)
    if weight and Fraction(weight[1]) != FULL:
        raise Refused("key", say("有的答案只得一部分分，这里的数值题没有部分得分。"))
    value, colon, room = without_escapes(text[weight.end() :] if weight else text).strip().partition(":")
    answer = f"{value.strip()}±{room.strip()}" if colon else "±".join(split_number(value))
    said = with_feedback(explanation, [(shown(value), rich(feedback.strip(), format_name)[1])])
    return Answers("numeric", said, answer=answer)
