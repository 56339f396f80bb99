"""How long personal data are kept. Pure rules: what is older than its cutoff is over; the worker enforces them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

# A code by SMS lives five minutes; a day later nobody asks any more whether it was sent.
OTP_LIFE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cutoff:
    """Codes sent, sessions that ended, and people last needed before these moments are forgotten."""

    otps: datetime
    sessions: datetime
    people: datetime


def cutoff(now: datetime, retention_days: int) -> Cutoff:
    return Cutoff(now - OTP_LIFE, now, now - timedelta(days=retention_days))


def is_over(created_at: datetime, contests_ended_at: Iterable[datetime], limit: Cutoff) -> bool:
    """Whether a person is needed no more: made, and all their contests over, before the cutoff.

    A contest is over when it was declared finished, or else when it closed: one that nobody declares finished keeps
    nobody for ever.
    """
    return max([created_at, *contests_ended_at]) <= limit.people
