"""The labels that Word makes by itself ('1.', 'A.', '一、'): they stand in no text and must be counted again."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

_DIGITS = "零一二三四五六七八九"
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
          (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
_STEMS = "甲乙丙丁戊己庚辛壬癸"
LARGEST = 9_999


@dataclass(frozen=True, slots=True)
class _Level:
    format: str = "decimal"
    text: str = ""
    start: int = 1


_Levels = dict[int, _Level]


@dataclass(slots=True)
class _List:
    """A list that paragraphs name: the levels of its kind, and where it begins anew."""

    abstract: str
    levels: _Levels
    restarts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts paragraph by paragraph, in the order of the document."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self.lists = _lists(numbering) if numbering is not None else {}
        self.styles = _styles(styles) if styles is not None else {}
        self.counts: dict[str, dict[int, int]] = {}
        self.begun: set[tuple[str, int]] = set()

    def label(self, paragraph: Element) -> str:
        """The label that Word shows before this paragraph; '' where there is none. To be asked once of each."""
        number, depth = self._membership(paragraph.find("pPr"))
        known = self.lists.get(number)
        if known is None or depth not in known.levels:
            return ""
        counts = self.counts.setdefault(known.abstract, {})
        if depth in known.restarts and (number, depth) not in self.begun:
            counts[depth] = known.restarts[depth]
        else:
            counts[depth] = counts[depth] + 1 if depth in counts else known.levels[depth].start
        self.begun.add((number, depth))
        for deeper in [each for each in counts if each > depth]:
            del counts[deeper]
        return _shown(known.levels, counts, depth)

    def _membership(self, properties: Element | None) -> tuple[str, int]:
        """The list and the level of a paragraph, by itself or by its style and what that is based on."""
        if properties is None:
            properties = Element("pPr")
        number, depth = _value(properties.find("numPr/numId")), _value(properties.find("numPr/ilvl"))
        style = _value(properties.find("pStyle"))
        for _ in range(20):  # styles of strangers may be based on each other in a circle
            if number or style not in self.styles:
                break
            style, number, level = self.styles[style]
            depth = depth or level
        return number, int(depth) if depth.isascii() and depth.isdecimal() and len(depth) < 3 else 0


def _value(element: Element | None) -> str:
    return element.get("val", "") if element is not None else ""


def _styles(root: Element) -> dict[str, tuple[str, str, str]]:
    """Style → what it is based on, its list, its level."""
    return {
        style.get("styleId", ""): (
            _value(style.find("basedOn")),
            _value(style.find("pPr/numPr/numId")),
            _value(style.find("pPr/numPr/ilvl")),
        )
        for style in root.findall("style")
    }


def _lists(root: Element) -> dict[str, _List]:
    kinds = {each.get("abstractNumId", ""): each for each in root.findall("abstractNum")}
    by_style = {_value(each.find("styleLink")): each for each in kinds.values() if each.find("styleLink") is not None}
    found: dict[str, _List] = {}
    for each in root.findall("num"):
        abstract = _value(each.find("abstractNumId"))
        kind = kinds.get(abstract)
        if kind is None:
            continue
        kind = by_style.get(_value(kind.find("numStyleLink")), kind)
        listed = _List(abstract, _levels(kind))
        for override in each.findall("lvlOverride"):
            listed.levels |= _levels(override)
            if override.find("startOverride") is not None:
                listed.restarts[_number(override.get("ilvl"), 0)] = _number(_value(override.find("startOverride")), 1)
        found[each.get("numId", "")] = listed
    return found


def _levels(parent: Element) -> _Levels:
    return {
        _number(level.get("ilvl"), 0): _Level(
            _value(level.find("numFmt")) or "decimal",
            _value(level.find("lvlText")),
            _number(_value(level.find("start")), 1),
        )
        for level in parent.findall("lvl")
    }


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"[0-9]{1,5}", text) else otherwise


def _shown(levels: _Levels, counts: dict[int, int], depth: int) -> str:
    """'%1.%2)' with the numbers in; a bare letter or number gets the point without which nobody knows it."""

    def fill(match: re.Match[str]) -> str:
        place = int(match[1]) - 1
        level = levels.get(place, _Level())
        return _formatted(counts.get(place, level.start), level.format)

    if levels[depth].format in {"bullet", "none"}:
        return ""
    label = re.sub(r"%([1-9])", fill, levels[depth].text).strip()
    return f"{label}." if label and label[-1].isalnum() and (label.isascii() or label[-1].isdecimal()) else label


def _formatted(count: int, name: str) -> str:
    return _FORMATS.get(name, str)(min(count, LARGEST))


def _letters(count: int) -> str:
    return chr(ord("A") + (count - 1) % 26) * ((count - 1) // 26 + 1) if count > 0 else str(count)


def _roman(count: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        text, count = text + sign * (count // value), count % value
    return text


def _chinese(count: int) -> str:
    """一 … 十 十一 … 二十 … 九十九; larger ones digit by digit."""
    if not 0 < count < 100:
        return "".join(_DIGITS[int(digit)] for digit in str(count))
    tens, ones = divmod(count, 10)
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")


def _circled(count: int) -> str:
    return chr(0x245F + count) if 0 < count <= 20 else str(count)


_FORMATS: dict[str, Callable[[int], str]] = {
    "upperLetter": _letters,
    "lowerLetter": lambda count: _letters(count).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda count: _roman(count).lower(),
    "decimalZero": lambda count: f"{count:02}",
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "chineseLegalSimplified": _chinese,
    "japaneseCounting": _chinese,
    "ideographDigital": _chinese,
    "ideographTraditional": lambda count: _STEMS[(count - 1) % 10],
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
}
