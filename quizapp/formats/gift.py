"""GIFT, Moodle's text format: questions and problems with the line on which each question begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from quizapp.domain.refusals import Problem
from quizapp.domain.words import say
from quizapp.formats.decoding import clean, decode
from quizapp.formats.draft import GAP, Draft, finish
from quizapp.formats.gift_answers import read_answers
from quizapp.formats.gift_text import escaped, rich
from quizapp.formats.labels import Notes, labels_of, with_labels
from quizapp.formats.reading import MOST_ITEMS, Placed, Reading, Refused, check_count, unreadable

_CATEGORY = re.compile(r"\s*\$CATEGORY\s*:\s*(.*)")
_MARKED = re.compile(r"\[(id|tag):((?:[^\]\\]|\\.)*)\]", re.IGNORECASE)
_TITLE = re.compile(r"\s*::(.*?)::", re.DOTALL)
_FIRST = re.compile(r"\{\s*(?:[=~#]|(?:T|F|TRUE|FALSE)\s*[}#])", re.IGNORECASE)
_TITLED = re.compile(r"^\s*::[^:\n]{1,200}::", re.MULTILINE)
_CHINESE_ANSWER = re.compile(r"^\s*[\[【(（]?(?:正确|参考|标准)?答案", re.MULTILINE)


@dataclass(slots=True)
class _Block:
    """The lines of one question, and what the comments above and inside it say."""

    line: int
    categories: list[str]
    lines: list[str] = field(default_factory=list)
    ref: str = ""
    words: list[str] = field(default_factory=list)


def looks_like_gift(text: str) -> bool:
    """Whether a text has answers in braces, a title between colons, or a category as GIFT writes them."""
    if _CHINESE_ANSWER.search(text):
        return False
    marked = any(_CATEGORY.match(line) for line in text.split("\n") if "$" in line)
    return marked or _FIRST.search(escaped(text)) is not None or _TITLED.search(text) is not None


def read_gift(data: bytes, name: str) -> Reading:
    """The questions of a GIFT file; `Invalid` where there is none at all."""
    questions: list[Placed] = []
    problems: list[Problem] = []
    notes = Notes()
    blocks = list(islice(_blocks(decode(data)), MOST_ITEMS + 1))
    check_count(len(blocks))
    for block in blocks:
        place = f"line {block.line}"
        try:
            result = finish(_draft(block, place, notes))
        except Refused as refused:
            refused.found = refused.found or " ".join(block.lines)
            problems.append(refused.at(place))
            continue
        if isinstance(result, list):
            problems += result
        else:
            questions.append(Placed(place, result))
    if not blocks:
        raise unreadable(say("没有找到 GIFT 试题：每道题应有题干和一对花括号。"))
    return Reading("gift", len(blocks), questions, problems + notes.problems)


def _blocks(text: str) -> Iterator[_Block]:
    """Questions, parted by empty lines; a comment parts nothing."""
    categories: list[str] = []
    block = _Block(0, categories)
    for number, line in enumerate(text.split("\n"), 1):
        category = _CATEGORY.match(line)
        if category or not line.strip():
            if block.lines:
                yield block
                block = _Block(0, categories)
            if category:
                categories = split_path(category[1])
                block.categories = categories
        elif line.lstrip().startswith("//"):
            _note_marks(block, line)
        else:
            block.line = block.line or number
            block.lines.append(line)
    if block.lines:
        yield block


def split_path(text: str) -> list[str]:
    """The names of nested categories; two slashes are a slash inside a name."""
    return [part.replace("\x01", "/").strip() for part in text.replace("//", "\x01").split("/") if part.strip()]


def _note_marks(block: _Block, comment: str) -> None:
    for what, value in _MARKED.findall(comment):
        text = clean(re.sub(r"\\(.)", lambda match: "\n" if match[1] == "n" else match[1], value))
        if what.casefold() == "id":
            block.ref = text
        else:
            block.words.append(text)


def _draft(block: _Block, place: str, notes: Notes) -> Draft:
    text = escaped("\n".join(block.lines))
    text = _TITLE.sub("", text, count=1)
    start, end = text.find("{"), text.find("}")
    if start < 0:
        raise Refused("kind", say("「%(kind)s」不能导入：没有花括号里的答案，不是试题。", kind=say("说明")))
    if end < start or "{" in text[start + 1 : end]:
        raise Refused("key", say("花括号没有配对，分不清哪里是答案。"))
    behind = text[end + 1 :]
    if "{" in behind or "}" in behind:
        raise Refused("kind", say("「%(kind)s」不能导入：一道题里有几处花括号。", kind=say("完形填空")))
    stem = text[:start] + (GAP + behind if behind.strip() else "")
    format_name, stem_text = rich(stem.strip(), "moodle")
    answers = read_answers(text[start + 1 : end], format_name, place, notes)
    draft = Draft(place, stem_text, answers.options, answers.answer, answers.kind, answers.marked, answers.explanation)
    return with_labels(draft, block.ref, labels_of(block.words, block.categories, place, notes))
