"""Run as a program of its own: the sheets of an old .xls from standard input to JSON on standard output.

The reader of .xls allocates what a file asks for and may end its process; here that ends nothing else. It imports
nothing of quizapp, so that it starts fast.
"""

import contextlib
import datetime as dt
import io
import json
import resource
import sys

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

MEMORY, SECONDS, MOST_CELLS = 250_000_000, 5, 500_000
TOO_MANY = 3


def main() -> int:
    """0 with the sheets, TOO_MANY where they hold too many cells; anything else is a damaged file."""
    for limit, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):  # where a system knows no such limit, the clock remains
            resource.setrlimit(limit, (most, resource.getrlimit(limit)[1]))
    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    sheets = []
    count = 0
    for index, sheet in enumerate(book.sheets_metadata):
        if sheet.typ != SheetTypeEnum.WorkSheet or sheet.visible != SheetVisibleEnum.Visible:
            continue
        rows = book.get_sheet_by_index(index).to_python(skip_empty_area=False)
        count += sum(map(len, rows))
        if count > MOST_CELLS:
            return TOO_MANY
        sheets.append([sheet.name, [[_cell(value) for value in row] for row in rows]])
    sys.stdout.write(json.dumps(sheets))
    return 0


def _cell(value: object) -> object:
    """Dates and times are told from text by the list around them."""
    return [str(value)] if isinstance(value, dt.date | dt.time | dt.timedelta) else value


if __name__ == "__main__":
    sys.exit(main())
