"""Verbs of reviewing: the town table, its attempts, its denominators. An official's area narrows everything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from quizapp.domain.areas import Area, Denominator
from quizapp.domain.attempt import Attempt
from quizapp.domain.contest import ContestRecord
from quizapp.domain.people import Actor, Staff
from quizapp.domain.question import Question
from quizapp.domain.refusals import Invalid, NotFound
from quizapp.domain.tags import POPULATIONS
from quizapp.domain.towns import Figures, TownTable, table
from quizapp.domain.words import say
from quizapp.storage import areas, attempts, audit, contests, review
from quizapp.storage.database import transaction

PAGE = 50
LARGEST_COUNT = 100_000_000


@dataclass(frozen=True, slots=True)
class TownReport:
    record: ContestRecord
    stage: int
    table: TownTable
    latest: datetime | None


@dataclass(frozen=True, slots=True)
class AttemptPage:
    record: ContestRecord
    area: Area
    total: int
    offset: int
    lines: list[tuple[Attempt, str]]


def visible_contests() -> list[ContestRecord]:
    return contests.published()


def town_report(slug: str, staff: Staff, now: datetime, stage: int = 0) -> TownReport:
    """The per-town table of a contest, for a town's official only the own town. Raises NotFound."""
    record = _published(slug)
    if not 0 <= stage < len(record.contest.stages):
        raise NotFound()
    every = areas.all_areas().values()
    towns = [area for area in every if area.parent and staff.sees_area(area.code)]
    # What was valid at the opening stands; where nothing was, a later entry is better than a dash.
    denominators = areas.valid_denominators(now) | areas.valid_denominators(record.contest.opens_at)
    whole = table(towns, _figures(record.id, stage), denominators)
    return TownReport(record, stage, whole, review.latest_hand_in(record.id))


def area_attempts(slug: str, area_code: str, staff: Staff, offset: int = 0) -> AttemptPage:
    """A page of the finished attempts of an area that the member of staff may see. Raises NotFound."""
    record = _published(slug)
    area = areas.all_areas().get(area_code)
    if area is None or not staff.sees_area(area_code):
        raise NotFound()
    total, lines = review.attempts_of_area(record.id, area_code, offset, PAGE)
    return AttemptPage(record, area, total, offset, lines)


def attempt_in_area(attempt_id: int, staff: Staff) -> tuple[Attempt, tuple[Question, ...]]:
    """One attempt of the own area, with the questions that its paper draws from. Raises NotFound."""
    attempt = attempts.get(attempt_id)
    if attempt is None or not staff.sees_area(attempt.area):
        raise NotFound()
    return attempt, contests.snapshot(attempt.snapshot_id)


def set_denominator(
    area_code: str, population: str, count: int, as_of: date, source: str, actor: Actor, now: datetime
) -> None:
    """Enter how many people are registered in an area (population '' = in all). Raises Invalid."""
    if area_code not in areas.all_areas():
        raise Invalid.at("area", say("镇街代码「%(code)s」没有登记过。", code=area_code))
    if population and population not in POPULATIONS:
        raise Invalid.at("population", say("人群「%(found)s」不认识。", found=population))
    if not 0 <= count <= LARGEST_COUNT:
        raise Invalid.at("registered", say("基数要是 0 到一亿之间的整数。"))
    if not 1 <= len(source.strip()) <= 200:
        raise Invalid.at("source", say("请写明数字的来源，最多 200 个字。"))
    with transaction():
        areas.put_denominator(Denominator(area_code, population, count, as_of, source.strip()), now)
        audit.write(
            actor,
            "areas.set",
            f"area:{area_code}",
            now,
            population=population,
            registered=count,
            as_of=as_of.isoformat(),
            source=source.strip(),
        )


def _figures(contest_id: int, stage: int) -> dict[tuple[str, str], Figures]:
    entered = review.entered(contest_id)
    found = {key: Figures(entered=count) for key, count in entered.items()}
    for group in review.groups(contest_id, stage):
        key = (group.area, group.population)
        counted = Figures(group.persons, group.attempts, group.points_sum, group.passed, group.best)
        found[key] = found.get(key, Figures()) + counted
    return found


def _published(slug: str) -> ContestRecord:
    record = contests.by_slug(slug)
    if record is None or record.life.published_at is None:
        raise NotFound()
    return record
