"""A paper that a whole class starts at one moment: the teacher shows a PIN, the pupils type it, the teacher starts."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

PIN_LIFE = timedelta(minutes=30)
PINS = 10_000


@dataclass(frozen=True, slots=True)
class ClassStart:
    """`unit`: whoever is in it or under it may join, from the making until `expires_at`."""

    id: int
    contest_id: int
    unit: str
    pin: str
    created_at: datetime
    expires_at: datetime
    started_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        return now < self.expires_at


def new_pin(taken: Collection[str]) -> str:
    """Four digits that no other class of the contest shows at the time, as long as there are any."""
    free = [pin for pin in (f"{number:04}" for number in range(PINS)) if pin not in taken]
    return secrets.choice(free or ["0000"])
