"""Lines of pasted text, told apart: where questions start, options, answers, explanations, sections, page furniture.

Every pattern is anchored or bounded, so the time grows with the length of the text and no faster.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from quizapp.formats.decoding import clean
from quizapp.formats.spellings import KIND_OF_WORD, UNSUPPORTED_KINDS, plain

LONGEST_LINE = 10_000
_FULL_WIDTH = {0xFF21 + i: 0x41 + i for i in range(26)} | {0xFF41 + i: 0x61 + i for i in range(26)}
_CHINESE_KINDS = [word for word in (*KIND_OF_WORD, *UNSUPPORTED_KINDS) if not word.isascii()]
_KINDS = "|".join(sorted(_CHINESE_KINDS, key=len, reverse=True))
_CORE = "|".join(word for word in _CHINESE_KINDS if word in KIND_OF_WORD or word in {"填空", "简答", "问答", "论述"})
_NUMERAL = "[一二三四五六七八九十]{1,3}"
_ORDINAL = (
    rf"(?:[（(]{_NUMERAL}[)）]|{_NUMERAL})\s?[、.．:：,，]?|第(?:{_NUMERAL}|\d{{1,2}})(?:部分|大题|节|章)\s?[:：、.]?"
)
_SECTION = re.compile(
    rf"(?:{_ORDINAL})\s?[^。？?！!]{{0,12}}?(?:({_KINDS})题|({_CORE}))\s?(?:[（(:：，,。 ][^？?]{{0,80}})?"
    rf"|(?:\d{{1,2}}\s?[、.．]\s?)?(?:[【\[]\s?({_KINDS})题?\s?[】\]]|({_KINDS})题)\s?(?:[（(][^？?]{{0,80}}[)）])?[:：。]?"
)
_HEADING = re.compile(rf"{_NUMERAL}\s?、[^。？?！!]{{1,30}}")
_START = re.compile(
    r"第\s?(\d{1,4})\s?题\s?[.．、:：]?"
    r"|(\d{1,4})\s?(?:[.．、:：)）]|[（(]\s?[.．、]\s?[)）])"
    r"|[（(\[【]\s?(\d{1,4})\s?[)）\]】]\s?[.．、:：]?"
)
_LABEL = r"(?:[（(\[【]\s?([A-Za-z])\s?[)）\]】]\s?[.．、:：]?|([A-Za-z])\s?[.．、:：)）])"
_OPTION = re.compile(_LABEL)
_SPACED = re.compile(rf"(?<=[\s。？?）)：:]){_LABEL}")
_GLUED = re.compile(rf"(?<![A-Za-z、,，和及或与－-]){_LABEL}")
_ANSWER_WORD = r"(?:正确|参考|标准|本题)?答案"
_EXPLANATION_WORD = r"(?:答案|试题|题目)?(?:解析|详解|解答|分析)"
_MARK = re.compile(
    rf"(?:[\[【(（]\s?({_ANSWER_WORD})\s?[:：]?\s?[\]】)）]\s?[:：]?|[\[【]\s?({_EXPLANATION_WORD})\s?[\]】]\s?[:：]?"
    rf"|({_ANSWER_WORD})\s?[:：]|({_EXPLANATION_WORD})\s?[:：])"
)
_START_MARK = re.compile(
    r"(?:(answer|ans|key|correct answer)|(explanation|analysis|rationale))\s?[:：]"
    rf"|({_ANSWER_WORD})(?=\s|是|为|$)[是为]?",
    re.I,
)
_FIELD = re.compile(r"[\[【]?\s?(难度|难易程度|难易度|知识点|标签|分值|分数)\s?(?:[\]】]\s?[:：]?|[:：])")
_PAGE = re.compile(
    r"第\s?\d{1,4}\s?页(?:\s?[,，/]?\s?[（(]?共\s?\d{1,4}\s?页[)）]?)?|共\s?\d{1,4}\s?页|page\s?\d{1,4}(?:\s?of\s?\d{1,4})?"
    r"|\d{1,4}\s?/\s?\d{1,4}|[-—–~]{1,3}\s?\d{1,4}\s?[-—–~]{1,3}|\d{1,4}|[-—–=_*·\s]{3,80}",
    re.I,
)
_SENTENCE_END = re.compile(r"[。？?！!:：；;）)】]$")


@dataclass(frozen=True, slots=True)
class Line:
    """A physical line, or a part of one: `role` is blank start section option answer explanation field plain."""

    number: int
    role: str
    text: str
    mark: str = ""  # of a start its number, of an option its letter, of a section or a field its name
    doubtful: bool = False  # a start such as '3.14': a digit follows at once


def shadow(text: str) -> str:
    """The same length, with full-width letters made plain, for patterns to look at."""
    return text.translate(_FULL_WIDTH)


def lines_of(text: str) -> list[Line]:
    """The text's lines in order with their roles, page furniture left out."""
    physical = [clean(re.sub(r"[ \t\u3000\u00a0]+", " ", line)) for line in text.split("\n")]
    repeated = Counter(line for line in physical if line and len(line) <= 40 and not _SENTENCE_END.search(line))
    found: list[Line] = []
    for number, line in enumerate(physical, 1):
        parts = _line_parts(number, line)
        if _PAGE.fullmatch(line) or (repeated[line] > 2 and [part.role for part in parts] == ["plain"]):
            continue
        found += parts
    return found


