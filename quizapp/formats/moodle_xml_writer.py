"""Questions to Moodle XML: every text as plain text, the ref as ID number, the tags as tags."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from quizapp.domain.question import Question
from quizapp.formats.labels import words_of
from quizapp.formats.weights import share

KINDS = frozenset(
    {"true_false", "single_choice", "multiple_choice", "fill_in", "numeric", "ordering"}
)  # one blank only
_TYPES = {"true_false": "truefalse", "fill_in": "shortanswer", "numeric": "numerical", "ordering": "ordering"}


def write_moodle_xml(questions: Sequence[Question]) -> bytes:
    """One `<quiz>` with a `<question>` each."""
    blocks = "".join(_question(question) for question in questions)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{blocks}</quiz>\n'.encode()


def _question(question: Question) -> str:
    lines = [
        f'<question type="{_TYPES.get(question.kind, "multichoice")}">',
        f"<name><text>{escape(question.ref or question.stem[:40])}</text></name>",
        _formatted("questiontext", question.stem),
        _formatted("generalfeedback", question.explanation),
        "<defaultgrade>1</defaultgrade>",
        f"<idnumber>{escape(question.ref)}</idnumber>",
        *_answers(question),
        *(f"<tags>{tags}</tags>" for tags in [_tags(question)] if tags),
        "</question>",
    ]
    return "".join(f"{line}\n" for line in lines)


def _tags(question: Question) -> str:
    return "".join(f"<tag><text>{escape(word)}</text></tag>" for word in words_of(question))


def _formatted(name: str, text: str, attributes: str = "", inside: str = "") -> str:
    return f'<{name}{attributes} format="plain_text"><text>{escape(text)}</text>{inside}</{name}>'


def _answer(fraction: str, text: str, inside: str = "") -> str:
    return _formatted("answer", text, f' fraction="{fraction}"', inside)


def _answers(question: Question) -> list[str]:
    if question.kind == "true_false":
        return [
            _answer("100" if "a" in question.key else "0", "true"),
            _answer("100" if "b" in question.key else "0", "false"),
        ]
    if question.kind == "fill_in":
        return ["<usecase>0</usecase>", *(_answer("100", text) for text in question.blanks[0])]
    if question.kind == "numeric":
        return [_answer("100", question.value, f"<tolerance>{escape(question.tolerance)}</tolerance>")]
    if question.kind == "ordering":
        return [_answer(str(question.order.index(option.id) + 1), option.text) for option in question.options]
    several = question.kind == "multiple_choice"
    weights = (share(len(question.key)), "-100") if several else ("100", "0")
    settings = f"<single>{'false' if several else 'true'}</single><shuffleanswers>true</shuffleanswers>"
    return [settings, *(_answer(weights[option.id not in question.key], option.text) for option in question.options)]
