"""Who needs a second factor, and when a session of staff is over. Edges by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from quizapp.domain.people import ROLES, Staff
from quizapp.domain.staff import End, StaffSession, Step, end_of, session_end

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def a_session(role: str = "organizer", **fields: object) -> StaffSession:
    """Signed in at noon, with everything that the role needs."""
    made = StaffSession(1, Staff(7, "somebody", role), True, NOON, "", NOON, NOON, NOON + timedelta(hours=12))
    return replace(made, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_role_must_enrol_or_may(role: str) -> None:
    must = role in {"admin", "organizer", "official"}
    session = a_session(role, enrolled=False, second_factor_at=None)
    assert session.missing() is (Step.ENROL if must else None)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_whoever_has_enrolled_gives_the_code_whatever_the_role(role: str) -> None:
    assert a_session(role, second_factor_at=None).missing() is Step.CODE
    assert a_session(role).missing() is None


def test_a_code_given_before_the_second_factor_was_taken_away_counts_no_more() -> None:
    assert a_session("official", enrolled=False).missing() is Step.ENROL


def test_half_an_hour_without_a_request_ends_a_session() -> None:
    session = a_session()
    assert session.ended(NOON + timedelta(minutes=30) - TICK) is None
    assert session.ended(NOON + timedelta(minutes=30)) is End.IDLE


def test_twelve_hours_end_a_session_that_was_never_idle() -> None:
    session = a_session(last_seen_at=NOON + timedelta(hours=11, minutes=59))
    assert session.ended(NOON + timedelta(hours=12) - TICK) is None
    assert session.ended(NOON + timedelta(hours=12)) is End.OVER


def test_the_end_of_an_account_ends_its_sessions() -> None:
    inspector = Staff(8, "inspector", "inspector", expires_at=NOON + timedelta(minutes=5))
    session = a_session(staff=inspector)
    assert session.ended(NOON + timedelta(minutes=5) - TICK) is None
    assert session.ended(NOON + timedelta(minutes=5)) is End.OVER
    assert session_end(inspector, NOON) == NOON + timedelta(minutes=5)
    assert session_end(Staff(7, "somebody", "curator"), NOON) == NOON + timedelta(hours=12)


def test_a_request_is_noted_when_the_last_note_is_a_minute_old() -> None:
    session = a_session()
    assert not session.is_worth_noting(NOON + timedelta(minutes=1) - TICK)
    assert session.is_worth_noting(NOON + timedelta(minutes=1))


def test_an_account_is_good_through_its_last_day() -> None:
    assert end_of(date(2026, 9, 30), ZoneInfo("Asia/Shanghai")) == datetime(2026, 9, 30, 16, tzinfo=UTC)
