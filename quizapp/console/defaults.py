"""What a new contest begins with: rules that most county contests have, so that a title and two times are enough."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from quizapp.domain.blueprint import Section
from quizapp.domain.contest import Contest, Paper, Rules, Stage

SECTIONS = (
    Section(8, 5_000, ("true_false",)),
    Section(8, 5_000, ("single_choice",)),
    Section(4, 5_000, ("multiple_choice",)),
)
OPENS, CLOSES = time(8), time(20)
LASTS = timedelta(days=7)


def new_contest(slug: str, now: datetime, zone: ZoneInfo, collection: str = "") -> Contest:
    """Twenty questions, from a collection or from all, a hundred points, ten minutes, once a day, for a week."""
    from_ = (f"collection:{collection}",) if collection else ()
    first = now.astimezone(zone).date() + timedelta(days=1)
    opens_at = datetime.combine(first, OPENS, zone).astimezone(UTC)
    closes_at = datetime.combine(first + LASTS, CLOSES, zone).astimezone(UTC)
    stage = Stage("", opens_at, closes_at, Rules(paper=Paper(from_=from_, sections=SECTIONS)))
    return Contest(slug, "", (stage,), entry="roster", area_from="roster")


def another_section() -> Section:
    return Section(5, 5_000, ("single_choice",))
