"""Bytes to text as Chinese office files need it: UTF-8, UTF-16 and GB18030, and a clear no to what is not text."""

from __future__ import annotations

import codecs
import re
import unicodedata

from quizapp.domain.refusals import Invalid
from quizapp.domain.words import Sentence, say
from quizapp.formats.reading import unreadable

LARGEST_FILE = 20_000_000
LONGEST_TEXT = 6_000_000
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"RIFF", b"II*\x00", b"MM\x00*")
ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"PK\x05\x06")

# Joiners stay between two signs that are not Latin: there they make one emoji, or one Persian word, of two.
_CONTROL = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f\u200b\u200e\u200f\u2060\ufeff\ufffe\uffff]"
    r"|(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])"
)


def check_size(data: bytes) -> None:
    """Refuse an empty file and one over 20 MB."""
    if not data.strip():
        raise unreadable(say("文件是空的。"))
    if len(data) > LARGEST_FILE:
        raise unreadable(say("文件超过 %(n)s MB，请拆成几个再导入。", n=LARGEST_FILE // 1_000_000))


def foreign_kind(data: bytes) -> Sentence | None:
    """The sentence for a file that can be neither a workbook nor text, known by its first bytes."""
    if data.startswith(OLE):
        return say("这是旧版的 .xls 或 .doc 文件，或者加了密码；请在 Excel 里去掉密码，另存为 .xlsx 再导入。")
    if data.startswith(b"%PDF"):
        return say("这是 PDF 文件，应是 .xlsx、.csv 或文本。")
    if data.startswith(ARCHIVES):
        return say("这是压缩包，请先解压，再导入里面的文件。")
    if data.startswith(PICTURES) and not _is_text(data):
        return say("这是一张图片，应是 .xlsx、.csv 或文本。")
    return None


def decode(data: bytes) -> str:
    """The text of a file whatever its encoding and line ends; `Invalid` where it is not text or is damaged."""
    check_size(data)
    foreign = foreign_kind(data)
    if foreign is not None:
        raise unreadable(foreign)
    if data.startswith(ZIP):
        raise unreadable(say("这是压缩格式的文件（如 .xlsx、.docx），不是文本。"))
    text, sure = _decoded(data)
    if len(text) > LONGEST_TEXT:
        raise unreadable(say("文本太长，请拆成几份再导入。"))
    if "\x00" in text or _strange(text, {"Cc"} if sure else {"Cc", "Co", "Cn"}):
        raise _not_text()
    return _one_line_end(text.removeprefix("\ufeff"))


def clean(text: str) -> str:
    """Text as it is stored: line ends made one, hard spaces made plain, invisible characters taken out."""
    return _CONTROL.sub("", _one_line_end(text).replace("_x000D_", "").replace("\u00a0", " ")).strip()


def _one_line_end(text: str) -> str:
    """Also the line and page breaks that Word leaves in what is pasted."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")


def _decoded(data: bytes) -> tuple[str, bool]:
    """The text, and whether the encoding is beyond doubt: hardly anything but UTF-8 is valid UTF-8."""
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16"), False
        if b"\x00" in data[:2000]:
            return data.decode(_utf_16_by_its_zeros(data)), False
        return data.decode("utf-8"), True
    except UnicodeDecodeError as error:
        if "16" in error.encoding or data.startswith(codecs.BOM_UTF8) or _damaged_utf_8(data):
            raise _not_text() from error
    try:
        return data.decode("gb18030"), False
    except UnicodeDecodeError as error:
        raise _not_text() from error


def _utf_16_by_its_zeros(data: bytes) -> str:
    """ASCII signs in UTF-16 have a zero byte behind them (little-endian) or before them."""
    start = data[:2000]
    return "utf-16-le" if start[1::2].count(0) >= start[0::2].count(0) else "utf-16-be"


def _damaged_utf_8(data: bytes) -> bool:
    """Whether nearly all of it is UTF-8: then GB18030 would read it as other, wrong characters."""
    text = data.decode("utf-8", errors="replace")
    lost = text.count("\ufffd")
    return lost * 5 < sum(1 for sign in text if ord(sign) > 127)


def _strange(text: str, categories: set[str]) -> bool:
    """Whether characters of these categories (control, private, unassigned) are more than a rare slip."""
    odd = sum(1 for sign in set(text) if unicodedata.category(sign) in categories and sign not in "\t\n\r\f\v")
    return odd > 2 and odd * 50 > len(set(text))


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\x00" not in data


def _not_text() -> Invalid:
    return unreadable(say("文件读不出来：不是文本，或者编码坏了；请另存为 UTF-8 编码的文本或 .xlsx 再导入。"))
