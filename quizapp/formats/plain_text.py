"""Questions pasted as plain text, in the conventions of Chinese exam papers, to questions and problems by line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from quizapp.domain.question import OPTION_IDS
from quizapp.domain.refusals import Problem
from quizapp.domain.tags import Tags
from quizapp.domain.words import say
from quizapp.formats.decoding import decode
from quizapp.formats.draft import Draft, finish
from quizapp.formats.labels import Notes, named_values, settled
from quizapp.formats.reading import Placed, Reading, shown, unreadable
from quizapp.formats.spellings import (
    WRITTEN_KINDS,
    difficulty,
    is_unsupported,
    kind_of,
    letters,
    plain,
    truth,
)
from quizapp.formats.text_lines import Line, is_answer, lines_of, shadow, split_options

LONGEST_TEXT = 2_000_000
LONGEST_PART = 10_000  # over every limit of a question: what is longer is refused anyway
LOOK_AHEAD = 40
_BRACKETED = re.compile(r"[（(【\[]\s?([^（()）【】\[\]]{1,30})\s?[)）】\]]")
_POINTS = re.compile(r"(?:每题|本题|共)?\s?\d{1,3}(?:\.\d)?\s?分")
_BLANK = re.compile(r"_{2,}")
_GAP = re.compile(r"[（(]\s*$")


@dataclass(slots=True)
class Item:
    """A question while its lines are collected; `part` is what a further plain line would belong to."""

    line: int
    kind: str
    stem: str = ""
    options: list[tuple[str, str]] = field(default_factory=list)
    answer: str | None = None
    explanation: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    part: str = "stem"
    loose: list[tuple[int, str]] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return self.answer is not None and self.part in {"answer", "explanation"}


def read_text(data: bytes, name: str) -> Reading:
    """Questions of every kind in a text; `Invalid` where there is none at all."""
    return read_pasted(decode(data))


def read_pasted(text: str) -> Reading:
    """The same for text that is already text."""
    if len(text) > LONGEST_TEXT:
        raise unreadable(say("文本太长，请拆成几份再导入。"))
    items = [item for item in _items(lines_of(text)) if item.stem or item.options or item.answer]
    notes = Notes()
    finished = [(item, _finish(item, notes)) for item in items]
    if not any(item.options or item.answer is not None for item in items):
        raise unreadable(say("没有找到试题：每道题应有题号、题干、A. B. C. 开头的选项和「答案：」。"))
    questions: list[Placed] = []
    problems: list[Problem] = []
    for item, result in finished:
        if isinstance(result, Placed):
            questions.append(result)
        else:
            problems += result
        problems += [_loose(number, text) for number, text in item.loose]
    return Reading("text", len(items), questions, problems + notes.problems)


def _loose(number: int, text: str) -> Problem:
    message = say("这一行没有归到任何一道题，没有导入：「%(found)s」。", found=shown(text))
    return Problem(f"line {number}", message, "", shown(text))


def _items(lines: list[Line]) -> list[Item]:
    numbered = any(line.role == "start" for line in lines)
    items: list[Item] = []
    kind, last, fresh = "", 0, True  # `fresh`: nothing since a section line or the beginning
    for index, line in enumerate(lines):
        current = items[-1] if items and not fresh else None
        if line.role == "section" and current is not None and _is_label(line, current):
            current.kind = line.mark
        elif line.role == "section":
            kind, fresh = line.mark, True
        elif line.role == "start" and _is_start(line, lines, index, current, last):
            items.append(Item(line.number, kind))
            last, fresh = int(line.mark), False
            _add_stem(items[-1], line.text)
        elif not numbered and _opens_unnumbered(line, lines, index, current):
            items.append(Item(line.number, kind))
            fresh = False
            _add_stem(items[-1], line.text)
        elif current is not None:
            _continue(current, line)
        elif line.role in {"option", "answer"}:
            items.append(Item(line.number, kind))
            fresh = False
            _continue(items[-1], line)
    return items


def _is_label(line: Line, current: Item) -> bool:
    """[单选题] on a line of its own under the stem is about that question alone."""
    return current.part == "stem" and line.text[0] in "[【"


def _is_start(line: Line, lines: list[Line], index: int, current: Item | None, last: int) -> bool:
    """A number opens a question if it is the next one, or if options or an answer follow; '3.14' needs both."""
    if current is None or (int(line.mark) == last + 1 and not line.doubtful):
        return True
    if line.doubtful and not current.whole:
        return False
    return _has_body(lines, index) or not (line.doubtful or current.part in {"explanation", "stem"})


def _has_body(lines: list[Line], index: int) -> bool:
    if _inline_key(lines[index].text)[1] or split_options(lines[index].text, at_start=False)[1]:
        return True
    for line in lines[index + 1 : index + 1 + LOOK_AHEAD]:
        if line.role in {"start", "section"}:
            return False
        if line.role in {"option", "answer"}:
            return True
    return False


def _opens_unnumbered(line: Line, lines: list[Line], index: int, current: Item | None) -> bool:
    """Where no question has a number, a plain line after an answer opens one if options or an answer follow."""
    if line.role != "plain":
        return False
    if current is None or current.part == "answer":
        return _has_body(lines, index)
    return current.part == "explanation" and lines[index - 1].role == "blank" and _has_body(lines, index)


def _continue(item: Item, line: Line) -> None:
    if line.role == "answer":
        item.answer = _joined(item.answer or "", line.text)
        item.part = "answer"
    elif line.role == "explanation":
        item.explanation, item.part = _joined(item.explanation, line.text), "explanation"
    elif line.role == "field":
        item.fields[line.mark] = line.text
    elif line.role == "option" and item.part in {"stem", "options"}:
        _add_options(item, line.text)
    elif line.role != "blank":
        _add_plain(item, line)


def _add_plain(item: Item, line: Line) -> None:
    text = f"{line.mark}.{line.text}" if line.role == "start" else line.text
    if item.part == "explanation":
        item.explanation = _joined(item.explanation, text)
    elif item.part == "options":
        letter, before = item.options[-1]
        item.options[-1] = (letter, _joined(before, text))
    elif item.part == "stem":
        _add_stem(item, text)
    elif not item.answer and (is_answer(text) or kind_of(item.kind) in WRITTEN_KINDS):
        item.answer = text
    else:
        item.loose.append((line.number, text))


def _add_stem(item: Item, text: str) -> None:
    before, options = split_options(text, at_start=False)
    item.stem = _joined(item.stem, before)
    if options:
        item.options, item.part = options, "options"


def _add_options(item: Item, text: str) -> None:
    _, options = split_options(text, at_start=True)
    item.options += options
    item.part = "options"


def _joined(before: str, behind: str) -> str:
    """Two halves of a sentence: Latin words get a space between them, Chinese does not."""
    if len(before) > LONGEST_PART:
        return before
    latin = before[-1:].isascii() and behind[:1].isascii()
    return before + (" " if before and behind and latin else "") + behind


def _inline_key(stem: str) -> tuple[str, str]:
    """The stem without a key in brackets, and the key: the last bracket that holds letters or a word for truth."""
    for match in reversed(list(_BRACKETED.finditer(shadow(stem)))):
        inside = plain(match[1])
        if inside and is_answer(inside) and (letters(inside) is not None or truth(inside) is not None):
            behind = stem[match.end() :].strip()
            if behind:
                return f"{stem[: match.start()]}（ ）{stem[match.end() :]}", inside
            return stem[: match.start()].rstrip(), inside
    return stem, ""


def _without_labels(stem: str) -> tuple[str, str]:
    """The stem without [单选题] and (1分), and the kind that the label names."""
    kind = ""
    for match in reversed(list(_BRACKETED.finditer(stem))):
        word = match[1].strip()
        is_kind = not word.isdecimal() and not is_answer(word) and (bool(kind_of(word)) or is_unsupported(word))
        if is_kind or _POINTS.fullmatch(word):
            kind = word if is_kind else kind
            stem = f"{stem[: match.start()].rstrip()} {stem[match.end() :].lstrip()}".strip()
    return stem, kind


def _finish(item: Item, notes: Notes) -> Placed | list[Problem]:
    place = f"line {item.line}"
    stem, labelled = _without_labels(item.stem)
    kind, answer = labelled or item.kind, item.answer or ""
    if not is_unsupported(kind) and kind_of(kind) not in WRITTEN_KINDS:
        bare, inline = _inline_key(stem)
        if inline and (not answer or letters(inline) == letters(answer) or _same_truth(inline, answer)):
            stem, answer = bare, answer or inline
            item.answer = answer
    if not kind and _BLANK.search(stem) and not item.options and truth(answer) is None:
        kind = "填空题"
    if not kind and not item.options and not answer:
        message = say("这里有题号，却没有选项，也没有答案：「%(found)s」。", found=shown(stem))
        return [Problem(place, message, "options", shown(stem))]
    damage = _label_damage(item, place)
    if damage and kind_of(kind) is not None:
        return [damage]
    draft = Draft(place, stem, [text for _, text in item.options], answer, kind,
                  explanation=item.explanation, tags=_tags(item.fields, place, notes))  # fmt: skip
    result = finish(draft)
    return result if isinstance(result, list) else Placed(place, result)


def _same_truth(first: str, second: str) -> bool:
    return truth(first) is not None and truth(first) == truth(second)


def _label_damage(item: Item, place: str) -> Problem | None:
    """Options whose letters do not run A, B, C …: one is missing or stands twice."""
    found = "".join(letter for letter, _ in item.options).upper()
    wanted = OPTION_IDS[: len(found)].upper()
    if found == wanted:
        return None
    message = say("选项的字母是「%(found)s」，应依次是「%(wanted)s」。", found=shown(found), wanted=wanted)
    return Problem(place, message, "options", shown(found))


def _tags(fields: dict[str, str], place: str, notes: Notes) -> Tags:
    """Difficulty, and the tags that 知识点 or 标签 name."""
    values = named_values(fields.get(name, "") for name in ("知识点", "标签"))
    level = next((difficulty(text) for name, text in fields.items() if name.startswith("难")), "")
    return settled(values | ({"difficulty": [level]} if level else {}), place, notes)