def split_options(text: str, at_start: bool) -> tuple[str, list[tuple[str, str]]]:
    """The options that stand in a line, in the order of their letters, and what comes before them.

    At the start of a line any letter opens; inside a line only A does, and only with a B behind it.
    """
    seen = shadow(text)
    opening = _OPTION.match(seen) if at_start else None
    if opening is None and not at_start:
        opening = next((match for match in _SPACED.finditer(seen) if _letter(match) == "a"), None)
    if opening is None:
        return text, []
    cuts = [opening]
    while (label := _next_label(seen, cuts[-1])) is not None:
        cuts.append(label)
    if not at_start and len(cuts) < 2:
        return text, []
    ends = [cut.start() for cut in cuts[1:]] + [len(text)]
    options = [(_letter(cut), text[cut.end() : end].strip()) for cut, end in zip(cuts, ends, strict=True)]
    return text[: opening.start()].strip(), options


def _letter(match: re.Match[str]) -> str:
    return (match[1] or match[2]).lower()


def _next_label(seen: str, cut: re.Match[str]) -> re.Match[str] | None:
    """The next letter's label: after white space anywhere, else glued on if it is written in the same way."""
    wanted = chr(ord(_letter(cut)) + 1)
    spaced = next((match for match in _SPACED.finditer(seen, cut.end()) if _letter(match) == wanted), None)
    if spaced is not None:
        return spaced
    style = cut[0].strip()[-1]
    glued = (match for match in _GLUED.finditer(seen, cut.end()) if _letter(match) == wanted)
    return next((match for match in glued if match[0].strip()[-1] == style), None)


def _line_parts(number: int, line: str) -> list[Line]:
    """A line cut before each 答案： and 解析： that stands inside it; an overlong line stays whole."""
    if not line or len(line) > LONGEST_LINE:
        return [Line(number, "plain" if line else "blank", line)]
    marks = list(_MARK.finditer(line))
    if not marks:
        return [_first_part(number, line)]
    parts = [_first_part(number, line[: marks[0].start()].strip())] if line[: marks[0].start()].strip() else []
    for mark, end in zip(marks, [*(mark.start() for mark in marks[1:]), len(line)], strict=True):
        role = "answer" if mark[1] or mark[3] else "explanation"
        parts += _with_field(Line(number, role, line[mark.end() : end].strip()))
    return parts


def _with_field(line: Line) -> list[Line]:
    """An answer or explanation, with a 难度： or 知识点： behind it taken off."""
    field = _FIELD.search(line.text)
    if field is None or (line.role == "explanation" and field[0][0] not in "[【" and field.start() > 0):
        return [line]
    behind = Line(line.number, "field", line.text[field.end() :].strip(), field[1])
    return [Line(line.number, line.role, line.text[: field.start()].strip()), behind]


def _first_part(number: int, line: str) -> Line:
    section = _SECTION.fullmatch(line)
    if section:
        return Line(number, "section", line, next(filter(None, section.groups())))
    start = _START.match(line)
    if start:
        rest = line[start.end() :].strip()
        glued = line[start.end() : start.end() + 1].isdecimal()
        doubtful = glued and start[2] is not None and line[start.end() - 1] in ".．:："
        return Line(number, "start", rest, next(filter(None, start.groups())), doubtful)
    if _OPTION.match(shadow(line)):
        return Line(number, "option", line)
    field = _FIELD.match(line)
    if field:
        return Line(number, "field", line[field.end() :].strip(), field[1])
    mark = _START_MARK.match(line)
    if mark:
        return Line(number, "explanation" if mark[2] else "answer", line[mark.end() :].strip())
    return Line(number, "section" if _HEADING.fullmatch(line) else "plain", line)


def is_answer(text: str) -> bool:
    """Whether a line alone can be an answer: a few letters, or a word for true or false."""
    return re.fullmatch(r"[A-Za-z][A-Za-z,、;|\s]{0,40}|对|错|√|×|正确|错误", plain(text)) is not None
