"""Tables for people: .xlsx and .csv that open well in a county office's Excel and cannot carry a formula."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from xlsxwriter import Workbook

Value = str | int | float | None
NOTHING = "—"
LONGEST_CELL = 32_767
LARGEST_EXACT = 10**15
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_DANGEROUS = re.compile(r"'*[=+\-@\t\r]")
_MADE = datetime(2020, 1, 1)  # noqa: DTZ001 the format has no zone; fixed, so that equal tables make equal files


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with notes above it: what it shows, as of when, by which rule."""

    title: str
    notes: list[str] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    rows: Sequence[Sequence[Value]] = field(default_factory=list)


def write_xlsx(sheets: list[Sheet]) -> bytes:
    """A workbook with one sheet a table: notes, then a bold frozen header, then the rows; text is never a formula."""
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": _MADE})
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    quiet = book.add_format({"italic": True, "font_color": "#555555"})
    titles: set[str] = set()
    for sheet in sheets or [Sheet("")]:
        _write_sheet(book.add_worksheet(_title(sheet.title, titles)), sheet, bold, quiet)
    book.close()
    return buffer.getvalue()


def write_csv(sheet: Sheet) -> bytes:
    """UTF-8 with a byte order mark, as Excel wants it; text that would be a formula gets an apostrophe."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([_guarded(note)] for note in sheet.notes)
    if sheet.header:
        writer.writerow([_guarded(name) for name in sheet.header])
    writer.writerows([_guarded(_settled(value)) for value in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig")


def _write_sheet(page: Any, sheet: Sheet, bold: Any, quiet: Any) -> None:
    for number, note in enumerate(sheet.notes):
        page.write_string(number, 0, _cut(note), quiet)
    top = len(sheet.notes)
    for column, name in enumerate(sheet.header):
        page.write_string(top, column, _cut(name), bold)
    first = top + bool(sheet.header)
    for number, row in enumerate(sheet.rows, first):
        for column, value in enumerate(row):
            settled = _settled(value)
            if isinstance(settled, str):
                page.write_string(number, column, _cut(settled))
            else:
                page.write_number(number, column, settled)
    if sheet.header:
        page.freeze_panes(first, 0)
    for column, width in enumerate(_widths(sheet)):
        page.set_column(column, column, width)


def _widths(sheet: Sheet) -> list[int]:
    """Wide enough for the header and the first rows, Chinese counted double, between 8 and 60."""
    columns: list[int] = []
    for row in [sheet.header, *sheet.rows[:200]]:
        for column, value in enumerate(row):
            text = str(_settled(value))
            width = max((sum(2 if ord(sign) > 255 else 1 for sign in line) for line in text.split("\n")), default=0)
            if column == len(columns):
                columns.append(8)
            columns[column] = max(columns[column], min(60, width + 2))
    return columns


def _settled(value: Value) -> str | int | float:
    """A value as it is written: nothing and what is no number as a dash, too long a number as text."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return NOTHING
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value) if isinstance(value, int) and abs(value) >= LARGEST_EXACT else value


def _guarded(value: str | int | float) -> str | int | float:
    return f"'{value}" if isinstance(value, str) and _DANGEROUS.match(value) else value


def _cut(text: str) -> str:
    text = _CONTROL.sub("", text)
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def _title(wanted: str, taken: set[str]) -> str:
    """A sheet's name as Excel allows it: no reserved signs, at most 31 long, none twice."""
    base = _FORBIDDEN.sub(" ", wanted).strip("' ")[:31].strip("' ") or "表"
    base = base + "_" if base.casefold() == "history" else base
    title, number = base, 1
    while title.casefold() in taken:
        number += 1
        title = f"{base[: 30 - len(str(number))]}_{number}"
    taken.add(title.casefold())
    return title
