"""The anchored clock: a step of the machine's clock is seen, and not followed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.clock import AnchoredClock, from_us, to_ms, to_us
from tests.properties import examples

SECOND_NS = 10**9
# 2026-09-01T04:00:00Z: `date -u -d 2026-09-01T04:00 +%s`
NOON_S = 1_788_235_200
NOON = datetime(2026, 9, 1, 4, 0, tzinfo=UTC)


class Machine:
    """A machine's two clocks, which a test moves."""

    def __init__(self) -> None:
        self.wall, self.monotonic = NOON_S * SECOND_NS, 77 * SECOND_NS
        self.clock = AnchoredClock(lambda: self.wall, lambda: self.monotonic)

    def pass_time(self, seconds: float) -> None:
        self.wall += int(seconds * SECOND_NS)
        self.monotonic += int(seconds * SECOND_NS)

    def set_wall(self, seconds: float) -> None:
        self.wall += int(seconds * SECOND_NS)


def test_the_clock_runs_with_the_wall() -> None:
    machine = Machine()
    assert machine.clock.now() == NOON
    machine.pass_time(90.5)
    assert machine.clock.now() == NOON + timedelta(seconds=90.5)
    assert machine.clock.step() == timedelta()
    assert not machine.clock.stepped()


@pytest.mark.parametrize("step", [-3600, -2.000001, 2.000001, 86_400])
def test_a_step_is_alarmed_and_not_followed(step: float) -> None:
    machine = Machine()
    machine.pass_time(10)
    machine.set_wall(step)
    machine.pass_time(5)
    assert machine.clock.now() == NOON + timedelta(seconds=15)
    assert machine.clock.step() == timedelta(seconds=step)
    assert machine.clock.stepped()


@pytest.mark.parametrize("step", [-2, -1, 0.5, 2])
def test_a_small_correction_is_no_alarm(step: float) -> None:
    machine = Machine()
    machine.set_wall(step)
    assert machine.clock.now() == NOON
    assert machine.clock.step() == timedelta(seconds=step)
    assert not machine.clock.stepped()


def test_a_clock_that_is_set_back_gives_up_its_alarm() -> None:
    machine = Machine()
    machine.set_wall(-60)
    assert machine.clock.stepped()
    machine.set_wall(60)
    assert not machine.clock.stepped()


def test_the_real_clock_agrees_with_the_machine() -> None:
    clock = AnchoredClock()
    before = clock.now()
    assert abs(before - datetime.now(UTC)) < timedelta(seconds=2)
    assert clock.now() >= before
    assert not clock.stepped()


def test_microseconds_of_a_known_moment() -> None:
    assert to_us(NOON) == NOON_S * 10**6
    assert to_us(NOON.astimezone(timezone(timedelta(hours=8)))) == NOON_S * 10**6
    assert to_us(NOON + timedelta(microseconds=1)) == NOON_S * 10**6 + 1
    assert from_us(NOON_S * 10**6) == NOON


@examples(100)
@given(st.integers(0, 7_258_118_400 * 10**6))  # up to the year 2200
def test_moments_survive_the_way_through_microseconds(us: int) -> None:
    assert to_us(from_us(us)) == us
    assert from_us(us) == datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=us)


@pytest.mark.parametrize(
    ("microseconds", "ms"), [(0, 0), (999, 0), (1_000, 1), (1_999, 1), (90_000_000, 90_000), (-1, -1)]
)
def test_durations_leave_in_whole_milliseconds_rounded_down(microseconds: int, ms: int) -> None:
    assert to_ms(timedelta(microseconds=microseconds)) == ms
