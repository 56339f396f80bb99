"""Chances: to which day, week or stage an attempt belongs, and whether there is one left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from quizapp.domain.contest import Chances


@dataclass(frozen=True, slots=True)
class Taken:
    """An attempt that used a chance: the period that it belongs to and its ordinal within."""

    period: str
    ordinal: int
    passed: bool = False


@dataclass(frozen=True, slots=True)
class Chance:
    """`left` None = no limit; `ordinal` is what the next start claims; `next_at` when a further one comes."""

    period: str
    ordinal: int
    left: int | None
    next_at: datetime | None = None


def period_of(started_at: datetime, stage: int, chances: Chances, zone: ZoneInfo) -> str:
    """The name of the period: a local day `2026-09-01`, an ISO week `2026-W36`, a stage, or the contest."""
    local = started_at.astimezone(zone)
    if chances.per == "day":
        return local.date().isoformat()
    if chances.per == "week":
        year, week, _ = local.isocalendar()
        return f"{year}-W{week:02}"
    return "contest" if chances.per == "contest" else f"stage-{stage}"


def chance_at(
    now: datetime,
    stage: int,
    closes_at: datetime,
    taken: Sequence[Taken],
    rules: Chances,
    zone: ZoneInfo,
) -> Chance:
    """What a start at `now` would be. `taken` are the person's counting attempts of the whole contest."""
    period = period_of(now, stage, rules, zone)
    here = [attempt for attempt in taken if attempt.period == period]
    ordinal = max((attempt.ordinal for attempt in here), default=0) + 1
    left = _left(here, rules)
    if rules.total:
        whole = max(rules.total - len(taken), 0)
        left = whole if left is None else min(left, whole)
    exhausted = bool(rules.total) and len(taken) >= rules.total
    next_at = _next_period(now, rules, zone) if left == 0 and not exhausted else None
    return Chance(period, ordinal, left, next_at if next_at and next_at < closes_at else None)


def _left(here: Sequence[Taken], rules: Chances) -> int | None:
    if rules.per == "unlimited":
        return None
    if rules.per == "until_passed":
        return 0 if any(attempt.passed for attempt in here) else None
    return max(rules.count - len(here), 0)


def _next_period(now: datetime, rules: Chances, zone: ZoneInfo) -> datetime | None:
    local = now.astimezone(zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if rules.per == "day":
        return midnight + timedelta(days=1)
    if rules.per == "week":
        return midnight + timedelta(days=7 - local.weekday())
    return None
