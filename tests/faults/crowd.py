"""A crowd of phones in threads over plain HTTP, and what can be done to the machine meanwhile."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple, TypeVar

import psutil

from loadtests.instance import QUESTIONS, SLUG
from loadtests.ledger import Entry, Writer
from loadtests.phone import HASTY, Backoff, Phone, Reply
from tests.local.machine import until

CALL_SECONDS = 20.0
PATIENCE = 90.0
NOTES_OF_A_JOURNEY = QUESTIONS + 3  # a start, an answer to each question, and handing in twice


T = TypeVar("T")


class Call(NamedTuple):
    """When it was made and over, by the monotonic clock, and what was answered."""

    began: float
    ended: float
    status: int


class Line:
    """One kept connection; a server that is gone is status 0, and the next call connects anew."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=CALL_SECONDS)
        self.calls: list[Call] = []

    def __call__(self, name: str, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Reply:
        began = time.monotonic()
        reply = self._ask(method, path, body, headers)
        self.calls.append(Call(began, time.monotonic(), reply.status))
        return reply

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Reply:
        try:
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
            return Reply(answer.status, answer.read())
        except (OSError, http.client.HTTPException):
            self.close()
            return Reply(0)

    def close(self) -> None:
        self._connection.close()


class Crowd:
    """People with entry codes; each note goes to the ledger process, and is counted as progress."""

    def __init__(self, port: int, ledger: Path) -> None:
        self._port = port
        self._writer = Writer(ledger)
        self._lock = threading.Lock()
        self._lines: list[Line] = []
        self.acknowledged = 0

    def phone(self, code: str, backoff: Backoff = HASTY) -> Phone:
        line = Line(self._port)
        self._lines.append(line)
        return Phone(line, self.note, SLUG, code, PATIENCE, backoff)

    def calls(self) -> list[Call]:
        """All that were made by now."""
        return [call for line in self._lines for call in line.calls]

    def note(self, entry: Entry) -> None:
        self._writer.note(entry)
        with self._lock:
            self.acknowledged += entry["status"] in {200, 201}

    def wait_for(self, share: float, journeys: int) -> None:
        """Until this share of what so many journeys are answered has been answered."""
        until(lambda: self.acknowledged >= share * journeys * NOTES_OF_A_JOURNEY, PATIENCE)

    def close(self) -> None:
        for line in self._lines:
            line.close()
        self._writer.close()


@contextlib.contextmanager
def gathered(port: int, ledger: Path) -> Iterator[Crowd]:
    crowd = Crowd(port, ledger)
    try:
        yield crowd
    finally:
        crowd.close()


def begin(phone: Phone) -> None:
    phone.sign_in()
    phone.look()
    phone.start()


def answer_all(phone: Phone) -> None:
    for question in phone.questions:
        phone.answer(question)


def end(phone: Phone) -> None:
    """Hand in, and once more as an impatient finger does: both are answered alike."""
    first = phone.hand_in()
    again = phone.hand_in()
    same = ("state", "score", "duration")
    assert [first[what] for what in same] == [again[what] for what in same]


def journey(phone: Phone) -> None:
    begin(phone)
    answer_all(phone)
    end(phone)
    phone.board()


@contextlib.contextmanager
def at_once(everybody: Sequence[T], do: Callable[[T], None]) -> Iterator[None]:
    """All of them at the same time, while the body of the context goes on; any failure of one is raised at the end."""
    with ThreadPoolExecutor(len(everybody)) as pool:
        running: list[Future[None]] = [pool.submit(do, one) for one in everybody]
        yield
        for each in running:
            each.result(PATIENCE)


def together(everybody: Sequence[T], do: Callable[[T], None]) -> None:
    with at_once(everybody, do):
        pass


def part(up: int, word: str) -> psutil.Process:
    """The process below `up` that has this word in its command, and not the guard that started it."""
    found = [
        process
        for process in psutil.Process(up).children(recursive=True)
        if word in " ".join(process.cmdline()) and "child.py" not in " ".join(process.cmdline())
    ]
    return found[0]


def web(up: int) -> list[psutil.Process]:
    """The server process, then the processes that answer."""
    server = part(up, "granian")
    return [server, *server.children(recursive=True)]


def kill(processes: Sequence[psutil.Process]) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


def kill_everything(up: int) -> None:
    """The supervisor first, so that it brings nothing back."""
    supervisor = psutil.Process(up)
    below = supervisor.children(recursive=True)
    kill([supervisor, *below])


@contextlib.contextmanager
def stopped(process: psutil.Process) -> Iterator[None]:
    """Standing still: it holds its connections and answers nobody."""
    os.kill(process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process.pid, signal.SIGCONT)
