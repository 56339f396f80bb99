"""Answers that are more than letters, as one line of text: blanks by |, alternatives by ;, a number with its ±.

A sign that would separate stands behind a backslash, so that whatever is written reads back the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Context, Decimal
from fractions import Fraction

from quizapp.domain.question import Question
from quizapp.domain.written import number

_PIECE = re.compile(r"\\([\\|;；｜])|([|｜])|([;；])|(.)", re.DOTALL)
_SEPARATING = re.compile(r"([\\|;；｜])")
_ROOM = re.compile(r"(.+?)\s*(?:±|\+/-|\+-)\s*(.+)")
_RANGE = re.compile(r"(.+?)\s*(?:\.\.+|…+|~|～|至)\s*(.+)")


def split_blanks(text: str) -> tuple[tuple[str, ...], ...]:
    """'北京;京|上海' to the alternatives of each blank; empty alternatives stay and are refused later."""
    if not text.strip():
        return ()
    blanks: list[list[str]] = [[""]]
    for literal, blank, alternative, other in _PIECE.findall(text):
        if blank:
            blanks.append([""])
        elif alternative:
            blanks[-1].append("")
        else:
            blanks[-1][-1] += literal or other
    return tuple(tuple(each.strip() for each in alternatives) for alternatives in blanks)


def join_blanks(blanks: Iterable[Iterable[str]]) -> str:
    """The reverse of `split_blanks`."""
    return "|".join(";".join(_SEPARATING.sub(r"\\\1", text) for text in alternatives) for alternatives in blanks)


def split_number(text: str) -> tuple[str, str]:
    """Value and tolerance of '3.14', '3.14±0.01' or '3.13..3.15'; what is no number stays as it is."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if number(plain) is not None:
        return plain, "0"
    matched = _ROOM.fullmatch(plain)
    if matched:
        return matched[1], matched[2]
    matched = _RANGE.fullmatch(plain)
    low, high = (number(matched[1]), number(matched[2])) if matched else (None, None)
    if low is None or high is None or low > high:
        return plain, "0"
    return decimal((low + high) / 2), decimal((high - low) / 2)


def decimal(value: Fraction) -> str:
    """A decimal fraction as people write it: 2.5, never 5/2 or 25E-1."""
    exact = Context(prec=200).divide(Decimal(value.numerator), Decimal(value.denominator))
    text = format(exact, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def written_answer(question: Question) -> str:
    """The answer of any kind but true/false as a cell or a line shows it."""
    if question.kind == "fill_in":
        return join_blanks(question.blanks)
    if question.kind == "numeric":
        return question.value if number(question.tolerance) == 0 else f"{question.value}±{question.tolerance}"
    return "".join(question.order or sorted(question.key)).upper()
