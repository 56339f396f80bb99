"""Keeps the parts of one machine running: starts them in order, brings back one that died, drains them backwards."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from quizapp.local.process import Part, Process
from quizapp.local.refusals import CannotStart
from quizapp.local.signals import Signals

FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0
PROVEN = 60.0
BEYOND_GRACE = 5.0


@dataclass(slots=True)
class _Kept:
    """A part and how it fares. `process` is None between a death and the next start."""

    part: Part
    process: Process | None
    since: float
    deaths: int = 0


class Supervisor:
    """Start with the part that the others need; it is the last one to be stopped."""

    def __init__(self, signals: Signals, environ: Mapping[str, str], held: int) -> None:
        self._signals = signals
        self._environ = environ
        self._held = held
        self._kept: list[_Kept] = []

    def start(self, part: Part) -> None:
        self._kept.append(_Kept(part, self._process(part), time.monotonic()))

    def run_once(self, part: Part) -> int:
        """Run a command to its end and return its exit code. Raises StopAsked, after it has been stopped."""
        process = self._process(part)
        try:
            while (code := process.ended()) is None:
                self._signals.wait(1.0)
            return code
        finally:
            self._stop(process)

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> bool:
        """Whether it became so in time. While starting, a part that dies is a refusal, not something to retry."""
        return self._signals.wait_for(lambda: self._all_alive() and ready(), seconds)

    def _all_alive(self) -> bool:
        for kept in self._kept:
            code = kept.process.ended() if kept.process else None
            if code is not None:
                log = f"see {kept.part.log}" if kept.part.log else "its own message stands above"
                raise CannotStart(f"The {kept.part.name} stopped while starting (exit code {code}): {log}.")
        return True

    def run(self) -> None:
        """Watch over the parts until StopAsked is raised."""
        while True:
            now = time.monotonic()
            self._signals.wait(min([60.0, *(self._tend(kept, now) for kept in self._kept)]))

    def _tend(self, kept: _Kept, now: float) -> float:
        """Look after one part; return after how many seconds to look again at the latest."""
        if kept.process is not None:
            code = kept.process.ended()
            if code is None:
                return 60.0
            kept.deaths = 1 if now - kept.since >= PROVEN else kept.deaths + 1
            kept.process, kept.since = None, now
            _say(f"the {kept.part.name} stopped (exit code {code}); it starts again in {_delay(kept.deaths):g} s")
        due = kept.since + _delay(kept.deaths)
        if now < due:
            return due - now
        kept.since = now
        try:
            kept.process = self._process(kept.part)
        except CannotStart as refusal:
            kept.deaths += 1
            _say(str(refusal))
            return _delay(kept.deaths)
        return 60.0

    def drain(self) -> None:
        """Stop all, the last started first, each one only when the one before it is gone."""
        while self._kept:
            process = self._kept.pop().process
            if process is not None:
                self._stop(process)

    def _stop(self, process: Process) -> None:
        process.ask_to_stop()
        deadline = time.monotonic() + process.part.grace + BEYOND_GRACE
        while process.ended() is None:
            if time.monotonic() >= deadline:
                process.kill()
                return
            self._signals.sleep(min(1.0, deadline - time.monotonic()))

    def _process(self, part: Part) -> Process:
        try:
            return Process(part, self._environ, self._held)
        except OSError as error:
            raise CannotStart(f"The {part.name} cannot be started: {error.strerror}.") from error


def _delay(deaths: int) -> float:
    return min(LONGEST_DELAY, FIRST_DELAY * 2.0 ** min(deaths - 1, 10))


def _say(sentence: str) -> None:
    """To the terminal, which may be gone by now."""
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(f"quizapp: {sentence}\n")
        sys.stderr.flush()
