"""Everything that lies anywhere: in every table, every file of the instance folder, every key of Redis."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import select, text

from quizapp.storage.database import db, is_postgresql
from quizapp.storage.resources import resources


def where_found(secrets: dict[str, str | bytes], folder: Path) -> dict[str, set[str]]:
    """For each secret, by its label, the places in which it lies."""
    places = [*_tables(), *_files(folder), *_redis()]
    return {label: {place for place, content in places if _holds(content, secret)} for label, secret in secrets.items()}


def _holds(content: bytes, secret: str | bytes) -> bool:
    raw = secret.encode() if isinstance(secret, str) else secret
    # As JSON writes it in ASCII, too.
    escaped = secret.encode("ascii", "backslashreplace") if isinstance(secret, str) else raw
    return any(form in content for form in (raw, escaped, raw.hex().encode()))


def _tables() -> Iterator[tuple[str, bytes]]:
    db.session.rollback()
    for name, table in db.metadata.tables.items():
        for row in db.session.execute(select(table)):
            yield f"table {name}", b"\n".join(_bytes(value) for value in row)
    db.session.rollback()


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The files as a thief of the disk reads them, once SQLite has moved its log into the database."""
    if not is_postgresql():
        path = str(db.engine.url.database)
        db.session.remove()
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            yield f"file {file.name}", file.read_bytes()


def _redis() -> Iterator[tuple[str, bytes]]:
    redis = resources().redis
    for key in redis.scan_iter():
        read = {
            "string": redis.get,
            "hash": redis.hgetall,
            "zset": lambda name: redis.zrange(name, 0, -1),
            "list": lambda name: redis.lrange(name, 0, -1),
            "set": redis.smembers,
        }[str(redis.type(key))]
        yield f"redis {key!r}", f"{key!r} {read(key)!r}".encode()


def tables_count() -> int:
    """How many tables the database itself knows, so that none is forgotten here."""
    query = (
        "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        if is_postgresql()
        else "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name <> 'sqlite_sequence'"
    )
    return int(db.session.execute(text(query)).scalar_one())
