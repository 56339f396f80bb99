"""Rules for staff: who needs a second factor, who only reads, and how long somebody stays signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from quizapp.domain.people import Staff

NEEDS_SECOND_FACTOR = frozenset({"admin", "organizer", "official"})
READ_ONLY = frozenset({"inspector"})
# Every session: its longest life; for staff also how long it lives without a request, and how exactly that is known.
PARTICIPANT_LIFE = timedelta(days=60)
STAFF_LIFE = timedelta(hours=12)
STAFF_IDLE = timedelta(minutes=30)
SEEN_EVERY = timedelta(minutes=1)


class Step(StrEnum):
    """What a session still waits for after the password."""

    ENROL = "enrol"
    CODE = "code"


class End(StrEnum):
    """Why a session is no longer good."""

    IDLE = "idle"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class StaffSession:
    """One place where a member of staff is signed in. `enrolled`: the account has a second factor."""

    id: int
    staff: Staff
    enrolled: bool
    second_factor_at: datetime | None
    device: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime

    def missing(self) -> Step | None:
        """What must come before anything else. One that enrols later has to give a code in every other session."""
        if not self.enrolled:
            return Step.ENROL if self.staff.role in NEEDS_SECOND_FACTOR else None
        return None if self.second_factor_at else Step.CODE

    def ended(self, now: datetime) -> End | None:
        if now >= self.expires_at or self.staff.is_over(now):
            return End.OVER
        return End.IDLE if now - self.last_seen_at >= STAFF_IDLE else None

    def is_worth_noting(self, now: datetime) -> bool:
        """Whether the moment of the last request is so old that it is written anew."""
        return now - self.last_seen_at >= SEEN_EVERY


@dataclass(frozen=True, slots=True)
class Account:
    """An account as an administrator sees it."""

    staff: Staff
    has_password: bool
    enrolled: bool
    last_seen_at: datetime | None


def session_end(staff: Staff, now: datetime) -> datetime:
    """When a session that begins now ends at the latest: never after the account."""
    longest = now + STAFF_LIFE
    return min(longest, staff.expires_at) if staff.expires_at else longest


def end_of(day: date, zone: tzinfo) -> datetime:
    """The moment at which an account that is good until a day, that day included, ends."""
    return datetime.combine(day + timedelta(days=1), time(), zone)
