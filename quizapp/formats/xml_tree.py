"""XML from strangers as a tree of plain names: no DTD, no entities of its own, nothing too deep or too large."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from functools import lru_cache
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from quizapp.domain.refusals import Invalid
from quizapp.domain.words import say
from quizapp.formats.decoding import check_size, decode
from quizapp.formats.reading import unreadable

MOST_ELEMENTS = 300_000
DEEPEST = 100
LONGEST_TEXT = 1_000_000
ATTACHED = "file"  # where Moodle puts pictures
LINE = "\x00line"  # attribute of the root's children: where each begins; no file can hold such a name
_HEAD = 4_000
_CHUNK = 65_536
_BEFORE_ROOT = re.compile(r"\ufeff|\s+|<\?.*?\?>|<!--.*?-->|<![A-Z][^>\[]*(?:\[.*?\]\s*)?>", re.DOTALL)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
_ENCODING = re.compile(rb"""\A(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.-]{1,40})["']""")
_PLAIN_ENCODINGS = re.compile(r"(?:us-ascii|iso-8859-\d{1,2}|windows-125\d|cp125\d|big5)", re.IGNORECASE)


class _TooMuch(Exception):
    """A tree that is too deep or has too many elements."""


class _Builder(TreeBuilder):
    """Builds the tree under plain names and counts while it does."""

    def __init__(self, rename: Callable[[str], str]) -> None:
        super().__init__()
        self.plain = lru_cache(maxsize=1_000)(lambda name: rename(name.rpartition("}")[2]))
        self.depth, self.count = 0, 0
        self.inside, self.length = "", 0
        self.line_now: Callable[[], int] = lambda: 0

    def start(self, tag: str, attributes: dict[str, str]) -> Element:
        self.depth, self.count = self.depth + 1, self.count + 1
        if self.depth > DEEPEST or self.count > MOST_ELEMENTS:
            raise _TooMuch
        self.inside, self.length = self.plain(tag), 0
        plain = {self.plain(name): value for name, value in attributes.items()}
        if self.depth == 2:
            plain[LINE] = str(self.line_now())
        return super().start(self.inside, plain)

    def data(self, data: str) -> None:
        self.length += len(data)
        if self.inside == ATTACHED:
            return  # a picture in base64: nobody reads it, so nobody keeps it
        if self.length > LONGEST_TEXT:
            raise _TooMuch
        super().data(data)

    def end(self, tag: str) -> Element:
        self.depth, self.inside, self.length = self.depth - 1, "", 0
        return super().end(self.plain(tag))


def parse(data: bytes, rename: Callable[[str], str] = str) -> Element:
    """The root of an XML file, names without prefix and through `rename`. `Invalid` for what is damaged or hostile."""
    check_size(data)
    builder = _Builder(rename)
    whole = data if _is_utf_8(data) else _text(data)
    parser = DefusedXMLParser(target=builder, encoding="utf-8", forbid_dtd=True)
    builder.line_now = lambda: int(parser.parser.CurrentLineNumber)
    try:
        for start in range(0, len(whole), _CHUNK):
            parser.feed(whole[start : start + _CHUNK])
            # A start tag is held back until it is whole: one of megabytes is an attack by attributes.
            if isinstance(whole, bytes) and start - parser.parser.CurrentByteIndex > LONGEST_TEXT:
                raise _TooMuch
        root = parser.close()
    except DefusedXmlException as error:
        raise unreadable(say("XML 文件里有 DTD 或实体定义，不安全，不导入。")) from error
    except _TooMuch as error:
        raise unreadable(say("XML 文件太大或者套得太深，请拆成几个再导入。")) from error
    except (ParseError, ValueError, LookupError, AssertionError) as error:
        raise _broken(getattr(error, "position", (1, 0))[0]) from error
    if not isinstance(root, Element):
        raise _broken(1)
    return root


def _broken(line: int) -> Invalid:
    return unreadable(say("XML 文件坏了，第 %(line)s 行读不下去；请重新导出。", line=line))


def root_name(text: str) -> str:
    """The plain name of the first element of a text that begins as XML does, '' where it does not."""
    head, at = text[:_HEAD], 0
    while (skipped := _BEFORE_ROOT.match(head, at)) is not None and skipped.end() > at:
        at = skipped.end()
    root = _ROOT.match(head, at)
    return root[1] if root else ""


def _is_utf_8(data: bytes) -> bool:
    """Told piece by piece: the whole text of a large file would need four bytes for each of its signs."""
    declared = _ENCODING.match(data)
    if declared and _PLAIN_ENCODINGS.fullmatch(declared[1].decode("ascii")):
        return False
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), _CHUNK):
            decoder.decode(data[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return b"\x00" not in data


def _text(data: bytes) -> str:
    """The text by the encoding that the file declares, where only the declaration can tell."""
    declared = _ENCODING.match(data)
    name = declared[1].decode("ascii") if declared else ""
    try:
        return data.decode(name) if _PLAIN_ENCODINGS.fullmatch(name) else decode(data)
    except (UnicodeDecodeError, LookupError) as error:
        raise _broken(1) from error
