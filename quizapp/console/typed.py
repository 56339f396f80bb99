"""What people type into fields, and the values that it stands for: one pair of functions for each kind of key."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from quizapp.domain.rules_in_words import decimal
from quizapp.domain.words import Sentence, say

_NUMBER = re.compile(r"-?\d{1,9}")
_DECIMAL = re.compile(r"-?\d{1,6}(\.\d{1,3})?")
_SPAN = re.compile(r"(\d{1,4})(?::([0-5]\d))?")
_MOMENT = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?")


class Unfit(Exception):
    """What was typed cannot be read; the sentence says how to write it."""

    def __init__(self, said: Sentence) -> None:
        self.said = said
        super().__init__(str(said))


@dataclass(frozen=True, slots=True)
class Key:
    """`shown`: a value as the field holds it; `read`: back again, or Unfit."""

    shown: Callable[[Any], Any]
    read: Callable[[Any], Any]


def plain(text: str | None) -> str:
    """Typed text with full-width digits and signs made plain."""
    return unicodedata.normalize("NFKC", text or "").strip()


def _number(text: str | None) -> int:
    if not _NUMBER.fullmatch(plain(text)):
        raise Unfit(say("请填一个整数。"))
    return int(plain(text))


def _points(text: str | None) -> int:
    if not _DECIMAL.fullmatch(plain(text)):
        raise Unfit(say("请填一个数，最多三位小数。"))
    return int(Decimal(plain(text)) * 1000)


def _minutes(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{minutes}:{rest:02}" if rest else str(minutes)


def _seconds(text: str | None) -> int:
    found = _SPAN.fullmatch(plain(text))
    if not found:
        raise Unfit(say("请填分钟数，例如 10；要带秒就写成 1:30；不限时写 0。"))
    return int(found[1]) * 60 + int(found[2] or 0)


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(re.split(r"[\s,，、]+", text.strip())) if text and text.strip() else ()


def _few(text: str | None) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()


def moment_key(zone: ZoneInfo) -> Key:
    """A moment, typed in the district's time zone."""

    def shown(at: datetime) -> str:
        local = at.astimezone(zone).replace(tzinfo=None)
        return local.isoformat(timespec="auto" if local.second or local.microsecond else "minutes")

    def read(text: str | None) -> datetime:
        found = _MOMENT.fullmatch(plain(text))
        try:
            if not found:
                raise ValueError(text)
            year, month, day, hour, minute, second, fraction = (part or "" for part in found.groups())
            date, time = f"{year}-{month:0>2}-{day:0>2}", f"{hour:0>2}:{minute}:{second:0>2}.{fraction:0<6}"
            return datetime.fromisoformat(f"{date}T{time}").replace(tzinfo=zone).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise Unfit(say("请填日期和时间，例如 2026-09-01 08:00。")) from error

    return Key(shown, read)


TEXT = Key(str, lambda text: (text or "").strip())
NUMBER = Key(str, _number)
POINTS = Key(decimal, _points)
SPAN = Key(_minutes, _seconds)
YES_NO = Key(bool, bool)
MANY = Key(list, lambda values: tuple(values or ()))
LINES = Key("\n".join, _lines)
ONE_OF_FEW = Key(",".join, _few)
