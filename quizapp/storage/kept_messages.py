"""Text messages that were written to a file because no gateway is set: whoever is erased goes from it too."""

from __future__ import annotations

import fcntl
import os
from datetime import datetime, timedelta
from pathlib import Path

from quizapp.storage.resources import resources

LIFE = timedelta(days=1)


def path(instance: Path) -> Path:
    return instance / "outbox" / "sms.jsonl"


def keep(instance: Path, line: str) -> None:
    """Append a message, readable by the owner of the file alone."""
    place = path(instance)
    place.parent.mkdir(mode=0o700, exist_ok=True)
    with open(place, "a", encoding="utf-8", opener=_private) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(line + "\n")


def forget_old(now: datetime) -> None:
    """Empty the file once a day has passed without a message."""
    place = path(resources().instance)
    if place.exists() and place.stat().st_mtime < (now - LIFE).timestamp():
        os.truncate(place, 0)


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


def forget(phone: str) -> None:
    """Take every message to this number out of the file, in place, so that whoever appends goes on appending to it."""
    try:
        with path(resources().instance).open("r+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            others = [line for line in file if phone not in line]
            file.seek(0)
            file.writelines(others)
            file.truncate()
    except FileNotFoundError:
        return
