"""The names that people give to columns of question sheets, and which row of a sheet is its header."""

from __future__ import annotations

import re
from dataclasses import dataclass

from quizapp.domain.question import OPTION_IDS
from quizapp.formats.spellings import plain

HEADER_WITHIN = 30
_ONLY_ONCE = {"stem", "kind", "answer", "option", "tick"}
_NAMES = {
    "stem": "题干 题目 问题描述 问题 试题 试题内容 题目内容 题干内容 题目描述 试题描述 question stem questiontext",
    "kind": "题型 类型 试题类型 题目类型 题目题型 type kind questiontype",
    "answer": "答案 正确答案 标准答案 参考答案 试题答案 答案选项 正确选项 answer key correctanswer correct answers",
    "explanation": "解析 答案解析 试题解析 题目解析 解释 答案解释 explanation analysis",
    "difficulty": "难度 难易度 难易程度 难度等级 难度级别 难度系数 difficulty level",
    "ref": "题目编号 试题编号 编号 ref",
    "image": "题干图片 题目图片 图片 image picture",
    "dimension": "维度 dimension",
    "topic": "主题 topic",
    "benchmark": "基准 benchmark benchmarks",
    "population": "人群 适用人群 population populations",
    "basis": "依据 出处 basis source",
    "expert": "专家把关 expert",
    "valid_until": "有效期至 有效期 validuntil",
}
_TAG_NAMES = {"知识点", "标签", "章节", "模块", "分类", "类别", "tag", "tags", "category", "chapter"}
_FIELD_OF_NAME = {name: field for field, names in _NAMES.items() for name in names.split()}
_NUMERALS = "一二三四五六七八九十"
_OPTION = re.compile(
    rf"(?:(?:选项|备选项|备选答案|option|choice)([a-z]|\d{{1,2}}|[{_NUMERALS}])|([a-z])|([a-z])选项)(?:内容)?"
)
_RIGHT = re.compile(rf"(?:选项|option)([a-z]|\d{{1,2}}|[{_NUMERALS}])(?:是否正确|是否为?答案|正确|correct|iscorrect)")


@dataclass(frozen=True, slots=True)
class Header:
    """Where the fields stand: `row` from 0; options and ticks by position; several tag columns are fine."""

    row: int
    fields: dict[str, int]
    options: dict[int, int]
    ticks: dict[int, int]
    tags: list[int]
    twice: list[tuple[str, str]]

    @property
    def known(self) -> int:
        return len(self.fields) + len(self.options) + len(self.ticks) + len(self.tags)

    @property
    def lacking(self) -> list[str]:
        """The Chinese names of the columns without which there is no question."""
        lacking = [] if "stem" in self.fields else ["题干"]
        return lacking if "answer" in self.fields or self.ticks else [*lacking, "答案"]


def column_name(cell: str) -> str:
    """A header cell as it is compared: half-width, lower case, without marks such as * and (必填)."""
    bare = re.sub(r"[(\[【][^()\[\]【】]*[)\]】]", "", plain(cell).casefold()) or plain(cell).casefold()
    return re.sub(r"[\s_\-*:]+", "", bare)


def header_of(cells: list[str], row: int) -> Header:
    """What a row would mean if it were the header."""
    header = Header(row, {}, {}, {}, [], [])
    names: dict[tuple[str, int], str] = {}
    for column, cell in enumerate(cells):
        field, position = _meaning(column_name(cell))
        if field == "tags":
            header.tags.append(column)
        elif field:
            if (field, position) in names and field in _ONLY_ONCE:
                header.twice.append((names[field, position], cell))
            names[field, position] = cell
            {"option": header.options, "tick": header.ticks}.get(field, {}).setdefault(position, column)
            if field not in {"option", "tick"}:
                header.fields.setdefault(field, column)
    return header


def find_header(rows: list[list[str]]) -> Header | None:
    """The first row within 30 that names a stem and an answer, or else the best one that names a stem at all."""
    best: Header | None = None
    for number, cells in enumerate(rows[:HEADER_WITHIN]):
        header = header_of(cells, number)
        if not header.lacking:
            return header
        if "stem" in header.fields and header.known >= 3 and (best is None or header.known > best.known):
            best = header
    return best


def _meaning(name: str) -> tuple[str, int]:
    if name in _TAG_NAMES:
        return "tags", 0
    if name in _FIELD_OF_NAME:
        return _FIELD_OF_NAME[name], 0
    matched = _OPTION.fullmatch(name)
    if matched:
        return _numbered("option", next(filter(None, matched.groups())))
    matched = _RIGHT.fullmatch(name)
    return _numbered("tick", matched[1]) if matched else ("", 0)


def _numbered(field: str, mark: str) -> tuple[str, int]:
    if mark in OPTION_IDS:
        return field, OPTION_IDS.index(mark)
    number = int(mark) if mark.isdecimal() else _NUMERALS.index(mark) + 1
    return (field, number - 1) if number else ("", 0)
