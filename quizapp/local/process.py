"""One running child under its guard: started in a session of its own, asked to stop, killed with all its group."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from quizapp.local import child

STDOUT, STDERR = 1, 2


@dataclass(frozen=True, slots=True)
class Part:
    """What to run. `grace` is how long it may take to finish its work once it is asked to stop.

    Its standard output goes to the terminal's error stream, so that `ready …` stays the last line of ours, except for
    a part that runs before that line and whose output people want (`speaks`). With a log file, all goes there.
    """

    name: str
    command: tuple[str, ...]
    grace: float
    log: Path | None = None
    speaks: bool = False


class Process:
    """A part that runs.

    A session of its own keeps Ctrl-C in the terminal away from it: the supervisor alone decides the order of stopping.
    `held` is the lock that stays taken until the last guard is gone.
    """

    def __init__(self, part: Part, environ: Mapping[str, str], held: int) -> None:
        self.part = part
        self._group_killed = False
        read_end, self._pipe = os.pipe()
        try:
            with contextlib.ExitStack() as stack:
                stack.callback(os.close, read_end)
                log = stack.enter_context(part.log.open("ab")) if part.log else None
                self._guard = subprocess.Popen(  # noqa: S603 - our own interpreter and our own file
                    [sys.executable, "-I", "-S", child.__file__, str(part.grace), *part.command],
                    stdin=read_end,
                    stdout=log or (STDOUT if part.speaks else STDERR),
                    stderr=log or STDERR,
                    env=dict(environ),
                    pass_fds=(held,),
                    start_new_session=True,
                )
        except OSError:
            os.close(self._pipe)
            raise

    @property
    def pid(self) -> int:
        return self._guard.pid

    def ended(self) -> int | None:
        """The exit code once it has ended; what it may have left of its group is killed then."""
        code = self._guard.poll()
        if code is not None:
            self.ask_to_stop()
            self._kill_group()
        return code

    def ask_to_stop(self) -> None:
        """Close the pipe: the guard then terminates the command, and kills it after its grace."""
        if self._pipe >= 0:
            os.close(self._pipe)
            self._pipe = -1

    def kill(self) -> None:
        """End the whole group at once, and collect it."""
        self.ask_to_stop()
        self._kill_group()
        self._guard.wait()

    def _kill_group(self) -> None:
        """Once only: after that the number may belong to somebody else."""
        if self._group_killed:
            return
        self._group_killed = True
        # macOS answers EPERM for a group that holds only processes that have ended
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._guard.pid, signal.SIGKILL)
