"""One row of a question sheet to a draft, with notes on values that were left out because nobody knows them."""

from __future__ import annotations

import re
from datetime import date

from quizapp.domain.refusals import Problem
from quizapp.domain.tags import Tags
from quizapp.domain.words import say
from quizapp.formats.columns import Header
from quizapp.formats.draft import Draft
from quizapp.formats.labels import COLUMN_NAMES, Notes, named_values, settled
from quizapp.formats.reading import shown
from quizapp.formats.spellings import difficulty, plain, split_list, tag_value, truth

_PREFIX = re.compile(r"[(（\[【]?\s*([A-Za-zＡ-Ｚａ-ｚ])\s*[.．、:：)）\]】]+\s*")


def cell(cells: list[str], column: int | None) -> str:
    """The cell of a row, '' where the row is shorter or there is no such column."""
    return cells[column] if column is not None and column < len(cells) else ""


def draft_of(header: Header, cells: list[str], place: str, notes: Notes) -> Draft | list[Problem]:
    """The draft that a row says, or why it cannot be a question however it is read."""

    def value(name: str) -> str:
        return cell(cells, header.fields.get(name))

    wrong = _unusable(header, cells, place)
    if wrong:
        return wrong
    until = _date(value("valid_until"))
    if isinstance(until, str):
        message = say("有效期「%(found)s」看不懂，应写成 2028-12-31 的样子。", found=shown(until))
        return [Problem(place, message, "valid_until", shown(until))]
    return Draft(
        place=place,
        stem=value("stem"),
        options=option_texts(header, cells),
        answer=value("answer"),
        kind=value("kind"),
        marked=_ticked(header, cells),
        explanation=value("explanation"),
        tags=_tags(header, cells, place, notes),
        ref=value("ref"),
        basis=value("basis"),
        expert=truth(value("expert")) is True or plain(value("expert")) == "1",
        valid_until=until,
    )


def option_texts(header: Header, cells: list[str]) -> list[str]:
    """The options up to the last one that is filled, each without a letter of its own in front."""
    count = max(header.options, default=-1) + 1
    texts = [cell(cells, header.options.get(position)) for position in range(count)]
    while texts and not texts[-1]:
        texts.pop()
    return without_letters(texts)


def without_letters(texts: list[str]) -> list[str]:
    """'C. text' in the third place to 'text'; 'A.I.' stays, unless every option carries its letter."""
    everywhere = len(texts) > 1 and all(_own_letter(text, place) for place, text in enumerate(texts) if text)
    return [_without_letter(text, place, everywhere) for place, text in enumerate(texts)]


def _own_letter(text: str, place: int) -> re.Match[str] | None:
    match = _PREFIX.match(text)
    return match if match and plain(match[1]).casefold() == chr(ord("a") + place) else None


def _without_letter(text: str, place: int, everywhere: bool) -> str:
    match = _own_letter(text, place)
    if match is None:
        return text
    rest = text[match.end() :]
    glued_word = rest[:1].isascii() and rest[:1].isalnum() and not match[0][-1:].isspace()
    return text if not rest or (glued_word and not everywhere) else rest


def _unusable(header: Header, cells: list[str], place: str) -> list[Problem]:
    if cell(cells, header.fields.get("image")):
        message = say("这道题带图片，图片现在还不能导入，所以整题没有导入。")
        return [Problem(place, message, "image", shown(cell(cells, header.fields.get("image"))))]
    for position, column in header.ticks.items():
        found = cell(cells, column)
        if found and truth(found) is None and plain(found) not in {"0", "1"}:
            message = say("「是否正确」列里是「%(found)s」，应是 1 或 0。", found=shown(found))
            return [Problem(place, message, "key", shown(found))]
        if plain(found) == "1" and not cell(cells, header.options.get(position)):
            return [Problem(place, say("标为正确的选项是空的。"), "options")]
    return []


def _ticked(header: Header, cells: list[str]) -> frozenset[int] | None:
    if not header.ticks:
        return None
    return frozenset(
        position
        for position, column in header.ticks.items()
        if plain(cell(cells, column)) == "1" or truth(cell(cells, column)) is True
    )


def _date(text: str) -> date | str | None:
    if not text:
        return None
    try:
        return date.fromisoformat(plain(text)[:10].replace("/", "-"))
    except ValueError:
        return text


def _tags(header: Header, cells: list[str], place: str, notes: Notes) -> Tags:
    """Tags from the columns of the axes, then from the general ones where these name known tags."""
    values: dict[str, list[str]] = {axis: [] for axis in COLUMN_NAMES}
    for axis in COLUMN_NAMES:
        text = cell(cells, header.fields.get(axis))
        for word in [text] if axis == "difficulty" and text else split_list(text):
            known = difficulty(word) if axis == "difficulty" else tag_value(axis, word)
            values[axis] += [known] if known else []
            if not known:
                message = say(
                    "%(column)s「%(found)s」不认识，这一项留空。", column=COLUMN_NAMES[axis], found=shown(word)
                )
                notes.add(place, axis, word, message)
    general = named_values(cell(cells, column) for column in header.tags)
    return settled({axis: values[axis] or general[axis] for axis in COLUMN_NAMES}, place, notes)
