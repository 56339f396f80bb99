"""Which pen reads a question file: decided by its content, never by its name."""

from __future__ import annotations

from collections.abc import Callable

from quizapp.domain.words import say
from quizapp.formats.aiken import looks_like_aiken, read_aiken
from quizapp.formats.archive import part_names
from quizapp.formats.bank_toml import looks_like_bank, read_bank
from quizapp.formats.decoding import OLE, ZIP, check_size, decode
from quizapp.formats.gift import looks_like_gift, read_gift
from quizapp.formats.moodle_xml import ROOT as MOODLE_ROOT
from quizapp.formats.moodle_xml import read_moodle_xml
from quizapp.formats.old_xls import read_xls
from quizapp.formats.plain_text import read_text
from quizapp.formats.qti import ROOTS as QTI_ROOTS
from quizapp.formats.qti import manifest_of, read_qti
from quizapp.formats.qti_item import plain_name
from quizapp.formats.reading import Reading, shown, unreadable
from quizapp.formats.spreadsheet import looks_like_table, read_csv, read_xlsx
from quizapp.formats.word import read_docx
from quizapp.formats.xml_tree import root_name

AUTO = "auto"
PENS: dict[str, Callable[[bytes, str], Reading]] = {
    "xlsx": read_xlsx,
    "xls": read_xls,
    "csv": read_csv,
    "docx": read_docx,
    "text": read_text,
    "gift": read_gift,
    "aiken": read_aiken,
    "moodle-xml": read_moodle_xml,
    "qti": read_qti,
    "qti3": read_qti,  # the name under which it is written
    "toml": read_bank,
}
# Asked in this order of a file that is text; the first that knows it reads it, and plain text takes the rest.
RECOGNISERS: list[tuple[str, Callable[[str], bool]]] = [
    ("toml", looks_like_bank),
    ("csv", looks_like_table),
    ("gift", looks_like_gift),
    ("aiken", looks_like_aiken),
]
_HEAD = 4_000


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
        return _kind_of_zip(part_names(data))
    if data.startswith(OLE):
        return "xls"
    # An XML file may be as large as it likes: only its head is made text here.
    return _kind_of_xml(data[:_HEAD].decode("utf-8", "replace")) or _kind_of_text(decode(data))


def _kind_of_zip(names: set[str]) -> str:
    if manifest_of(names):
        return "qti"
    return "docx" if any(name.startswith("word/") for name in names) else "xlsx"


def _kind_of_xml(head: str) -> str:
    root = root_name(head)
    if root == MOODLE_ROOT:
        return "moodle-xml"
    if plain_name(root) in QTI_ROOTS:
        return "qti"
    if root.casefold() == "html":
        raise unreadable(say("这是网页文件，应是 .xlsx、.csv 或文本；请用 Excel 打开后另存为 .xlsx。"))
    if root and head.lstrip("\ufeff \r\n\t").startswith("<?xml"):
        raise unreadable(say("这个 XML 文件最外层是「%(found)s」，不是 Moodle XML，也不是 QTI。", found=shown(root)))
    return ""


def _kind_of_text(text: str) -> str:
    return _kind_of_xml(text[:_HEAD]) or next((name for name, knows in RECOGNISERS if knows(text)), "text")
