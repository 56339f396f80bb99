"""Word files (.docx): paragraphs and tables to the conventions of plain text, tables with a header as sheets.

Read without a library for Word: such a library opens every part with a parser of its own, and shows neither the
numbers that Word makes nor what stands inside revisions and content controls.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from xml.etree.ElementTree import Element

from quizapp.domain.question import Question
from quizapp.domain.refusals import Invalid, Problem
from quizapp.domain.words import say
from quizapp.formats.archive import damaged, unpack
from quizapp.formats.columns import find_header
from quizapp.formats.decoding import ZIP, check_size
from quizapp.formats.markup import NO_PICTURES
from quizapp.formats.plain_text import read_pasted
from quizapp.formats.reading import Placed, Reading, shown, unreadable
from quizapp.formats.sheets import Table
from quizapp.formats.spreadsheet import read_question_tables
from quizapp.formats.word_numbering import Numbering
from quizapp.formats.word_text import OBJECT, paragraph_text, table_rows
from quizapp.formats.xml_tree import parse

_MAIN = "word/document.xml"
_AROUND = {"sdt", "sdtContent", "customXml", "ins", "moveTo"}


@dataclass(slots=True)
class _Document:
    """Lines with the place of each, and the tables that are question sheets."""

    lines: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    sheets: list[tuple[str, Table]] = field(default_factory=list)

    def add(self, text: str, place: str) -> None:
        for line in text.split("\n"):
            self.lines.append(line)
            self.places.append(place)


def read_docx(data: bytes, name: str) -> Reading:
    """The questions of a Word file, by paragraph or by row of a table; `Invalid` where there is none at all."""
    check_size(data)
    if not data.startswith(ZIP):
        raise unreadable(say("这个文件不是 Word 文档（.docx）。"))
    document = _document(unpack(data))
    readings = [_placed_in(title, read_question_tables([table], "docx")) for title, table in document.sheets]
    try:
        readings.append(_by_paragraph(read_pasted("\n".join(document.lines)), document.places))
    except Invalid:
        if not readings:
            raise
    questions, problems = _without_objects([placed for reading in readings for placed in reading.questions])
    problems = [problem for reading in readings for problem in reading.problems] + problems
    return Reading("docx", sum(reading.read for reading in readings), questions, problems)


def _document(parts: Mapping[str, bytes]) -> _Document:
    if _MAIN not in parts:
        raise unreadable(say("这个文件不是 Word 文档（.docx）。"))
    body = parse(parts[_MAIN]).find("body")
    if body is None:
        raise damaged()
    numbering = Numbering(_part(parts, "word/numbering.xml"), _part(parts, "word/styles.xml"))
    document, paragraphs, tables = _Document(), 0, 0
    for block in _blocks(body):
        if block.tag == "p":
            paragraphs += 1
            document.add(_labelled(block, numbering), f"paragraph {paragraphs}")
        else:
            tables += 1
            rows = table_rows(block, partial(_labelled, numbering=numbering))
            _add_table(document, rows, f"table {tables}")
    return document


def _labelled(paragraph: Element, numbering: Numbering) -> str:
    return f"{numbering.label(paragraph)} {paragraph_text(paragraph)}".strip()


def _part(parts: Mapping[str, bytes], name: str) -> Element | None:
    return parse(parts[name]) if name in parts else None


def _blocks(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag in {"p", "tbl"}:
            yield child
        elif child.tag in _AROUND:
            yield from _blocks(child)


def _add_table(document: _Document, rows: list[list[str]], title: str) -> None:
    """A table whose header names stem and answer is a question sheet; any other only arranges text."""
    header = find_header(rows)
    if header is not None and not header.lacking:
        document.sheets.append((title, Table("", rows)))
        return
    for number, cells in enumerate(rows, 1):
        filled = [cell for cell in cells if cell]
        together = not any("\n" in cell for cell in filled)
        document.add(("\t" if together else "\n").join(filled), f"{title} row {number}")


def _placed_in(title: str, reading: Reading) -> Reading:
    return replace(
        reading,
        questions=[replace(placed, place=f"{title} {placed.place}") for placed in reading.questions],
        problems=[replace(problem, place=f"{title} {problem.place}") for problem in reading.problems],
    )


def _by_paragraph(reading: Reading, places: list[str]) -> Reading:
    """Line numbers mean nothing in Word: the paragraph, or the row of a table, instead."""

    def place(line: str) -> str:
        return places[int(line.removeprefix("line ")) - 1]

    return replace(
        reading,
        questions=[replace(placed, place=place(placed.place)) for placed in reading.questions],
        problems=[replace(problem, place=place(problem.place)) for problem in reading.problems],
    )


def _without_objects(questions: list[Placed]) -> tuple[list[Placed], list[Problem]]:
    """Questions in which a picture or a formula stood are refused."""
    whole: list[Placed] = []
    problems: list[Problem] = []
    for placed in questions:
        if any(OBJECT in text for text in _texts(placed.question)):
            problems.append(Problem(placed.place, NO_PICTURES, "image", shown(placed.question.stem)))
        else:
            whole.append(placed)
    return whole, problems


def _texts(question: Question) -> list[str]:
    blanks = [text for alternatives in question.blanks for text in alternatives]
    return [question.stem, question.explanation, *(option.text for option in question.options), *blanks]
