"""Answers that are written and not chosen: when two texts, or two numbers, are the same."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction

LONGEST_WRITTEN = 200
BLANK = re.compile(r"_{2,}")
# White space tells nothing beside a Chinese character; between Latin words and digits it does: 'Pan Jin', '1 000'.
_IDLE_SPACE = re.compile(r"\s+(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])\s+")
_NUMBER = re.compile(r"[+-]?(?:\d{1,30}|\d{1,3}(?:,\d{3}){1,9})?(?:\.\d{0,30})?(?:e[+-]?\d{1,2})?")


def fold_written(text: str) -> str:
    """A written answer as it is compared: width, case and white space folded away, nothing else."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(_IDLE_SPACE.sub("", folded).split())


def number(text: str) -> Fraction | None:
    """The exact value of a decimal number (full-width and 1,000 too), None where the text is none."""
    plain = unicodedata.normalize("NFKC", text).strip().replace("\u2212", "-").casefold()
    if len(plain) > LONGEST_WRITTEN or not _NUMBER.fullmatch(plain) or not re.search(r"\d", plain.partition("e")[0]):
        return None
    return Fraction(Decimal(plain.replace(",", "")))


def within(text: str, value: str, tolerance: str) -> bool:
    """Whether a written number lies no further than `tolerance` from `value`; the edges count as inside."""
    given, wanted, room = number(text), number(value), number(tolerance)
    if given is None or wanted is None or room is None:
        return False
    return abs(given - wanted) <= room


def matches(text: str, alternatives: tuple[str, ...]) -> bool:
    """Whether a written text is one of the alternatives of its blank."""
    return fold_written(text) in {fold_written(each) for each in alternatives}
