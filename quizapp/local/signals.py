"""Signals as something to wait for, so that the supervisor sleeps until there is work and never polls in vain."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import time
from collections.abc import Callable, Iterator
from types import FrameType

Handler = Callable[[int, FrameType | None], object] | int | signal.Handlers | None


class StopAsked(Exception):
    """SIGTERM, SIGINT or SIGHUP came: unwind, draining on the way."""


class Signals:
    """A sleep that ends early when a child ends or a stop is asked for.

    An event of `threading` would do the same but can lock up, since its `set` may interrupt its own `wait`.
    """

    def __init__(self) -> None:
        self.stop_asked = False
        self._read_end, self._write_end = os.pipe()
        os.set_blocking(self._read_end, False)
        os.set_blocking(self._write_end, False)

    def sleep(self, seconds: float) -> None:
        """Sleep at most so long; a signal ends it."""
        select.select([self._read_end], [], [], max(0.0, seconds))
        with contextlib.suppress(BlockingIOError):
            os.read(self._read_end, 4096)

    def wait(self, seconds: float) -> None:
        """Sleep as above, and raise StopAsked if a stop was or is asked for."""
        if not self.stop_asked:
            self.sleep(seconds)
        if self.stop_asked:
            raise StopAsked

    def wait_for(self, ready: Callable[[], bool], seconds: float, every: float = 0.1) -> bool:
        """Whether it became so in time. Raises StopAsked."""
        deadline = time.monotonic() + seconds
        while not ready():
            if time.monotonic() >= deadline:
                return False
            self.wait(every)
        return True

    def _on_stop(self, number: int, frame: FrameType | None) -> None:
        self.stop_asked = True

    @contextlib.contextmanager
    def installed(self) -> Iterator[Signals]:
        """Take the signals over, and give them back at the end. Only the main thread may do this.

        SIGHUP (the terminal went away) stops too, except under nohup, which has it ignored.
        """
        handlers: dict[int, Handler] = {
            signal.SIGTERM: self._on_stop,
            signal.SIGINT: self._on_stop,
            signal.SIGCHLD: _wake_only,
        }
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
            handlers[signal.SIGHUP] = self._on_stop
        before_fd = signal.set_wakeup_fd(self._write_end, warn_on_full_buffer=False)
        before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
        try:
            yield self
        finally:
            for number, old in before.items():
                signal.signal(number, old)
            signal.set_wakeup_fd(before_fd)
            os.close(self._read_end)
            os.close(self._write_end)


def _wake_only(number: int, frame: FrameType | None) -> None:
    """A handler must stand for SIGCHLD, or Python writes nothing to the wakeup pipe."""
