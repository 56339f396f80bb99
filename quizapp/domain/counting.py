"""Counting: which of a person's attempts of a stage count, and to what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from quizapp.domain.contest import Counting
from quizapp.domain.marking import half_up


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished attempt as counting sees it; `started_at` decides the day that it belongs to."""

    attempt_id: int
    score: int
    max_score: int
    duration: timedelta
    started_at: datetime
    finished_at: datetime
    passed: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """What a person stands with. Under sums and averages durations add up and the last counted end is taken."""

    points: int
    duration: timedelta
    started_at: datetime
    finished_at: datetime
    attempts: int
    counted_attempts: tuple[int, ...]
    passed: bool


def count(attempts: Sequence[Finished], rules: Counting, zone: ZoneInfo) -> Counted | None:
    """Count finished, not voided attempts of one person and stage; None where there is none."""
    if not attempts:
        return None
    chosen = _chosen(sorted(attempts, key=lambda a: (a.started_at, a.attempt_id)), rules, zone)
    total = sum(attempt.score for attempt in chosen)
    points = half_up(Fraction(total, len(chosen))) if rules.attempts == "average" else total
    return Counted(
        points=points,
        duration=sum((attempt.duration for attempt in chosen), timedelta()),
        started_at=chosen[0].started_at,
        finished_at=max(attempt.finished_at for attempt in chosen),
        attempts=len(attempts),
        counted_attempts=tuple(attempt.attempt_id for attempt in chosen),
        passed=any(attempt.passed for attempt in chosen),
    )


def better(attempt: Finished) -> tuple[int, timedelta, datetime]:
    """Sort key: more points, then less time, then the earlier end come first."""
    return (-attempt.score, attempt.duration, attempt.finished_at)


def _chosen(attempts: list[Finished], rules: Counting, zone: ZoneInfo) -> list[Finished]:
    if rules.attempts == "best":
        return [min(attempts, key=better)]
    if rules.attempts == "last":
        return attempts[-1:]
    if rules.attempts == "first":
        return attempts[:1]
    if rules.attempts == "sum_of_daily_best":
        days: dict[object, list[Finished]] = {}
        for attempt in attempts:
            days.setdefault(attempt.started_at.astimezone(zone).date(), []).append(attempt)
        return [min(day, key=better) for day in days.values()]
    return attempts
