"""Chances: days and weeks of Yanzhou's clock, totals, and when the next one comes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.chances import Chance, Taken, chance_at, period_of
from quizapp.domain.contest import CHANCES_PER, Chances
from tests.properties import examples

SHANGHAI = ZoneInfo("Asia/Shanghai")
US = timedelta(microseconds=1)
MIDNIGHT = datetime(2026, 9, 1, 16, 0, tzinfo=UTC)  # 2 September, 0:00 in Yanzhou
END = datetime(2026, 9, 30, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (MIDNIGHT - US, "2026-09-01"),
        (MIDNIGHT, "2026-09-02"),
        (MIDNIGHT + US, "2026-09-02"),
        (MIDNIGHT + timedelta(days=1) - US, "2026-09-02"),
        (MIDNIGHT + timedelta(days=1), "2026-09-03"),
    ],
)
def test_a_day_begins_at_midnight_in_yanzhou(at: datetime, day: str) -> None:
    assert period_of(at, 0, Chances("day"), SHANGHAI) == day


@pytest.mark.parametrize(
    ("local", "week"),
    [
        ("2024-12-29 23:59:59.999999", "2024-W52"),  # a Sunday
        ("2024-12-30 00:00", "2025-W01"),  # a Monday of the old year in the first week of the new one
        ("2024-12-31 12:00", "2025-W01"),
        ("2025-01-05 23:59", "2025-W01"),
        ("2025-01-06 00:00", "2025-W02"),
        ("2026-12-31 12:00", "2026-W53"),
        ("2027-01-03 23:59:59.999999", "2026-W53"),  # a Sunday of the new year in the last week of the old one
        ("2027-01-04 00:00", "2027-W01"),
    ],
)
def test_weeks_are_those_of_iso_at_the_turn_of_the_year(local: str, week: str) -> None:
    at = datetime.fromisoformat(local).replace(tzinfo=SHANGHAI)
    assert period_of(at.astimezone(UTC), 0, Chances("week"), SHANGHAI) == week


@pytest.mark.parametrize(
    ("per", "period"),
    [("contest", "contest"), ("stage", "stage-2"), ("until_passed", "stage-2"), ("unlimited", "stage-2")],
)
def test_other_chances_belong_to_the_stage_or_the_contest(per: str, period: str) -> None:
    assert period_of(MIDNIGHT, 2, Chances(per), SHANGHAI) == period


def at(now: datetime, rules: Chances, *taken: Taken, stage: int = 0) -> Chance:
    return chance_at(now, stage, END, taken, rules, SHANGHAI)


def test_the_first_chance_of_a_day() -> None:
    assert at(MIDNIGHT, Chances("day", 2)) == Chance("2026-09-02", 1, 2)


def test_yesterday_takes_nothing_from_today() -> None:
    yesterday = Taken("2026-09-01", 1)
    assert at(MIDNIGHT, Chances("day", 1), yesterday) == Chance("2026-09-02", 1, 1)
    assert at(MIDNIGHT - US, Chances("day", 1), yesterday) == Chance("2026-09-01", 2, 0, MIDNIGHT)


def test_the_next_day_comes_only_while_the_contest_is_open() -> None:
    last_day = datetime(2026, 9, 30, 11, 0, tzinfo=UTC)
    assert at(last_day, Chances("day"), Taken("2026-09-30", 1)) == Chance("2026-09-30", 2, 0)
    day_before = datetime(2026, 9, 29, 15, 59, tzinfo=UTC)
    assert at(day_before, Chances("day"), Taken("2026-09-29", 1)).next_at == datetime(2026, 9, 29, 16, tzinfo=UTC)


def test_a_next_day_that_begins_with_the_end_is_none() -> None:
    closes_at = MIDNIGHT
    taken = [Taken("2026-09-01", 1)]
    assert chance_at(MIDNIGHT - US, 0, closes_at, taken, Chances("day"), SHANGHAI).next_at is None
    assert chance_at(MIDNIGHT - US, 0, closes_at + US, taken, Chances("day"), SHANGHAI).next_at == MIDNIGHT


@pytest.mark.parametrize(("day", "monday"), [(2, 7), (6, 7), (7, 14)])  # 2026-09-07 is a Monday
def test_the_next_week_begins_on_monday(day: int, monday: int) -> None:
    now = datetime(2026, 9, day, 12, tzinfo=SHANGHAI)
    week = "2026-W36" if day < 7 else "2026-W37"
    assert at(now, Chances("week"), Taken(week, 1)) == Chance(week, 2, 0, datetime(2026, 9, monday, tzinfo=SHANGHAI))


def test_chances_of_a_stage_or_the_contest_do_not_come_again() -> None:
    assert at(MIDNIGHT, Chances("stage", 1), Taken("stage-0", 1)) == Chance("stage-0", 2, 0)
    assert at(MIDNIGHT, Chances("stage", 1), Taken("stage-0", 1), stage=1) == Chance("stage-1", 1, 1)
    assert at(MIDNIGHT, Chances("contest", 2), Taken("contest", 1), stage=1) == Chance("contest", 2, 1)


def test_the_total_cuts_the_day() -> None:
    rules = Chances("day", 3, total=4)
    days = [Taken("2026-08-30", 1), Taken("2026-08-31", 1), Taken("2026-09-02", 1)]
    assert at(MIDNIGHT, rules, *days) == Chance("2026-09-02", 2, 1)
    assert at(MIDNIGHT, rules, *days, Taken("2026-09-02", 2)) == Chance("2026-09-02", 3, 0)
    assert at(MIDNIGHT, rules, *days, Taken("2026-09-02", 2)).next_at is None


def test_the_total_cuts_what_is_unlimited_too() -> None:
    assert at(MIDNIGHT, Chances("unlimited", total=2), Taken("stage-0", 1)).left == 1
    assert at(MIDNIGHT, Chances("until_passed", total=1), Taken("stage-0", 1)).left == 0


def test_until_passed_ends_with_the_first_pass_of_the_stage() -> None:
    rules = Chances("until_passed")
    failed, passed = Taken("stage-0", 1), Taken("stage-0", 2, passed=True)
    assert at(MIDNIGHT, rules) == Chance("stage-0", 1, None)
    assert at(MIDNIGHT, rules, failed) == Chance("stage-0", 2, None)
    assert at(MIDNIGHT, rules, failed, passed) == Chance("stage-0", 3, 0)
    assert at(MIDNIGHT, rules, failed, passed, stage=1) == Chance("stage-1", 1, None)


def test_unlimited_is_unlimited() -> None:
    assert at(MIDNIGHT, Chances("unlimited"), *[Taken("stage-0", i) for i in range(1, 500)]).left is None


def test_an_ordinal_is_never_given_twice_though_one_was_skipped() -> None:
    assert at(MIDNIGHT, Chances("day", 5), Taken("2026-09-02", 3)) == Chance("2026-09-02", 4, 4)


@examples(100)
@given(
    st.sampled_from(CHANCES_PER),
    st.integers(1, 4),
    st.integers(0, 6),
    st.lists(st.integers(0, 60 * 24 * 20), max_size=12),
)
def test_playing_on_never_goes_beyond_the_rules(per: str, count: int, total: int, minutes: list[int]) -> None:
    """Somebody tries again and again; a plain count of starts by day, week and in all is held against the rules."""
    rules = Chances(per, count, total)
    opened = datetime(2026, 9, 1, 0, 0, tzinfo=SHANGHAI)
    taken: list[Taken] = []
    started: list[datetime] = []
    for minute in sorted(minutes):
        now = opened + timedelta(minutes=minute)
        chance = at(now, rules, *taken)
        same = {
            "day": [s for s in started if s.date() == now.date()],
            "week": [s for s in started if s.isocalendar()[:2] == now.isocalendar()[:2]],
        }.get(per, started)
        free = (per in {"unlimited", "until_passed"} or len(same) < count) and (not total or len(started) < total)
        assert (chance.left != 0) is free
        if free:
            assert Taken(chance.period, chance.ordinal) not in taken
            taken.append(Taken(chance.period, chance.ordinal))
            started.append(now)
