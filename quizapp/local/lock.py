"""One `up` for each instance folder. The locks are the kernel's: they go with the processes, also after kill -9.

Two files: `up.lock` is held by the supervisor alone, so a second one is refused while the first one lives;
`up.children.lock` is held by the guards of its children too, so the next `up` waits until the last of them is gone.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from quizapp.local.refusals import CannotStart
from quizapp.local.signals import Signals

LOCK, CHILDREN_LOCK = "up.lock", "up.children.lock"
PATIENCE_FOR_CHILDREN = 40.0  # longer than the grace of every part
_TAKEN = (errno.EWOULDBLOCK, errno.EACCES)


@contextlib.contextmanager
def held(instance: Path, signals: Signals, patience: float = PATIENCE_FOR_CHILDREN) -> Iterator[int]:
    """Hold the folder. Gives the descriptor that the guards inherit. Raises CannotStart, StopAsked."""
    with _opened(instance / LOCK) as own, _opened(instance / CHILDREN_LOCK) as shared:
        if not _take(own, instance):
            who = os.pread(own, 20, 0).decode("ascii", "replace").strip()
            raise CannotStart(
                f"quizapp already runs on the folder {instance}{f' (process {who})' if who else ''}: "
                "stop it first, or set QUIZAPP_INSTANCE to another folder."
            )
        os.ftruncate(own, 0)
        os.pwrite(own, f"{os.getpid()}\n".encode("ascii"), 0)
        if not signals.wait_for(lambda: _take(shared, instance), patience):
            raise CannotStart(f"Parts of an earlier run on {instance} have not stopped yet: try again in a moment.")
        yield shared


def runs(instance: Path) -> bool:
    """Whether an `up` holds the folder now."""
    try:
        descriptor = os.open(instance / LOCK, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        return not _take(descriptor, instance)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[int]:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise CannotStart(f"QUIZAPP_INSTANCE: {path} cannot be opened: {error.strerror}.") from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _take(descriptor: int, instance: Path) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _TAKEN:
            return False
        raise CannotStart(
            f"QUIZAPP_INSTANCE: {instance} cannot hold a lock ({error.strerror}): choose a folder on a local disk."
        ) from error
    return True
