"""Phases and deadlines, sampled a microsecond before, at and after every edge."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from quizapp.domain.contest import Contest, ContestRecord, Life, Phase, deadline_of, phase_at, stage_at
from tests.builders import NOON, a_contest

US = timedelta(microseconds=1)
OPENS, CLOSES = NOON - timedelta(hours=4), NOON + timedelta(hours=8)
ONE = a_contest()
STAGE = ONE.stages[0]
# 8:00 to 10:00, then 14:00 to 20:00.
TWO = replace(
    ONE,
    stages=(
        replace(STAGE, name="first", closes_at=NOON - timedelta(hours=2)),
        replace(STAGE, name="second", opens_at=NOON + timedelta(hours=2)),
    ),
)
PUBLISHED = Life(published_at=OPENS - timedelta(days=1))
ALWAYS = (OPENS - US, OPENS, OPENS + US, NOON, CLOSES - US, CLOSES, CLOSES + US)


@pytest.mark.parametrize(
    ("contest", "now", "phase", "stage"),
    [
        (ONE, OPENS - US, Phase.SCHEDULED, None),
        (ONE, OPENS, Phase.OPEN, 0),
        (ONE, OPENS + US, Phase.OPEN, 0),
        (ONE, CLOSES - US, Phase.OPEN, 0),
        (ONE, CLOSES, Phase.CLOSED, None),
        (ONE, CLOSES + US, Phase.CLOSED, None),
        (TWO, OPENS - US, Phase.SCHEDULED, None),
        (TWO, OPENS, Phase.OPEN, 0),
        (TWO, NOON - timedelta(hours=2) - US, Phase.OPEN, 0),
        (TWO, NOON - timedelta(hours=2), Phase.SCHEDULED, None),
        (TWO, NOON + timedelta(hours=2) - US, Phase.SCHEDULED, None),
        (TWO, NOON + timedelta(hours=2), Phase.OPEN, 1),
        (TWO, CLOSES - US, Phase.OPEN, 1),
        (TWO, CLOSES, Phase.CLOSED, None),
    ],
)
def test_around_the_edges_of_the_windows(contest: Contest, now: datetime, phase: Phase, stage: int | None) -> None:
    assert phase_at(contest, PUBLISHED, now) is phase
    assert stage_at(contest, now) == stage
    assert ContestRecord(1, contest, PUBLISHED, 1).phase(now) is phase


@pytest.mark.parametrize("now", ALWAYS)
def test_a_draft_stays_a_draft_at_any_time(now: datetime) -> None:
    assert phase_at(ONE, Life(), now) is Phase.DRAFT
    assert phase_at(ONE, Life(stopped_at=NOON, finished_at=NOON), now) is Phase.DRAFT


@pytest.mark.parametrize("now", ALWAYS)
def test_a_stopped_contest_stays_stopped_beyond_its_end(now: datetime) -> None:
    assert phase_at(ONE, replace(PUBLISHED, stopped_at=NOON), now) is Phase.STOPPED


@pytest.mark.parametrize("now", ALWAYS)
def test_a_finished_contest_is_finished_whatever_else_it_was(now: datetime) -> None:
    life = replace(PUBLISHED, stopped_at=NOON, finished_at=CLOSES)
    assert phase_at(ONE, life, now) is Phase.FINISHED


def test_the_window_of_a_contest_is_the_hull_of_its_stages() -> None:
    assert (TWO.opens_at, TWO.closes_at) == (OPENS, CLOSES)
    assert replace(TWO, stages=TWO.stages[::-1]).opens_at == OPENS
    assert replace(TWO, stages=TWO.stages[::-1]).closes_at == CLOSES


@pytest.mark.parametrize(
    ("limit", "started_at", "extra", "deadline"),
    [
        (600, NOON, 0, NOON + timedelta(minutes=10)),
        (600, CLOSES - timedelta(minutes=10) - US, 0, CLOSES - US),
        (600, CLOSES - timedelta(minutes=10), 0, CLOSES),
        (600, CLOSES - timedelta(minutes=10) + US, 0, CLOSES),
        (600, CLOSES - US, 0, CLOSES),
        (600, NOON, 90, NOON + timedelta(minutes=11, seconds=30)),
        (600, CLOSES - timedelta(minutes=11), 90, CLOSES),
        (0, NOON, 0, CLOSES),
        (0, NOON, 90, CLOSES),
    ],
)
def test_a_deadline_is_the_limit_or_what_is_left_of_the_window(
    limit: int, started_at: datetime, extra: int, deadline: datetime
) -> None:
    rules = replace(STAGE.rules, timing=replace(STAGE.rules.timing, attempt_seconds=limit))
    assert deadline_of(replace(STAGE, rules=rules), started_at, timedelta(seconds=extra)) == deadline


def test_practice_has_an_hour_whatever_the_limit_of_the_contest() -> None:
    assert deadline_of(STAGE, NOON, practice=True) == NOON + timedelta(hours=1)
    assert deadline_of(STAGE, CLOSES - timedelta(minutes=30), practice=True) == CLOSES
