"""Old workbooks (.xls, Excel 97–2003), read by a program apart with limits of memory and time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from quizapp.domain.refusals import Problem
from quizapp.domain.words import say
from quizapp.formats import xls_child
from quizapp.formats.decoding import OLE, check_size
from quizapp.formats.reading import WHOLE_FILE, Reading, unreadable
from quizapp.formats.sheets import Table, cell_text
from quizapp.formats.spreadsheet import read_question_tables
from quizapp.formats.xlsx_guard import damaged, too_wide

SECONDS = 20  # by the clock: on a busy machine the child's own limit of processor time comes much later


def read_xls(data: bytes, name: str) -> Reading:
    """Questions from the visible sheets, as from an .xlsx; `Invalid` for what is no such workbook."""
    check_size(data)
    if not data.startswith(OLE):
        raise unreadable(say("这个文件不是旧版 Excel 表格（.xls）。"))
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise unreadable(say("这个文件加了密码；请去掉密码，另存一份再导入。"))
    if "WordDocument".encode("utf-16-le") in data:
        raise unreadable(say("这是旧版的 Word 文件（.doc）；请另存为 .docx 再导入。"))
    sheets = _sheets(data)
    reading = read_question_tables([_table(title, rows) for title, rows in sheets], "xls")
    if any(isinstance(cell, float) and not cell.is_integer() for _, rows in sheets for row in rows for cell in row):
        message = say("旧版 .xls 里的百分数读出来是小数（30% 成了 0.3）；请核对，或者另存为 .xlsx 再导入。")
        reading.problems.append(Problem(WHOLE_FILE, message))
    return reading


def _sheets(data: bytes) -> list[tuple[str, list[list[Any]]]]:
    command = [sys.executable, "-I", str(Path(xls_child.__file__))]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise too_wide() from error
    if done.returncode == xls_child.TOO_MANY or done.returncode < 0:  # below zero: ended at one of its limits
        raise too_wide()
    if done.returncode:
        raise damaged()
    return [(title, rows) for title, rows in json.loads(done.stdout)]


def _table(title: str, rows: list[list[Any]]) -> Table:
    dates = frozenset((row, column) for row, cells in enumerate(rows) for column, value in enumerate(cells)
                      if isinstance(value, list))  # fmt: skip
    texts = [[cell_text(value[0] if isinstance(value, list) else value) for value in cells] for cells in rows]
    return Table(title, texts, dates)
