"""Text messages that were written to a file because no gateway is set: whoever is erased goes from it too."""

from __future__ import annotations

import fcntl
from pathlib import Path

from quizapp.storage.resources import resources


def path(instance: Path) -> Path:
    return instance / "outbox" / "sms.jsonl"


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
