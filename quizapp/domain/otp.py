"""Codes by SMS: how long one lives, how often one is sent, how often a wrong one is listened to."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta

DIGITS = 6
LIFE = timedelta(minutes=5)
BETWEEN = timedelta(seconds=60)
DAY = timedelta(days=1)
MOST_TRIES = 5
MOST_A_DAY = 10
_PHONE = re.compile(r"(?:\+?86|0086)?(1\d{10})")
_CODE = re.compile(rf"\d{{{DIGITS}}}")


def new() -> str:
    """A fresh code from the system's randomness."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def normal_phone(typed: str) -> str | None:
    """The mobile number that somebody typed (any width, spaces, hyphens, +86), or None if it is none."""
    found = _PHONE.fullmatch(_plain(typed))
    return found[1] if found and found[1].isascii() else None


def normal_code(typed: str) -> str | None:
    """The code that somebody typed, or None if it cannot be one."""
    code = _plain(typed)
    return code if code.isascii() and _CODE.fullmatch(code) else None


def next_sending(sent: Sequence[datetime], now: datetime) -> datetime | None:
    """When a phone may be sent another code, after those of the last day; None: now."""
    recent = sorted(at for at in sent if at > now - DAY)
    waits = [recent[-1] + BETWEEN] if recent else []
    waits += [recent[-MOST_A_DAY] + DAY] if len(recent) >= MOST_A_DAY else []
    latest = max(waits, default=now)
    return latest if latest > now else None


def _plain(typed: str) -> str:
    return re.sub(r"[\s\-‐‑–—]+", "", unicodedata.normalize("NFKC", typed))
