"""Which pen reads a question file: decided by its content, never by its name."""

from __future__ import annotations

from collections.abc import Callable

from quizapp.domain.words import say
from quizapp.formats.bank_toml import looks_like_bank, read_bank
from quizapp.formats.decoding import ZIP, check_size, decode
from quizapp.formats.plain_text import read_text
from quizapp.formats.reading import Reading, shown, unreadable
from quizapp.formats.spreadsheet import looks_like_table, read_csv, read_xlsx

AUTO = "auto"
PENS: dict[str, Callable[[bytes, str], Reading]] = {
    "xlsx": read_xlsx,
    "csv": read_csv,
    "text": read_text,
    "toml": read_bank,
}
# Asked in this order of a file that is text; the first that knows it reads it, and plain text takes the rest.
RECOGNISERS: list[tuple[str, Callable[[str], bool]]] = [
    ("toml", looks_like_bank),
    ("csv", looks_like_table),
]


def read_questions(data: bytes, name: str, wanted: str = AUTO) -> Reading:
    """Questions and problems of one file; `Invalid` with one sentence where the file cannot be read at all."""
    if wanted != AUTO and wanted not in PENS:
        known = "、".join([AUTO, *PENS])
        raise unreadable(say("格式「%(wanted)s」不认识，能用的有：%(known)s。", wanted=shown(wanted), known=known))
    check_size(data)
    return PENS[recognise(data) if wanted == AUTO else wanted](data, name)


def recognise(data: bytes) -> str:
    """The name of the format that a file's content shows."""
    if data.startswith(ZIP):
        return "xlsx"
    text = decode(data)
    if text.lstrip()[:200].casefold().startswith(("<!doctype html", "<html")):
        raise unreadable(say("这是网页文件，应是 .xlsx、.csv 或文本；请用 Excel 打开后另存为 .xlsx。"))
    return next((name for name, knows in RECOGNISERS if knows(text)), "text")
