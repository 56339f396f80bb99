"""Question sheets (.xlsx, .csv) as people have them, to questions and problems with the number of their row."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from quizapp.domain.refusals import Problem
from quizapp.domain.words import say
from quizapp.formats.columns import Header, find_header, header_of
from quizapp.formats.decoding import decode
from quizapp.formats.draft import finish
from quizapp.formats.labels import Notes
from quizapp.formats.reading import Placed, Reading, shown, unreadable
from quizapp.formats.sheet_rows import cell, draft_of, option_texts
from quizapp.formats.sheets import DELIMITERS, Table, csv_table, first_records, workbook_tables
from quizapp.formats.spellings import letters, truth

EXAMPLE = "示例需删除"
_BARE_WIDTH = 6  # without a header: stem, four options, answer
_BARE = Header(-1, {"stem": 0, "answer": 5}, {0: 1, 1: 2, 2: 3, 3: 4}, {}, [], [])
_HEADING = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.．\s].{0,60}|第.{1,4}(?:部分|大题|章|节).{0,60}")


@dataclass(slots=True)
class _Tally:
    """What one file gave so far."""

    read: int = 0
    sheets: int = 0
    questions: list[Placed] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: Notes = field(default_factory=Notes)
    refs: dict[str, str] = field(default_factory=dict)


def read_xlsx(data: bytes, name: str) -> Reading:
    """Questions from the visible sheets of a workbook that have a header (or from its first, without one)."""
    return read_question_tables(workbook_tables(data), "xlsx")


def read_csv(data: bytes, name: str) -> Reading:
    """Questions from separated text in any of the known encodings, with , ; or tab between the cells."""
    text = decode(data)
    return read_question_tables([csv_table(text, _delimiter(text))], "csv")


def looks_like_table(text: str) -> bool:
    """Whether separated text is a question sheet: by its header, or by rows of stem, four options, answer."""
    for delimiter in DELIMITERS:
        records = first_records(text, delimiter)
        header = find_header(records)
        if header is not None or _is_bare(records):
            return True
    return False


def read_question_tables(tables: list[Table], format_name: str) -> Reading:
    """Questions from tables that have a header, or from the first filled one where none has."""
    tally = _Tally()
    headed = [(table, header) for table in tables if (header := find_header(table.rows)) is not None]
    filled = [table for table in tables if any(any(row) for row in table.rows)]
    if not filled:
        raise unreadable(say("表格是空的。"))
    if headed:
        whole = [(table, header) for table, header in headed if not header.lacking]
        for table, header in whole or headed[:1]:
            _check_header(header, table)
            _read_table(table, header, tally)
    elif _is_bare(filled[0].rows):
        _read_table(filled[0], _BARE, tally)
    else:
        raise unreadable(say("没有找到表头：前 30 行里应有一行写着「题干」和「答案」等列名。"))
    if not tally.read and not tally.problems:
        raise unreadable(say("表头下面没有试题。"))
    return Reading(format_name, tally.read, tally.questions, tally.problems + tally.notes.problems)


def _delimiter(text: str) -> str:
    def worth(sign: str) -> tuple[int, bool, int]:
        records = first_records(text, sign)
        header = find_header(records)
        return header.known if header else 0, _is_bare(records), sum(len(record) for record in records)

    return max(DELIMITERS, key=worth)


def _is_bare(rows: list[list[str]]) -> bool:
    """Whether most filled rows are a stem, four options and something that reads as an answer."""
    filled = [row for row in rows if any(row)]
    good = [
        row
        for row in filled
        if len(row) >= _BARE_WIDTH
        and all(row[column] for column in (0, 1, 2, 5))
        and not any(row[_BARE_WIDTH:])
        and (letters(row[5]) is not None or truth(row[5]) is not None)
    ]
    return bool(good) and len(good) * 2 > len(filled)


def _check_header(header: Header, table: Table) -> None:
    if header.lacking:
        message = say(
            "表头（第 %(row)s 行）里没有「%(lacking)s」这一列，不能导入。",
            row=header.row + 1,
            lacking="」「".join(header.lacking),
        )
        raise unreadable(message)
    if header.twice:
        first, second = header.twice[0]
        message = say(
            "表头（第 %(row)s 行）里「%(first)s」和「%(second)s」说的是同一件事，请只留一列。",
            row=header.row + 1, first=shown(first), second=shown(second),
        )  # fmt: skip
        raise unreadable(message)


def _read_table(table: Table, header: Header, tally: _Tally) -> None:
    behind = f" ({table.title})" if tally.sheets else ""
    tally.sheets += 1
    for number, cells in enumerate(table.rows[header.row + 1 :], header.row + 1):
        place = f"row {number + 1}{behind}"
        if any(EXAMPLE in text for text in cells):
            tally.problems.append(Problem(place, say("这一行是示例，没有导入。"), "", EXAMPLE))
        elif not _is_furniture(header, cells):
            tally.read += 1
            _read_row(table, header, number, place, tally)


def _is_furniture(header: Header, cells: list[str]) -> bool:
    """Empty rows, rows with nothing but a number, repeated headers, and headings such as 一、单选题."""
    written = [cell(cells, header.fields.get(name)) for name in ("stem", "answer", "explanation")]
    if not any(written) and not option_texts(header, cells):
        return True
    if header.row >= 0 and not header_of(cells, 0).lacking:
        return True
    filled = [text for text in cells if text]
    return len(filled) == 1 and _HEADING.fullmatch(filled[0]) is not None


def _read_row(table: Table, header: Header, number: int, place: str, tally: _Tally) -> None:
    cells = table.rows[number]
    columns = {header.fields[name] for name in ("stem", "answer", "explanation") if name in header.fields}
    for column in sorted(columns | set(header.options.values())):
        if (number, column) in table.dates:
            found = shown(cells[column])
            message = say("Excel 把一格当成了日期或时间「%(found)s」，请把这一格设为文本，照原样重写。", found=found)
            tally.problems.append(Problem(place, message, _field_at(header, column), found))
            return
    draft = draft_of(header, cells, place, tally.notes)
    result = draft if isinstance(draft, list) else finish(draft)
    if isinstance(result, list):
        tally.problems += result
    elif result.ref and result.ref in tally.refs:
        message = say("题目编号「%(ref)s」和 %(other)s 的重复了。", ref=shown(result.ref), other=tally.refs[result.ref])
        tally.problems.append(Problem(place, message, "ref", shown(result.ref)))
    else:
        tally.refs[result.ref] = place
        tally.questions.append(Placed(place, result))


def _field_at(header: Header, column: int) -> str:
    name = next((name for name, place in header.fields.items() if place == column), "options")
    return "key" if name == "answer" else name
