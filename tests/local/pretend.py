"""A small stand-in for `quizapp`: the same command words, run by file, so that one-machine mode is tested alone.

It writes what happens to it into the folder PRETEND, and does what the files there say.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from quizapp import config
from quizapp.local.refusals import CannotStart
from quizapp.local.serve import serve
from quizapp.local.up import up

FOLDER = Path(os.environ["PRETEND"])
HERE = Path(__file__).resolve()


def note(line: str) -> None:
    with (FOLDER / "notes").open("a") as notes:
        notes.write(f"{line}\n")


def app(environ: dict[str, str], start_response: Callable[..., object]) -> Iterable[bytes]:
    """Answers its process id. `/slow` first waits; `/ready…` is as ready as the folder says."""
    path, status = environ["PATH_INFO"], "200 OK"
    if path == "/slow":
        note("slow begins")
        time.sleep(1.0)
        note("slow ends")
    if path == "/readyz" and (FOLDER / "unready").exists():
        status = "503 Service Unavailable"
    body = (os.environ["QUIZAPP_PUBLIC_URL"] if path == "/url" else str(os.getpid())).encode()
    start_response(status, [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


def worker() -> int:
    """Until SIGTERM; says when it stops, which must be after the last request."""
    stop: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, frame: stop.append(number))
    note("worker begins")
    while not stop:
        time.sleep(0.02)
    note("worker ends")
    return 0


def main(words: list[str]) -> int:
    host, port, workers = "127.0.0.1", int(os.environ["PRETEND_PORT"]), int(os.environ.get("PRETEND_WORKERS", "1"))
    try:
        if words[0] == "up":
            prepare = tuple(os.environ.get("PRETEND_PREPARE", "").split())
            return up(config.read(), host, port, workers, prepare=prepare, program=(sys.executable, str(HERE)))
        if words[0] == "serve":
            if (FOLDER / "broken").exists():
                return 7
            serve(config.read(), host, port, workers, target=f"{HERE}:app")
    except CannotStart as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    if words[0] == "worker":
        return worker()
    if words[0] == "demo":
        note("prepared")
        sys.stdout.write(f"accounts for {os.environ['QUIZAPP_PUBLIC_URL']}\n")
        return int(words[1])
    note("migrated")
    return 3 if (FOLDER / "unmigratable").exists() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
