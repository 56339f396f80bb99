"""Workbooks and separated text to tables of text cells, with the rows numbered as a spreadsheet shows them."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import itertools
import re
from dataclasses import dataclass

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from quizapp.domain.words import say
from quizapp.formats.decoding import ZIP, check_size, clean, decode
from quizapp.formats.reading import unreadable
from quizapp.formats.xlsx_guard import SheetNotes, damaged, inspect

DELIMITERS = (",", "\t", ";")
SNIFFED_RECORDS = 40
_ESCAPED = re.compile(r"'+[=+\-@\t\r]")

CellValue = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: `rows[0]` is row 1. `dates` holds the (row, column), from 0, of cells that are dates, not text."""

    title: str
    rows: list[list[str]]
    dates: frozenset[tuple[int, int]] = frozenset()


def read_tables(data: bytes) -> list[Table]:
    """The visible sheets of a workbook, or the one table of a separated text, by content."""
    check_size(data)
    if data.startswith(ZIP):
        return workbook_tables(data)
    text = decode(data)
    return [csv_table(text, likely_delimiter(text))]


def workbook_tables(data: bytes) -> list[Table]:
    """The visible worksheets of an .xlsx file, in order."""
    check_size(data)
    notes = inspect(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [
            _sheet_table(book, index, sheet.name, notes[index] if index < len(notes) else SheetNotes())
            for index, sheet in enumerate(book.sheets_metadata)
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
    except (CalamineError, ValueError, OverflowError, OSError) as error:
        raise damaged() from error
    except BaseException as error:
        if type(error).__module__ == "pyo3_runtime":  # a panic of the reader on a damaged file
            raise damaged() from error
        raise


def _sheet_table(book: CalamineWorkbook, index: int, title: str, notes: SheetNotes) -> Table:
    values = book.get_sheet_by_index(index).to_python(skip_empty_area=False)
    rows = [[cell_text(value) for value in row] for row in values]
    for (row, column), decimals in notes.percents.items():
        if row < len(rows) and column < len(rows[row]) and isinstance(values[row][column], int | float):
            rows[row][column] = f"{float(rows[row][column]) * 100:.{decimals}f}%"
    for (row, column), formula in notes.formulas.items():
        if row < len(rows) and column < len(rows[row]) and not rows[row][column]:
            rows[row][column] = clean(formula)
    dates = frozenset(
        (row, column)
        for row, cells in enumerate(values)
        for column, value in enumerate(cells)
        if isinstance(value, dt.date | dt.time | dt.timedelta)
    )
    return Table(title, rows, dates)


def cell_text(value: CellValue) -> str:
    """A cell as the sheet shows it: 1 and not 1.0, 0.3 and not 0.30000000000000004."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")
    return str(value)


def csv_table(text: str, delimiter: str) -> Table:
    """Separated text as a table; an apostrophe that guards a formula sign is taken off again."""
    text = text.removeprefix("\ufeff")
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise unreadable(say("表格里有一个双引号没有配对，后面的内容分不清是哪一格；请改好再导入。")) from error
        records = _lenient(text, delimiter)
    return Table("", [[_unescaped(cell) for cell in record] for record in records])


def first_records(text: str, delimiter: str) -> list[list[str]]:
    """The first records, for a look at what a text may be; fewer where one of them cannot be separated."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    records: list[list[str]] = []
    with contextlib.suppress(csv.Error):
        for record in itertools.islice(reader, SNIFFED_RECORDS):
            records.append([clean(cell) for cell in record])
    return records


def likely_delimiter(text: str) -> str:
    """The delimiter that gives the most cells in the first records."""
    return max(DELIMITERS, key=lambda sign: sum(len(record) - 1 for record in first_records(text, sign) if record))


def _lenient(text: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise unreadable(say("表格读不出来：有一格太长，或者引号坏了。")) from error


def _unescaped(cell: str) -> str:
    return clean(cell[1:] if _ESCAPED.match(cell) else cell)
