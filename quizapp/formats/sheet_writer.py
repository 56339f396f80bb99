"""Questions to .xlsx and .csv under the columns of the template that people fill in, so that they read back."""

from __future__ import annotations

from collections.abc import Sequence

from quizapp.domain.question import KINDS, OPTION_IDS, Question
from quizapp.domain.tags import AUDIENCES, DIFFICULTIES, DIMENSIONS, TOPICS
from quizapp.domain.words import Sentence
from quizapp.formats.answers import written_answer
from quizapp.formats.results import Sheet, write_csv, write_xlsx
from quizapp.formats.sheet_rows import without_letters

FEWEST_OPTION_COLUMNS = 4
BEHIND = ["答案", "解析", "难度", "维度", "主题", "基准", "人群", "依据", "专家把关", "有效期至", "题目编号"]


def write_question_xlsx(questions: Sequence[Question]) -> bytes:
    """A workbook with one sheet; every cell is text, so that nothing is a formula, a date or 1.0."""
    return write_xlsx([_sheet(questions)])


def write_question_csv(questions: Sequence[Question]) -> bytes:
    """The same table; a text that Excel would run stands behind an apostrophe, which the reader takes off."""
    return write_csv(_sheet(questions))


def _sheet(questions: Sequence[Question]) -> Sheet:
    width = max([FEWEST_OPTION_COLUMNS, *(len(question.options) for question in questions)])
    header = ["题型", "题干", *(f"选项{letter}" for letter in OPTION_IDS[:width].upper()), *BEHIND]
    return Sheet("试题", [], header, [_row(question, width) for question in questions])


def _row(question: Question, width: int) -> list[str]:
    truth = question.kind == "true_false"
    options = [] if truth else _shielded([option.text for option in question.options])
    tags = question.tags
    return [
        str(KINDS[question.kind]),
        question.stem,
        *options,
        *[""] * (width - len(options)),
        ("正确" if "a" in question.key else "错误") if truth else written_answer(question),
        question.explanation,
        _name(DIFFICULTIES, tags.difficulty),
        _name(DIMENSIONS, tags.dimension),
        _name(TOPICS, tags.topic),
        ",".join(map(str, sorted(tags.benchmarks))),
        ",".join(_name(AUDIENCES, value) for value in sorted(tags.populations)),
        question.basis,
        "是" if question.expert else "",
        question.valid_until.isoformat() if question.valid_until else "",
        question.ref,
    ]


def _name(axis: dict[str, Sentence], value: str) -> str:
    return str(axis[value]) if value else ""


def _shielded(options: list[str]) -> list[str]:
    """Options of which one looks as if it carried its own letter: then each carries it, and loses it again."""
    if without_letters(options) == options:
        return options
    return [f"{letter}. {text}" for letter, text in zip(OPTION_IDS.upper(), options, strict=False)]
