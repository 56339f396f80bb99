"""Small lists with a header (.xlsx or .csv): rows as dictionaries, with their number as a spreadsheet counts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quizapp.domain.words import say
from quizapp.formats.columns import HEADER_WITHIN, column_name
from quizapp.formats.reading import shown, unreadable
from quizapp.formats.sheets import Table, read_tables

MOST_ROWS = 100_000
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+\d+")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: the name of its field, what people call it, and whether the list needs it."""

    field: str
    names: tuple[str, ...]
    required: bool = True


def read_rows(data: bytes, name: str, columns: Sequence[Column]) -> list[tuple[int, dict[str, str]]]:
    """The filled rows under the header with every known field (a column that is absent gives '').

    `Invalid` where no header is found, where it lacks a column, or where there is no row.
    """
    candidates = [(table, header) for table in read_tables(data) if (header := _best_header(table, columns))]
    if not candidates:
        wanted = "、".join(column.names[0] for column in columns if column.required)
        raise unreadable(say("没有找到表头，应有这些列：%(wanted)s。", wanted=wanted))
    table, (number, places) = next(
        (candidate for candidate in candidates if not _lacking(candidate[1][1], columns)), candidates[0]
    )
    lacking = _lacking(places, columns)
    if lacking:
        message = say(
            "表头（第 %(row)s 行）里没有「%(lacking)s」这一列。", row=number + 1, lacking="」「".join(lacking)
        )
        raise unreadable(message)
    rows = [
        (place, {column.field: _at(cells, places.get(column.field)) for column in columns})
        for place, cells in enumerate(table.rows[number + 1 :], number + 2)
    ]
    filled = [(place, row) for place, row in rows if any(row.values())]
    if not filled:
        raise unreadable(say("表头下面没有内容。"))
    if len(filled) > MOST_ROWS:
        raise unreadable(say("表格超过 %(n)s 行，请拆成几个文件。", n=MOST_ROWS))
    return filled


def is_scientific(text: str) -> bool:
    """Whether a spreadsheet has turned a long number into 3.70812E+08, so that its digits may be lost."""
    return _SCIENTIFIC.fullmatch(text) is not None


def _at(cells: list[str], column: int | None) -> str:
    return cells[column] if column is not None and column < len(cells) else ""


def _lacking(places: Mapping[str, int], columns: Sequence[Column]) -> list[str]:
    return [column.names[0] for column in columns if column.required and column.field not in places]


def _best_header(table: Table, columns: Sequence[Column]) -> tuple[int, dict[str, int]] | None:
    """The first row that has every needed column, else the row that has most of them."""
    fields = {column_name(name): column.field for column in columns for name in column.names}
    best: tuple[int, dict[str, int]] | None = None
    for number, cells in enumerate(table.rows[:HEADER_WITHIN]):
        places: dict[str, int] = {}
        for position, cell in enumerate(cells):
            field = fields.get(column_name(cell))
            if field in places:
                raise unreadable(say("表头里「%(name)s」这一列有两个，请只留一个。", name=shown(cell)))
            if field:
                places[field] = position
        if places and (best is None or len(places) > len(best[1])):
            best = number, places
        if places and not _lacking(places, columns):
            return number, places
    return best
