"""Looks through a workbook before the reader does: a small file must not be able to eat the server's memory.

The reader (calamine) allocates the whole rectangle of a sheet and copies shared strings, so two cells far apart or
one long string used a million times would end the process. The same pass notes what the reader does not tell:
cells shown as percentages, and formulas without a stored value.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from xml.parsers import expat

from quizapp.domain.refusals import Invalid
from quizapp.domain.words import say
from quizapp.formats.archive import unpack
from quizapp.formats.reading import unreadable

MOST_CELLS = 4_000_000
MOST_CHARACTERS = 40_000_000
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
PERCENT_FORMATS = {"9": 0, "10": 2}


@dataclass(slots=True)
class SheetNotes:
    """Of one sheet, by (row, column) from 0: decimals of percentages, and formulas that have no stored value."""

    percents: dict[tuple[int, int], int] = field(default_factory=dict)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)


def inspect(data: bytes) -> list[SheetNotes]:
    """The notes of each sheet in the workbook's order; `Invalid` for a bomb, a damaged or a foreign zip."""
    parts = unpack(data, damaged)
    if "xl/workbook.xml" not in parts:
        raise unreadable(say("这个文件不是 Excel 表格（.xlsx）。"))
    try:
        lengths = _string_lengths(parts.get("xl/sharedStrings.xml", b""))
        percents = _percent_styles(parts.get("xl/styles.xml", b""))
        scanned = {
            name: _scan_sheet(content, lengths, percents)
            for name, content in parts.items()
            if b"sheetData" in content or name.startswith("xl/worksheets/sheet")
        }
        return [scanned.get(name, SheetNotes()) for name in _sheet_parts(parts)]
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise damaged() from error


def damaged() -> Invalid:
    """The refusal of a workbook that cannot be read."""
    return unreadable(say("表格文件已损坏，读不出来；请用 Excel 打开后另存一份再导入。"))


def too_wide() -> Invalid:
    """The refusal of a workbook that would not fit in memory."""
    return unreadable(say("表格太大了：请删去很远处的单元格和多余的内容，或者拆成几个文件。"))


def _refuse_doctype(*_: object) -> None:
    raise ValueError


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.buffer_text = True
    return parser


def _starts(content: bytes) -> list[tuple[str, dict[str, str]]]:
    """The elements of a small part in order, without their namespace prefix."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = _parser()
    parser.StartElementHandler = lambda name, attributes: found.append((_local(name), attributes))
    if content:
        parser.Parse(content, True)
    return found


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _string_lengths(content: bytes) -> list[int]:
    lengths: list[int] = []
    parser = _parser()

    def start(name: str, _: dict[str, str]) -> None:
        if _local(name) == "si":
            lengths.append(0)

    def text(characters: str) -> None:
        if lengths:
            lengths[-1] += len(characters)

    parser.StartElementHandler, parser.CharacterDataHandler = start, text
    if content:
        parser.Parse(content, True)
    return lengths


def _percent_styles(content: bytes) -> dict[str, int]:
    """Cell style number → decimals, for those that show a number as a percentage."""
    formats, styles, inside, number = dict(PERCENT_FORMATS), {}, False, 0
    for name, attributes in _starts(content):
        if name == "numFmt" and "%" in attributes.get("formatCode", ""):
            decimals = re.search(r"\.(0+)%", attributes["formatCode"])
            formats[attributes["numFmtId"]] = len(decimals[1]) if decimals else 0
        elif name in {"cellXfs", "cellStyles"}:
            inside = name == "cellXfs"
        elif name == "xf" and inside:
            if attributes.get("numFmtId") in formats:
                styles[str(number)] = formats[attributes["numFmtId"]]
            number += 1
    return styles


def _sheet_parts(parts: dict[str, bytes]) -> list[str]:
    targets = {
        attributes["Id"]: posixpath.normpath(posixpath.join("/xl", attributes["Target"])).lstrip("/")
        for name, attributes in _starts(parts.get("xl/_rels/workbook.xml.rels", b""))
        if name == "Relationship"
    }
    return [
        targets.get(next((value for key, value in attributes.items() if _local(key) == "id"), ""), "")
        for name, attributes in _starts(parts["xl/workbook.xml"])
        if name == "sheet"
    ]


class _SheetScan:
    """Follows the cells of one sheet as the parser meets them."""

    def __init__(self, lengths: list[int], percents: dict[str, int]) -> None:
        self.lengths, self.percents, self.notes = lengths, percents, SheetNotes()
        self.row, self.column, self.rows, self.columns, self.characters = -1, -1, 0, 0, 0
        self.cell: dict[str, str] | None = None
        self.inside, self.formula, self.value = "", "", ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = _local(name)
        if name == "row":
            self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.column = -1
        elif name == "c":
            self._at(attributes.get("r", ""))
            self.cell, self.formula, self.value = attributes, "", ""
        elif self.cell is not None:
            self._holds_something()
            self.inside = name

    def text(self, characters: str) -> None:
        if self.inside == "f":
            self.formula += characters
        elif self.inside == "v":
            self.value += characters

    def end(self, name: str) -> None:
        self.inside = ""
        if _local(name) != "c" or self.cell is None:
            return
        place = (self.row, self.column)
        if self.cell.get("t") == "s" and self.value.strip():
            self.characters += self.lengths[int(self.value)]
        if self.characters > MOST_CHARACTERS:
            raise too_wide()
        if self.formula and not self.value:
            self.notes.formulas[place] = "=" + self.formula
        if self.cell.get("s", "0") in self.percents:
            self.notes.percents[place] = self.percents[self.cell.get("s", "0")]
        self.cell = None

    def _at(self, reference: str) -> None:
        matched = re.fullmatch(r"([A-Za-z]{1,3})(\d{1,7})", reference)
        if matched:
            self.column = 0
            for letter in matched[1].upper():
                self.column = self.column * 26 + ord(letter) - 64
            self.row, self.column = int(matched[2]) - 1, self.column - 1
        elif reference:
            raise ValueError(reference)
        else:
            self.column += 1

    def _holds_something(self) -> None:
        self.rows, self.columns = max(self.rows, self.row + 1), max(self.columns, self.column + 1)
        if self.rows > LAST_ROW or self.columns > LAST_COLUMN or self.rows * self.columns > MOST_CELLS:
            raise too_wide()


def _scan_sheet(content: bytes, lengths: list[int], percents: dict[str, int]) -> SheetNotes:
    scan, parser = _SheetScan(lengths, percents), _parser()
    parser.StartElementHandler, parser.EndElementHandler = scan.start, scan.end
    parser.CharacterDataHandler = scan.text
    parser.Parse(content, True)
    return scan.notes
