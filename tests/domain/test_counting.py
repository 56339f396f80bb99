"""Which attempts count and to what: by hand, and against a naive computation."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.contest import COUNTED, Counting
from quizapp.domain.counting import Counted, Finished, count
from tests.builders import NOON
from tests.domain.examples import finished
from tests.properties import examples

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

# Noon is 4:00 UTC; 13 hours later it is 1:00 of the next day in Yanzhou, but the same day in UTC.
MONDAY = finished(11, 70_000, minutes=8)
MONDAY_EVENING = finished(12, 90_000, minutes=6, started_at=NOON + 11 * HOUR, passed=True)
AFTER_MIDNIGHT = finished(13, 80_000, minutes=4, started_at=NOON + 13 * HOUR)
TUESDAY = finished(14, 80_000, minutes=3, started_at=NOON + DAY)
ALL = [TUESDAY, MONDAY, AFTER_MIDNIGHT, MONDAY_EVENING]


@pytest.mark.parametrize(
    ("rule", "points", "minutes", "ids", "passed"),
    [
        ("best", 90_000, 6, (12,), True),
        ("first", 70_000, 8, (11,), False),
        ("last", 80_000, 3, (14,), False),
        ("sum", 320_000, 21, (11, 12, 13, 14), True),
        ("average", 80_000, 21, (11, 12, 13, 14), True),
        ("sum_of_daily_best", 170_000, 9, (12, 14), True),
    ],
)
def test_each_rule_by_hand(rule: str, points: int, minutes: int, ids: tuple[int, ...], passed: bool) -> None:
    counted = count(ALL, Counting(rule), SHANGHAI)
    assert counted is not None
    assert (counted.points, counted.duration, counted.counted_attempts) == (points, timedelta(minutes=minutes), ids)
    assert (counted.attempts, counted.passed) == (4, passed)


def test_times_are_those_of_what_counts() -> None:
    one = count(ALL, Counting("sum_of_daily_best"), SHANGHAI)
    assert one is not None
    assert (one.started_at, one.finished_at) == (NOON + 11 * HOUR, NOON + DAY + timedelta(minutes=3))


def test_nothing_finished_counts_nothing() -> None:
    assert [count([], Counting(rule), SHANGHAI) for rule in COUNTED] == [None] * 6


def test_an_average_is_rounded_half_up_once() -> None:
    two = [finished(1, 1), finished(2, 2, started_at=NOON + HOUR)]
    three = [*two, finished(3, 2, started_at=NOON + 2 * HOUR)]
    assert [
        c.points for c in (count(two, Counting("average"), SHANGHAI), count(three, Counting("average"), SHANGHAI)) if c
    ] == [2, 2]
    below = count([finished(1, -3), finished(2, 0)], Counting("average"), SHANGHAI)
    assert below is not None
    assert below.points == -1


def test_of_equal_scores_the_faster_is_better_then_the_earlier() -> None:
    slow, fast = finished(1, 50, minutes=9), finished(2, 50, minutes=4, started_at=NOON + HOUR)
    later = finished(3, 50, minutes=4, started_at=NOON + 2 * HOUR)
    best = count([later, slow, fast], Counting("best"), SHANGHAI)
    assert best is not None
    assert best.counted_attempts == (2,)


many = st.lists(
    st.tuples(st.integers(-5, 20), st.integers(1, 9), st.integers(0, 60 * 24 * 4)),
    min_size=1,
    max_size=8,
    unique_by=lambda one: one[2],
).map(
    lambda given_attempts: [
        finished(i, score, minutes, NOON + timedelta(minutes=at), passed=score > 10)
        for i, (score, minutes, at) in enumerate(given_attempts)
    ]
)


def beats(one: Finished, other: Finished) -> bool:
    if one.score != other.score:
        return one.score > other.score
    if one.duration != other.duration:
        return one.duration < other.duration
    return one.finished_at < other.finished_at


def naive(attempts: list[Finished], rule: str) -> list[Finished]:
    """The attempts that count, found by going through them one by one."""
    in_order = sorted(attempts, key=lambda a: a.started_at)
    if rule in {"sum", "average"}:
        return in_order
    if rule in {"first", "last"}:
        return [in_order[0 if rule == "first" else -1]]
    best: dict[object, Finished] = {}
    for attempt in in_order:
        day = "all" if rule == "best" else (attempt.started_at + 8 * HOUR).date()
        held = best.get(day)
        if held is None or beats(attempt, held):
            best[day] = attempt
    return list(best.values())


@examples(80)
@given(many, st.sampled_from(COUNTED))
def test_against_a_naive_computation(attempts: list[Finished], rule: str) -> None:
    chosen = naive(attempts, rule)
    total = sum(attempt.score for attempt in chosen)
    rounded = (Fraction(total * 2, len(chosen)) + 1).__floor__() // 2 if rule == "average" else total
    expected = Counted(
        points=rounded,
        duration=sum((attempt.duration for attempt in chosen), timedelta()),
        started_at=min(attempt.started_at for attempt in chosen),
        finished_at=max(attempt.finished_at for attempt in chosen),
        attempts=len(attempts),
        counted_attempts=tuple(attempt.attempt_id for attempt in chosen),
        passed=any(attempt.passed for attempt in chosen),
    )
    assert count(attempts, Counting(rule), SHANGHAI) == expected
    assert count(attempts[::-1], Counting(rule), SHANGHAI) == expected


def test_two_starts_at_one_moment_follow_their_numbers() -> None:
    one, other = finished(1, 10), replace(finished(2, 20), started_at=NOON)
    first = count([other, one], Counting("first"), SHANGHAI)
    last = count([other, one], Counting("last"), SHANGHAI)
    assert first is not None
    assert last is not None
    assert (first.counted_attempts, last.counted_attempts) == ((1,), (2,))
