"""How long people are kept: until so many days after the last contest that they are in, or after they came."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from quizapp.domain.privacy import age_group
from quizapp.domain.retention import cutoff, is_over

NOW = datetime(2028, 9, 1, 4, tzinfo=UTC)
DAY, MICROSECOND = timedelta(days=1), timedelta(microseconds=1)


def test_the_cutoffs() -> None:
    found = cutoff(NOW, 730)
    assert found.otps == datetime(2028, 8, 31, 4, tzinfo=UTC)
    assert found.sessions == NOW
    assert found.people == datetime(2026, 9, 2, 4, tzinfo=UTC)  # 2028 has a 29 February
    assert cutoff(NOW, 30).people == datetime(2028, 8, 2, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("created", "ended", "over"),
    [
        (730 * DAY, [], True),
        (730 * DAY - MICROSECOND, [], False),
        (900 * DAY, [730 * DAY], True),
        (900 * DAY, [730 * DAY - MICROSECOND], False),
        (900 * DAY, [800 * DAY, 1 * DAY], False),
        (900 * DAY, [800 * DAY, -5 * DAY], False),  # one that is still to come
        (900 * DAY, [800 * DAY, 731 * DAY], True),
        (1 * DAY, [800 * DAY], False),
    ],
)
def test_a_person_is_over_when_everything_is(created: timedelta, ended: list[timedelta], over: bool) -> None:
    assert is_over(NOW - created, [NOW - ago for ago in ended], cutoff(NOW, 730)) is over


@pytest.mark.parametrize(
    ("birth_year", "population", "group"),
    [
        (2026, "youth", "under_14"),
        (2013, "farmer", "under_14"),
        (2012, "youth", "under_14"),  # turns 14 this year, perhaps not yet
        (2011, "youth", "14_to_17"),
        (2008, "worker", "14_to_17"),  # turns 18 this year, perhaps not yet
        (2007, "youth", "adult"),
        (1958, "elderly", "adult"),
        (None, "youth", "under_14"),
        (None, "farmer", "unknown"),
        (None, "", "unknown"),
    ],
)
def test_the_age_by_birth_year_is_in_doubt_the_younger(birth_year: int | None, population: str, group: str) -> None:
    assert age_group(birth_year, population, 2026) == group
