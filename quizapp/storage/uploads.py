"""Files that wait between a preview and its confirmation.

They lie in a folder, not in a hidden field of the form: a file may be 20 MB, which no form field carries well, what
never goes back to the browser cannot be changed there, and the browser sends it once. The file's name is a hash of a
random token (which the form carries) and the session, so that nobody else's session finds it even with the token.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path

LIFE = timedelta(days=1)
FOLDER = "uploads"


def keep(folder: Path, session: str, name: str, data: bytes, now: datetime) -> str:
    """Put a file aside; answers the token under which this session finds it again. Removes what is too old."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    purge(folder, now)
    token = secrets.token_urlsafe(24)
    path = _path(folder, session, token)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(" ".join(name.split()).encode("utf-8", "replace") + b"\n" + data)
    os.utime(path, (now.timestamp(), now.timestamp()))
    return token


def find(folder: Path, session: str, token: str) -> tuple[str, bytes] | None:
    """Name and content of a waiting file of this session."""
    try:
        content = _path(folder, session, token).read_bytes()
    except FileNotFoundError:
        return None
    name, _, data = content.partition(b"\n")
    return name.decode(), data


def forget(folder: Path, session: str, token: str) -> None:
    _path(folder, session, token).unlink(missing_ok=True)


def purge(folder: Path, now: datetime) -> None:
    """Remove what nobody came back for."""
    oldest = (now - LIFE).timestamp()
    for path in folder.glob("*"):
        try:
            if path.stat().st_mtime < oldest:
                path.unlink()
        except FileNotFoundError:
            continue  # another process was first


def _path(folder: Path, session: str, token: str) -> Path:
    return folder / hashlib.sha256(f"{session}\n{token}".encode("utf-8", "replace")).hexdigest()
