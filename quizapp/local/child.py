"""The guard of one child: it runs the command and stops it when the supervisor closes its pipe or is gone.

Run as a file (`python -I -S child.py GRACE COMMAND…`) with the pipe as its standard input, so it imports the standard
library alone. One way to stop serves a clean stop and a supervisor killed with -9: both close the pipe. A pipe works
on Linux and macOS alike, without code between fork and exec.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from types import FrameType

PIPE = 0


class _Guard:
    def __init__(self, grace: float) -> None:
        self.grace = grace
        self.terminated = False
        self.wake, self._wake_end = os.pipe()
        os.set_blocking(self.wake, False)
        os.set_blocking(self._wake_end, False)
        signal.set_wakeup_fd(self._wake_end, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, self._on_signal)
        signal.signal(signal.SIGTERM, self._on_signal)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.terminated |= number == signal.SIGTERM

    def _sleep(self, watched: list[int], seconds: float | None) -> list[int]:
        """Wait for one of these, or the end of the child; say which can be read."""
        able, _, _ = select.select([*watched, self.wake], [], [], seconds)
        if self.wake in able:
            os.read(self.wake, 4096)
        return able

    def run(self, command: list[str]) -> tuple[int, bool]:
        """The exit code of the command, and whether the supervisor wanted it stopped (or is gone)."""
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 - the supervisor's own command
        closed = False
        while child.poll() is None and not closed and not self.terminated:
            closed = PIPE in self._sleep([PIPE], None) and not os.read(PIPE, 1)
        if child.poll() is None:
            child.terminate()
            deadline = time.monotonic() + self.grace
            while child.poll() is None and time.monotonic() < deadline:
                self._sleep([], deadline - time.monotonic())
            if child.poll() is None:
                child.kill()
        code = child.wait()
        return (128 - code if code < 0 else code), closed


def main(arguments: list[str]) -> int:
    """Guard the command. When the pipe closed, end the whole process group, this guard with it: nobody else will."""
    guard = _Guard(float(arguments[0]))
    try:
        code, closed = guard.run(arguments[1:])
    except OSError as error:
        sys.stderr.write(f"{arguments[1]} cannot be started: {error.strerror}.\n")
        return 127
    if closed and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
