"""HTML from strangers to plain text: scripts gone, lines kept, pictures noticed, 10³ still 10³."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import nh3

from quizapp.domain.words import say
from quizapp.formats.decoding import clean

LONGEST_MARKUP = 200_000
NO_PICTURES = say("这道题带图片、公式或别的媒体，现在还不能导入，所以整题没有导入。")
_BLOCKS = {"p", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr",
           "section", "article", "dl", "dt", "dd", "center", "figure", "figcaption"}  # fmt: skip
_MEDIA = {"img", "picture", "audio", "video", "object", "embed", "iframe", "svg", "math", "canvas", "input", "include"}
_KEPT = _BLOCKS | _MEDIA | {"br", "td", "th", "sub", "sup"}
_KNOWN = _KEPT | {"a", "b", "i", "u", "s", "em", "strong", "span", "font", "small", "big", "code", "tt", "del", "ins",
                  "tbody", "thead", "script", "style", "label", "q", "cite", "mark"}  # fmt: skip
_NOT_A_TAG = re.compile(r"<(?![/!]?[A-Za-z][^<>]*>|!--)")
_ATTRIBUTES = r"(?:\s+[a-z][\w:-]*\s*=[^<>]*)?\s*/?"
_NOT_A_KNOWN_TAG = re.compile(rf"<(?!/?(?:{'|'.join(sorted(_KNOWN))}){_ATTRIBUTES}>)", re.IGNORECASE)
_IS_MEDIA = re.compile(rf"<(?:{'|'.join(sorted(_MEDIA))})\b")
_IS_BLOCK = re.compile(rf"</?(?:{'|'.join(sorted(_BLOCKS))})\b[^<>]*>")
_RAISED = re.compile(r"<(sup|sub)>([^<]*)</\1>")
_SUPERSCRIPT = str.maketrans("0123456789+-=()n−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ⁻")
_SUBSCRIPT = str.maketrans("0123456789+-=()−", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎₋")
_AS_IT_IS: Mapping[str, str] = {}
_EDGE = "\x1e"  # between two blocks, until it is known how many there are


@dataclass(frozen=True, slots=True)
class Rich:
    """What a piece of markup says as text, and whether it shows something that text cannot (`picture`)."""

    text: str
    picture: bool = False


def from_html(source: str, *, loose: bool = False) -> Rich:
    """The text of HTML. `loose`: text in which people may have put tags; line ends count, and 'a<b' is no tag."""
    if len(source) > LONGEST_MARKUP:
        return Rich(source)  # longer than anything may be: it is refused by its length
    kept = nh3.clean((_NOT_A_KNOWN_TAG if loose else _NOT_A_TAG).sub("&lt;", source), tags=_KEPT, attributes={})
    kept = kept if loose else re.sub(r"[ \t\r\n\f]+", " ", kept)
    kept = _RAISED.sub(lambda match: html.escape(raised(html.unescape(match[2]), match[1])), kept)
    kept = re.sub(r"[ \t]*<br>[ \t]*", "\n", kept)
    kept = _IS_BLOCK.sub(_EDGE, re.sub(r"</?t[dh]>", " ", kept))
    kept = re.sub(rf"[ \t\n]*{_EDGE}[ \t\n{_EDGE}]*", "\n", kept)
    picture = _IS_MEDIA.search(kept) is not None
    return Rich(clean(html.unescape(re.sub(r"<[^<>]*>", "", kept))), picture)


def raised(text: str, how: str) -> str:
    """Text that stood higher (`sup`) or lower (`sub`), so that it still reads so: 10³, H₂O, 2^(x)."""
    table, sign = (_SUPERSCRIPT, "^") if how == "sup" else (_SUBSCRIPT, "_")
    if all(ord(letter) in table for letter in text):
        return text.translate(table)
    return text if not text.strip() else f"{sign}({text})"


def html_of(element: Element, instead: Mapping[str, str] = _AS_IT_IS) -> str:
    """The inside of an XHTML element as HTML without attributes; elements named in `instead` become that text."""
    parts = [html.escape(element.text or "", quote=False)]
    for child in element:
        if child.tag in instead:
            parts.append(instead[child.tag])
        elif child.tag in {"br", "hr", "img"}:
            parts.append(f"<{child.tag}>")
        else:
            parts.append(f"<{child.tag}>{html_of(child, instead)}</{child.tag}>")
        parts.append(html.escape(child.tail or "", quote=False))
    return "".join(parts)


def to_xhtml(text: str) -> str:
    """Plain text as inline XHTML that `from_html` reads back: line ends as <br/>, further spaces as hard ones."""
    escaped = html.escape(text, quote=False)
    hard = re.sub(r" (?=[ \n])|(?<=[ \n]) ", "\u00a0", escaped)
    return hard.replace("\n", "<br/>")
