"""The text of Word paragraphs and tables as their reader sees it, with a sign where something is no text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

from quizapp.formats.draft import GAP
from quizapp.formats.markup import raised

OBJECT = "\ufffc"  # Unicode's own sign for 'here stood an object': a picture, a formula, a drawing
_SHOWN_OTHERWISE = {"drawing", "pict", "object", "AlternateContent", "chart"}
_NOT_SHOWN = {"del", "moveFrom", "pPr", "rPr", "instrText", "delText", "footnoteReference", "commentReference",
              "annotationRef", "tblPr", "tcPr", "trPr"}  # fmt: skip
_MATHS = {"oMath", "oMathPara"}
_SIMPLE_MATHS = {
    "oMath", "oMathPara", "oMathParaPr", "jc", "r", "t", "e", "sup", "sub", "sSup", "sSub", "sSupPr", "sSubPr", "rPr",
    "ctrlPr", "sty", "nor", "rFonts", "lang", "color", "sz", "szCs", "b", "bCs", "i", "iCs",
}  # fmt: skip
# The ticks and crosses of Word's picture fonts, which stand in answers to true/false questions.
_SYMBOLS = {("wingdings", "FC"): "√", ("wingdings", "FB"): "×", ("wingdings 2", "50"): "√", ("wingdings 2", "4F"): "×"}


def paragraph_text(paragraph: Element) -> str:
    """All that is shown in a paragraph, line breaks kept, deleted and hidden text left out."""
    return "".join(_pieces(paragraph))


def _pieces(element: Element) -> Iterator[str]:
    for child in element:
        if child.tag == "r":
            yield _run(child)
        elif child.tag in _SHOWN_OTHERWISE:
            yield OBJECT
        elif child.tag in _MATHS:
            yield _maths(child) if all(each.tag in _SIMPLE_MATHS for each in child.iter()) else OBJECT
        elif child.tag not in _NOT_SHOWN:
            yield from _pieces(child)


def _run(run: Element) -> str:
    properties = run.find("rPr")
    if properties is not None and _on(properties.find("vanish")):
        return ""
    text = "".join(_run_piece(child) for child in run)
    if properties is None:
        return text
    if len(text) > 1 and not text.strip() and properties.find("u") is not None:
        return GAP  # underlined white space is how Word users draw a blank
    height = properties.find("vertAlign")
    how = {"superscript": "sup", "subscript": "sub"}.get(height.get("val", "") if height is not None else "", "")
    return raised(text, how) if how else text


def _run_piece(piece: Element) -> str:
    if piece.tag == "t":
        return piece.text or ""
    if piece.tag == "sym":
        return _SYMBOLS.get((piece.get("font", "").casefold(), piece.get("char", "")[-2:].upper()), OBJECT)
    if piece.tag in _SHOWN_OTHERWISE:
        return OBJECT
    return {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}.get(piece.tag, "")


def _on(switch: Element | None) -> bool:
    return switch is not None and switch.get("val", "1") not in {"0", "false", "off"}


def _maths(element: Element) -> str:
    """A formula that one line can show: letters, signs, powers and indices."""
    if element.tag == "t":
        return element.text or ""
    inside = "".join(_maths(child) for child in element)
    return raised(inside, element.tag) if element.tag in {"sup", "sub"} else inside


def table_rows(table: Element, text_of: Callable[[Element], str]) -> list[list[str]]:
    """The cells of a table row by row, paragraphs by `text_of`; a cell over several columns has empty ones behind."""
    rows = []
    for row in _inside(table, "tr"):
        cells: list[str] = []
        for cell in _inside(row, "tc"):
            texts = [text_of(paragraph).strip() for paragraph in cell.iter("p")]
            cells += ["\n".join(filter(None, texts)), *[""] * (_columns(cell) - 1)]
        rows.append(cells)
    return rows


def _columns(cell: Element) -> int:
    span = cell.find("tcPr/gridSpan")
    width = span.get("val", "") if span is not None else ""
    return int(width) if width.isdecimal() and len(width) < 3 else 1


def _inside(element: Element, name: str) -> Iterator[Element]:
    """Children of that name, also within content controls."""
    for child in element:
        if child.tag == name:
            yield child
        elif child.tag in {"sdt", "sdtContent", "customXml", "ins"}:
            yield from _inside(child, name)
