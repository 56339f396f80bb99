"""Questions to files: one writer for each format of the contract.

Each file is read again by our own reader before anybody gets it. A question that would come back changed is left
out and reported; what a format has no place for is reported too. Nothing is changed silently.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from quizapp.domain.question import KINDS, Question
from quizapp.domain.refusals import Invalid, Problem
from quizapp.domain.tags import Tags
from quizapp.domain.words import Sentence, say
from quizapp.formats import aiken, gift_writer, moodle_xml_writer, qti_writer
from quizapp.formats.decoding import clean
from quizapp.formats.gift import read_gift
from quizapp.formats.moodle_xml import read_moodle_xml
from quizapp.formats.qti import read_qti
from quizapp.formats.reading import WHOLE_FILE, Reading, shown
from quizapp.formats.sheet_writer import write_question_csv, write_question_xlsx
from quizapp.formats.spreadsheet import read_csv, read_xlsx

ALL_KINDS = frozenset(KINDS)


class Writing(NamedTuple):
    """A file, and what did not get into it; `written` counts the questions that did."""

    data: bytes
    problems: list[Problem]
    written: int


@dataclass(frozen=True, slots=True)
class _Format:
    """`beside`: whether there is a place for what stands beside stem, options and key."""

    name: str
    write: Callable[[Sequence[Question]], bytes]
    read: Callable[[bytes, str], Reading]
    kinds: frozenset[str] = ALL_KINDS
    several_blanks: bool = True
    several_lines: bool = True
    beside: bool = True


_FORMATS = {
    "gift": _Format("GIFT", gift_writer.write_gift, read_gift, gift_writer.KINDS, several_blanks=False),
    "aiken": _Format("Aiken", aiken.write_aiken, aiken.read_aiken, aiken.KINDS, several_lines=False, beside=False),
    "moodle-xml": _Format(
        "Moodle XML", moodle_xml_writer.write_moodle_xml, read_moodle_xml, several_blanks=False
    ),
    "qti3": _Format("QTI 3.0", qti_writer.write_qti, read_qti),
    "xlsx": _Format("Excel", write_question_xlsx, read_xlsx),
    "csv": _Format("CSV", write_question_csv, read_csv),
}  # fmt: skip


def _write(form: _Format, questions: Sequence[Question]) -> Writing:
    problems: list[Problem] = []
    fitting: list[tuple[str, Question]] = []
    for number, question in enumerate(questions, 1):
        place = question.ref or f"question {number}"
        reason = _unfit(form, question)
        if reason is None:
            fitting.append((place, question))
        else:
            problems.append(Problem(place, reason, "", shown(question.stem)))
    sound = _sound(form, fitting)
    same = {place for place, _ in sound}
    for place, question in fitting:
        if place not in same:
            message = say("这道题写成 %(format)s 再读回来会变样，所以没有写出。", format=form.name)
            problems.append(Problem(place, message, "", shown(question.stem)))
    if not form.beside:
        problems += _left_behind(form, sound)
    return Writing(form.write([question for _, question in sound]), problems, len(sound))


WRITERS: dict[str, Callable[[Sequence[Question]], Writing]] = {
    name: partial(_write, form) for name, form in _FORMATS.items()
}


def _unfit(form: _Format, question: Question) -> Sentence | None:
    if question.kind not in form.kinds:
        return say("%(format)s 写不了%(kind)s题，所以没有写出。", format=form.name, kind=KINDS[question.kind])
    if len(question.blanks) > 1 and not form.several_blanks:
        return say("%(format)s 写不了有几个空的填空题，所以没有写出。", format=form.name)
    texts = [question.stem, *(option.text for option in question.options)]
    if not form.several_lines and any("\n" in text for text in texts):
        return say("%(format)s 的题干和选项只能有一行，所以没有写出。", format=form.name)
    if not all(map(_clean, [*texts, question.explanation, question.ref, question.basis, *sum(question.blanks, ())])):
        return say("有看不见的或不能用的字符，所以没有写出。")
    return None


def _clean(text: str) -> bool:
    return clean(text) == text and not any(0xD800 <= ord(sign) < 0xE000 for sign in text)


def _sound(form: _Format, placed: list[tuple[str, Question]]) -> list[tuple[str, Question]]:
    """Those that read back the same, found by halving: a file without trouble is written and read once."""
    if not placed or _reads_back(form, [question for _, question in placed]):
        return placed
    half = len(placed) // 2
    if not half:
        return []
    first, second = _sound(form, placed[:half]), _sound(form, placed[half:])
    together = [question for _, question in first + second]
    return first + second if not first or not second or _reads_back(form, together) else first


def _reads_back(form: _Format, questions: list[Question]) -> bool:
    expected = questions if form.beside else [_bare(question) for question in questions]
    try:
        reading = form.read(form.write(questions), "")
    except Invalid:
        return False
    return [placed.question for placed in reading.questions] == expected


def _bare(question: Question) -> Question:
    return replace(
        question, explanation="", tags=Tags(), ref="", basis="", expert=False, valid_until=None
    )  # fmt: skip


def _left_behind(form: _Format, sound: list[tuple[str, Question]]) -> list[Problem]:
    """What a format without room for it made of the questions that it took."""
    problems: list[Problem] = []
    for place, question in sound:
        lost = [str(name) for name, there in _beside(question) if there]
        if lost:
            message = say(
                "%(format)s 没有地方写%(lost)s，这道题只写了题干、选项和答案。", format=form.name, lost="、".join(lost)
            )
            problems.append(Problem(place, message, "", shown(question.stem)))
    if any(question.ref for _, question in sound):
        message = say("%(format)s 没有地方写编号，再导入时认不出是同一道题。", format=form.name)
        problems.append(Problem(WHOLE_FILE, message, "ref"))
    return problems


def _beside(question: Question) -> list[tuple[Sentence, bool]]:
    return [
        (say("解析"), bool(question.explanation)),
        (say("标签"), question.tags != Tags()),
        (say("依据"), bool(question.basis)),
        (say("专家把关"), question.expert),
        (say("有效期"), question.valid_until is not None),
    ]
