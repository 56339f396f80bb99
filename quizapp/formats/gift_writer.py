"""Questions to GIFT: every text as [plain], the ref and the tags in the comment above, as Moodle writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from quizapp.domain.question import Question
from quizapp.formats.gift_text import written
from quizapp.formats.labels import words_of
from quizapp.formats.weights import share

KINDS = frozenset({"true_false", "single_choice", "multiple_choice", "fill_in", "numeric"})  # one blank only
_LIKE_A_WEIGHT = re.compile(r"%-?[\d.]+%")


def write_gift(questions: Sequence[Question]) -> bytes:
    """One block a question; a wrong option of a multiple choice takes all points away, as nothing wrong may be."""
    return "\n".join(_block(question) for question in questions).encode()


def _block(question: Question) -> str:
    marks = [f"[id:{_bracketed(question.ref)}]"] if question.ref else []
    marks += [f"[tag:{_bracketed(word)}]" for word in words_of(question)]
    comment = f"// {' '.join(marks)}\n" if marks else ""
    title = f"::{written(question.ref)}::" if question.ref else ""
    general = f"####{written(question.explanation)}" if question.explanation else ""
    stem = "[plain]" + written(question.stem).removeprefix("[plain]")
    return f"{comment}{title}{stem}{{{_answers(question)}{general}}}\n"


def _answers(question: Question) -> str:
    if question.kind == "true_false":
        return "TRUE" if "a" in question.key else "FALSE"
    if question.kind == "numeric":
        return f"#{question.value}:{question.tolerance}"
    if question.kind == "fill_in":
        return _lines([("=", "100", text) for text in question.blanks[0]])
    several = question.kind == "multiple_choice"
    right = ("~", share(len(question.key))) if several else ("=", "100")
    wrong = ("~", "-100" if several else "0")
    return _lines([(*(right if option.id in question.key else wrong), option.text) for option in question.options])


def _lines(entries: list[tuple[str, str, str]]) -> str:
    """Each answer on a line; its weight is written where the sign does not give it, or the text looks like one."""
    usual = {("=", "100"), ("~", "0")}
    weights = [
        f"%{weight}%" if (sign, weight) not in usual or _LIKE_A_WEIGHT.match(text) else ""
        for sign, weight, text in entries
    ]
    lines = [f"\n\t{sign}{weight}{written(text)}" for weight, (sign, _, text) in zip(weights, entries, strict=True)]
    return "".join(lines) + "\n"


def _bracketed(text: str) -> str:
    return re.sub(r"([\\\[\]])", r"\\\1", text).replace("\n", "\\n")
