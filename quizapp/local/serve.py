"""The web server: the process becomes Granian, so that its parent's signals reach it without a go-between.

What was tried with Granian 2.8.7: on SIGTERM it stops listening at once, closes idle connections, and answers every
request that it had taken, also those still queued for a thread; a worker killed with -9 is replaced at once, and two
deaths within 5.5 s end it with exit code 1 (the supervisor then starts it anew).
"""

from __future__ import annotations

import contextlib
import os
import resource
import sys
from collections.abc import Mapping
from typing import NoReturn

from quizapp.config import Config
from quizapp.local import ports
from quizapp.local.refusals import CannotStart

TARGET = "quizapp.wsgi:app"
BLOCKING_THREADS = 8
# Backpressure counts connections of a worker, idle ones too. Under the number of phones, the rest would wait in the
# kernel until others hang up (tried: 500 phones on 100 took 12 s); so all are taken, and wait for a thread inside.
BACKPRESSURE = 4096
BACKLOG = 2048
FINISHING_SECONDS = 20
FILES_WANTED = 65_536


def require_workers(config: Config, workers: int) -> None:
    """SQLite has one writer at a time: a second process would only wait for the first one. Raises CannotStart."""
    if workers < 1:
        raise CannotStart(f"--workers {workers}: at least one web process is needed.")
    if config.embedded_database and workers > 1:
        raise CannotStart(
            f"--workers {workers}: with SQLite there is one web process; for more, set DATABASE_URL to PostgreSQL."
        )


def command(host: str, port: int, workers: int, target: str = TARGET) -> list[str]:
    """The command line of the server. Messages below errors are left out: two of them are false alarms."""
    options = {
        "--interface": "wsgi",
        "--http": "1",
        "--host": ports.address(host),
        "--port": str(port),
        "--workers": str(workers),
        "--blocking-threads": str(BLOCKING_THREADS),
        "--backlog": str(BACKLOG),
        "--backpressure": str(BACKPRESSURE),
        "--workers-kill-timeout": str(FINISHING_SECONDS),
        "--log-level": "error",
    }
    flags = ["--no-ws", "--no-access-log", "--respawn-failed-workers"]
    return [sys.executable, "-m", "granian", *(word for pair in options.items() for word in pair), *flags, target]


def environment(environ: Mapping[str, str], host: str, port: int) -> dict[str, str]:
    """The environment with the public address that follows from host and port, unless one is set."""
    known = environ.get("QUIZAPP_PUBLIC_URL")
    return {**environ, "QUIZAPP_PUBLIC_URL": known or ports.public_url(host, port)}


def serve(config: Config, host: str, port: int, workers: int, *, target: str = TARGET) -> NoReturn:
    """Become the web server. Raises CannotStart before that."""
    require_workers(config, workers)
    ports.require_free(host, port)
    _allow_many_files()
    line = command(host, port, workers, target)
    sys.stdout.flush()
    sys.stderr.flush()
    os.execve(line[0], line, environment(os.environ, host, port))  # noqa: S606 - no shell is wanted


def _allow_many_files() -> None:
    """Two thousand phones are two thousand open files: more than the usual 1024 (256 on macOS)."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for wanted in (FILES_WANTED, 10_240):  # macOS refuses more than the second even where no limit is set
        goal = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        if soft == resource.RLIM_INFINITY or soft >= goal:
            return
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (goal, hard))
            return
