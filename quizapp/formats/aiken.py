"""Aiken: a stem, options A. B. C., a line `ANSWER: B`. It holds single choice alone, and nothing beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from quizapp.domain.question import LONGEST_STEM, OPTION_IDS, Question
from quizapp.domain.refusals import Problem
from quizapp.domain.words import say
from quizapp.formats.decoding import clean, decode
from quizapp.formats.draft import Draft, finish
from quizapp.formats.reading import Placed, Reading, check_count, shown, unreadable

KINDS = frozenset({"true_false", "single_choice"})
_OPTION = re.compile(r"([A-Z])[.)]\s*(.*)")
_ANSWER = re.compile(r"ANSWER:\s*(.*)")
_NOT_AIKEN = re.compile(r"[\[【(（]?(?:(?:正确|参考|标准)?答案|解析|Explanation\s?:|Analysis\s?:)", re.IGNORECASE)
_NUMBERED = re.compile(r"[(（]?\d{1,4}\s?[.．、)）]")


@dataclass(slots=True)
class _Item:
    line: int
    stem: str = ""
    options: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    answer: str | None = None


def looks_like_aiken(text: str) -> bool:
    """Whether a text has Aiken's answer lines with one letter each, options above them, and nothing of other kinds."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    answers = [match[1] for line in lines if (match := _ANSWER.fullmatch(line))]
    if not answers or any(len(answer) > 1 for answer in answers) or any(map(_NOT_AIKEN.match, lines)):
        return False
    items = _items(text)
    whole = [item for item in items if item.stem and item.options and item.answer]
    return bool(whole) and sum(bool(_NUMBERED.match(line)) for line in lines) * 2 < len(items)


def read_aiken(data: bytes, name: str) -> Reading:
    """The questions of an Aiken file; `Invalid` where there is none at all."""
    items = _items(decode(data))
    if not any(item.answer is not None or item.options for item in items):
        raise unreadable(say("没有找到 Aiken 试题：每道题应有题干、A. B. 开头的选项和 ANSWER: 一行。"))
    check_count(len(items))
    questions: list[Placed] = []
    problems: list[Problem] = []
    for item in items:
        result = _finish(item)
        if isinstance(result, Placed):
            questions.append(result)
        else:
            problems += result
    return Reading("aiken", len(items), questions, problems)


def write_aiken(questions: Sequence[Question]) -> bytes:
    """Single choice and true/false, without anything but stem, options and key."""
    blocks = []
    for question in questions:
        options = [f"{option.id.upper()}. {option.text}" for option in question.options]
        blocks.append("\n".join([question.stem, *options, f"ANSWER: {''.join(question.key).upper()}", ""]))
    return "\n".join(blocks).encode()


def _items(text: str) -> list[_Item]:
    items: list[_Item] = []
    current: _Item | None = None
    after_blank = True
    for number, raw in enumerate(text.split("\n"), 1):
        line = clean(raw)
        if not line:
            after_blank = True
            continue
        option, answer = _OPTION.fullmatch(line), _ANSWER.fullmatch(line)
        plain = option is None and answer is None
        if current is None or (plain and after_blank and current.options):
            current = _Item(number)
            items.append(current)
        if answer:
            current.answer, current = answer[1], None
        elif option:
            current.options.append(option[2])
            current.letters.append(option[1])
        elif current.options:
            current.options[-1] = _joined(current.options[-1], line)
        else:
            current.stem = _joined(current.stem, line)
        after_blank = False
    return items


def _joined(before: str, line: str) -> str:
    """Lines of one text; one that is too long to be taken anyway grows no further."""
    return before if len(before) > LONGEST_STEM else f"{before}\n{line}".strip()


def _finish(item: _Item) -> Placed | list[Problem]:
    place = f"line {item.line}"
    found, wanted = "".join(item.letters), OPTION_IDS[: len(item.letters)].upper()
    if found != wanted:
        message = say("选项的字母是「%(found)s」，应依次是「%(wanted)s」。", found=shown(found), wanted=wanted)
        return [Problem(place, message, "options", shown(found))]
    if item.answer is None:
        return [Problem(place, say("没有 ANSWER: 这一行。"), "key")]
    if not re.fullmatch("[A-Z]?", item.answer):
        message = say("ANSWER: 后面是「%(found)s」，应是一个大写字母。", found=shown(item.answer))
        return [Problem(place, message, "key", shown(item.answer))]
    result = finish(Draft(place, item.stem, item.options, item.answer, "single_choice"))
    return result if isinstance(result, list) else Placed(place, result)
