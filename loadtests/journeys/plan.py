"""What the journeys of one run have in common: who comes, how long it takes, where the ledger is."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from loadtests.ledger import Writer

TOGETHER = "at-once"
LONGEST_WAIT = 60.0


@dataclass
class Plan:
    """`seconds` is how long a participant's journey takes; `spectators` look at the board meanwhile."""

    slug: str
    codes: list[str]
    seconds: float
    spectators: int
    shape: str
    ledger: Writer
    arrived: int = 0
    finished: int = 0
    began: float = field(default_factory=time.monotonic)
    _line: threading.Event = field(default_factory=threading.Event)

    @property
    def visitors(self) -> int:
        return len(self.codes) + self.spectators

    def over(self) -> bool:
        """The last one has seen the board, or it takes far too long."""
        late = time.monotonic() - self.began > 3 * self.seconds + LONGEST_WAIT
        return late or self.finished >= len(self.codes)

    def wait_for_the_others(self) -> None:
        """At the starting line; only where the shape says that all start together."""
        self.arrived += 1
        if self.shape != TOGETHER or self.arrived >= len(self.codes):
            self._line.set()
        self._line.wait(LONGEST_WAIT)


def _from_environment() -> Plan:
    """As `loadtests.run` sets it; Locust has no other way to hand things to a journey."""
    return Plan(
        slug=os.environ["LOAD_SLUG"],
        codes=Path(os.environ["LOAD_CODES"]).read_text(encoding="ascii").split(),
        seconds=float(os.environ["LOAD_SECONDS"]),
        spectators=int(os.environ["LOAD_SPECTATORS"]),
        shape=os.environ["LOAD_SHAPE"],
        ledger=Writer(Path(os.environ["LOAD_LEDGER"])),
    )


PLAN = _from_environment()
