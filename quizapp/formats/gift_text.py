"""The small print of GIFT: signs behind a backslash, and the format that stands in brackets before a text."""

from __future__ import annotations

import re

from quizapp.formats.decoding import clean
from quizapp.formats.markup import NO_PICTURES, Rich, from_html
from quizapp.formats.reading import Refused

SPECIAL = "~=#{}:\\n"
FORMATS = ("html", "markdown", "plain", "moodle")
_HIDDEN = {sign: chr(place) for place, sign in enumerate(SPECIAL, 1)}  # control signs: no text keeps one
_SHOWN = {ord(hidden): "\n" if sign == "n" else sign for sign, hidden in _HIDDEN.items()}
_CONTROL = re.compile("[\x01-\x08]")
_BEHIND_BACKSLASH = re.compile(r"\\([~=#{}:\\n])")
_FORMAT = re.compile(rf"\[({'|'.join(FORMATS)})\]", re.IGNORECASE)
_PICTURE = re.compile(r"@@PLUGINFILE@@|!\[[^\]]*\]\(")


def escaped(text: str) -> str:
    """Text in which a sign behind a backslash no longer means anything; `without_escapes` shows it again."""
    return _BEHIND_BACKSLASH.sub(lambda match: _HIDDEN[match[1]], _CONTROL.sub("", text))


def without_escapes(text: str) -> str:
    return text.translate(_SHOWN)


def rich(text: str, default: str) -> tuple[str, str]:
    """The format of a piece of text, and the text that it shows. Refused where it shows a picture."""
    marked = _FORMAT.match(text)
    name = marked[1].casefold() if marked else default
    bare = without_escapes(text[marked.end() :] if marked else text)
    shown = Rich(clean(bare)) if name == "plain" else from_html(bare, loose=name != "html")
    if shown.picture or _PICTURE.search(bare):
        raise Refused("image", NO_PICTURES)
    return name, shown.text


def written(text: str) -> str:
    """Text as GIFT needs it, whatever signs it holds."""
    bare = "".join("\\" + sign if sign in "~=#{}:\\" else sign for sign in text).replace("\n", "\\n")
    return f"[plain]{bare}" if _FORMAT.match(text) else bare
