"""A consistent copy of the whole database while it is in use, and the way back into an empty one.

SQLite: VACUUM INTO, which also leaves behind what was deleted. PostgreSQL: pg_dump and pg_restore where they are.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import inspect

from quizapp.domain.refusals import Invalid
from quizapp.domain.words import say
from quizapp.storage.database import db, is_postgresql

SQLITE, POSTGRESQL = "sqlite", "postgresql"


def kind() -> str:
    return POSTGRESQL if is_postgresql() else SQLITE


def is_empty() -> bool:
    """Whether the database has no table at all."""
    with db.engine.connect() as connection:
        return not inspect(connection).get_table_names()


def dump(target: Path) -> None:
    """Write the copy to a new file. Raises Invalid where PostgreSQL's own tool is missing or fails."""
    if is_postgresql():
        _run("pg_dump", "--format=custom", "--no-owner", f"--file={target}")
        return
    with closing(sqlite3.connect(_file())) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))


def load(source: Path) -> None:
    """Fill the empty database from a copy. Raises Invalid."""
    db.session.remove()
    db.engine.dispose()
    if is_postgresql():
        _run(
            "pg_restore",
            "--no-owner",
            "--exit-on-error",
            "--single-transaction",
            f"--dbname={db.engine.url.database}",
            str(source),
        )
        return
    draft = _file().with_suffix(".restoring")
    shutil.copyfile(source, draft)
    draft.chmod(0o600)
    for rest in ("-wal", "-shm"):
        _file().with_name(_file().name + rest).unlink(missing_ok=True)
    draft.replace(_file())


def _file() -> Path:
    return Path(str(db.engine.url.database))


def _run(tool: str, *arguments: str) -> None:
    """Run one of PostgreSQL's tools on this database; who it is goes by the environment, which `ps` does not show."""
    found = shutil.which(tool)
    if found is None:
        message = say("这台机器上没有 %(tool)s，请先安装 PostgreSQL 客户端。", tool=tool)
        raise Invalid.at(tool, message)
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own tool, no shell
        [found, *arguments], env=_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or [""]
        raise Invalid.at(tool, say("%(tool)s 没有做成：%(said)s", tool=tool, said=said[-1]))


def _environment() -> dict[str, str]:
    url = db.engine.url
    host = url.host or url.query.get("host") or ""
    known = {
        "PGHOST": host if isinstance(host, str) else host[0],
        "PGPORT": str(url.port or url.query.get("port") or ""),
        "PGUSER": url.username or "",
        "PGPASSWORD": url.password or "",
        "PGDATABASE": url.database or "",
    }
    return {**os.environ, **{name: value for name, value in known.items() if value}}
