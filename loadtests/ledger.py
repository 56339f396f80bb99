"""The ledger: a process of its own that writes down what was answered to the phones, as it was read from the socket.

It stands apart from quizapp and from the load generator, so that either may die and what was acknowledged stays known.
`python -m loadtests.ledger SOCKET FILE` prints `ready`, then appends each line that any writer sends; SIGTERM makes
it take in what is still on its sockets, and end.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from loadtests.instance import ROOT

Entry = dict[str, Any]
"""`call` (start, save, hand_in), `attempt`, `sent`, `status` (0 = nobody answered), `reply` (the body as text).

The call `given` is none: it says what somebody chose, whatever becomes of it.
"""

PIECE = 1 << 16
ROUND_SECONDS = 0.2


class Writer:
    """One connection to the ledger; threads may share it."""

    def __init__(self, address: Path) -> None:
        self._line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._line.connect(str(address))
        self._lock = threading.Lock()

    def note(self, entry: Entry) -> None:
        data = json.dumps(entry, ensure_ascii=False).encode() + b"\n"
        with self._lock:
            self._line.sendall(data)

    def close(self) -> None:
        self._line.close()


@contextlib.contextmanager
def running(folder: Path) -> Iterator[tuple[Path, Path]]:
    """A ledger process; gives the address to write to and the file, which is whole once this context ends."""
    address, file = folder / "ledger.sock", folder / "ledger.jsonl"
    words = [sys.executable, "-m", "loadtests.ledger", str(address), str(file)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout is None or process.stdout.readline() != "ready\n":
                raise RuntimeError("the ledger did not start")
            yield address, file
        finally:
            process.terminate()
            process.wait(30)


def read(file: Path) -> list[Entry]:
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def keep(listener: socket.socket, file: IO[bytes], stopped: threading.Event) -> None:
    """Append whole lines of every writer until `stopped` is set and nothing is left to read."""
    selector = selectors.DefaultSelector()
    listener.setblocking(False)
    selector.register(listener, selectors.EVENT_READ)
    rests: dict[socket.socket, bytes] = {}
    while True:
        able = selector.select(ROUND_SECONDS)
        if not able and stopped.is_set():
            break
        for key, _ in able:
            if key.fileobj is listener:
                _accept(listener, selector, rests)
            elif isinstance(key.fileobj, socket.socket):
                _take(key.fileobj, selector, rests, file)
        file.flush()
    file.flush()
    os.fsync(file.fileno())


def _accept(listener: socket.socket, selector: selectors.BaseSelector, rests: dict[socket.socket, bytes]) -> None:
    line, _ = listener.accept()
    line.setblocking(False)
    rests[line] = b""
    selector.register(line, selectors.EVENT_READ)


def _take(
    line: socket.socket, selector: selectors.BaseSelector, rests: dict[socket.socket, bytes], file: IO[bytes]
) -> None:
    """Half a line that a killed writer left is no acknowledgement that anybody saw: it goes."""
    piece = line.recv(PIECE)
    if not piece:
        selector.unregister(line)
        line.close()
        del rests[line]
        return
    whole, _, rests[line] = (rests[line] + piece).rpartition(b"\n")
    if whole:
        file.write(whole + b"\n")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m loadtests.ledger", description=__doc__)
    parser.add_argument("socket", type=Path)
    parser.add_argument("file", type=Path)
    given = parser.parse_args(arguments)
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda number, frame: stopped.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one that started us, which then stops us
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener, given.file.open("ab") as file:
        listener.bind(str(given.socket))
        listener.listen(128)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        keep(listener, file, stopped)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
