"""A plain matrix of marks (.csv or .xlsx): a header of question names, then a row an attempt."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from quizapp.domain.refusals import Invalid, Problem
from quizapp.domain.words import say
from quizapp.formats.reading import shown, unreadable
from quizapp.formats.sheets import read_tables

LARGEST_MARK = 1_000_000
_NUMBER = re.compile(r"[+-]?(\d{1,20}(\.\d{0,30})?|\.\d{1,30})([eE][+-]?\d{1,2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class MarkTable:
    """Question names, and each attempt's marks; None where a cell is empty: that question was not in the paper.

    `places[i]` says where row i stood, as a spreadsheet counts.
    """

    questions: list[str]
    rows: list[list[float | None]]
    places: list[str]


def read_marks(data: bytes) -> MarkTable:
    """Read a matrix; rows without any mark are no attempts. Raises Invalid, naming each cell that is no mark."""
    table = next(iter(read_tables(data)), None)
    filled = [(number, row) for number, row in enumerate(table.rows if table else [], 1) if any(row)]
    if not filled:
        raise unreadable(say("文件是空的。"))
    (header_row, header), *lines = filled
    _check_header(header_row, header)
    rows: list[list[float | None]] = []
    wrong: list[Problem] = []
    for number, cells in lines:
        wrong += _row_problems(number, cells, header)
        rows.append([_mark(cell) for cell in cells] + [None] * (len(header) - len(cells)))
    if wrong:
        raise Invalid(wrong)
    return MarkTable(header, rows, [f"row {number}" for number, _ in lines])


def _check_header(row: int, header: list[str]) -> None:
    unnamed = [index for index, name in enumerate(header, 1) if not name]
    if unnamed:
        raise Invalid.at(f"row {row}", say("表头的第 %(column)s 列没有题目名。", column=unnamed[0]))
    twice = [name for name, count in Counter(header).items() if count > 1]
    if twice:
        raise Invalid.at(f"row {row}", say("表头里「%(name)s」有两列，请只留一列。", name=shown(twice[0])))


def _row_problems(number: int, cells: list[str], header: list[str]) -> list[Problem]:
    place = f"row {number}"
    if len(cells) > len(header):
        return [Problem(place, say("这一行有 %(found)s 格，表头只有 %(n)s 格。", found=len(cells), n=len(header)))]
    return [
        Problem(place, say("「%(found)s」不是得分。", found=shown(cell)), name, shown(cell))
        for name, cell in zip(header, cells, strict=False)
        if cell and _mark(cell) is None
    ]


def _mark(cell: str) -> float | None:
    if not _NUMBER.fullmatch(cell):
        return None
    mark = float(cell)
    return mark if abs(mark) <= LARGEST_MARK else None
