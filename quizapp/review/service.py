"""Verbs of reviewing: the town table, its attempts, its denominators. An official's area narrows everything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from quizapp.domain.areas import Area, Denominator
from quizapp.domain.attempt import Attempt, State
from quizapp.domain.contest import ContestRecord, Phase
from quizapp.domain.feedback import Visible, visible
from quizapp.domain.people import Actor, Staff
from quizapp.domain.question import Question
from quizapp.domain.refusals import Invalid, NotFound
from quizapp.domain.tags import POPULATIONS
from quizapp.domain.towns import Figures, TownTable, table
from quizapp.domain.words import say
from quizapp.operations import look
from quizapp.storage import areas, attempts, audit, contests, review
from quizapp.storage.database import transaction
from quizapp.storage.review import Line

PAGE = 50
LARGEST_COUNT = 100_000_000


@dataclass(frozen=True, slots=True)
class TownReport:
    """The per-town table at a moment; `area`: the only one that its reader may see, None for the whole district."""

    record: ContestRecord
    stage: int
    table: TownTable
    as_of: datetime
    latest: datetime | None
    area: Area | None


@dataclass(frozen=True, slots=True)
class AttemptPage:
    """A page of an area's finished attempts; the figures count `counted` of them."""

    record: ContestRecord
    area: Area
    total: int
    counted: int
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class AttemptReport:
    """One attempt with all that is behind its score. `questions`: what its paper draws from, by position."""

    record: ContestRecord
    attempt: Attempt
    name: str
    area: Area
    questions: tuple[Question, ...]
    shows_key: bool
    events: list[dict[str, Any]]


def visible_contests() -> list[ContestRecord]:
    return contests.published()


def town_report(slug: str, staff: Staff, now: datetime, stage: int = 0) -> TownReport:
    """The per-town table of a contest, for a town's official only the own town. Raises NotFound."""
    record = _published(slug, stage)
    every = areas.all_areas()
    figures = _figures(record.id, stage)
    filled = {code for code, _ in figures}
    # Somebody entered for the district itself is counted too: a line of its own, rather than missing from the total.
    towns = [area for area in every.values() if (area.parent or area.code in filled) and staff.sees_area(area.code)]
    # What was valid at the opening stands; where nothing was, a later entry is better than a dash.
    denominators = areas.valid_denominators(now) | areas.valid_denominators(record.contest.opens_at)
    whole = table(towns, figures, denominators, record.contest.populations)
    latest = review.latest_hand_in(record.id, stage, staff.area)
    return TownReport(record, stage, whole, now, latest, every.get(staff.area))


def area_attempts(
    slug: str, area_code: str, staff: Staff, now: datetime, page: int = 1, stage: int = 0, population: str = ""
) -> AttemptPage:
    """A page of the finished attempts of an area that the member of staff may see. Raises NotFound."""
    record = _published(slug, stage)
    area = areas.all_areas().get(area_code)
    if area is None or not staff.sees_area(area_code):
        raise NotFound()
    total, counted, lines = review.attempts_of_area(record.id, stage, area_code, population, (page - 1) * PAGE, PAGE)
    look.note(staff, f"contest:{slug}", now, area=area_code, attempts=[line.attempt.id for line in lines])
    return AttemptPage(record, area, total, counted, lines)


def attempt_in_area(attempt_id: int, staff: Staff, now: datetime) -> AttemptReport:
    """One finished attempt of the own area, practice aside, with the evidence of its saves. Raises NotFound.

    While the contest runs, its questions may still be asked of others: the key shows no sooner than to participants.
    """
    attempt = attempts.get(attempt_id)
    if attempt is None or attempt.practice or attempt.state is State.OPEN or not staff.sees_area(attempt.area):
        raise NotFound()
    record = contests.by_id(attempt.contest_id)
    if record is None:
        raise NotFound()
    look.note(staff, f"person:{attempt.person_id}", now, attempt=attempt.id)
    phase = record.settled_phase(now)
    feedback = record.contest.stages[attempt.stage].rules.feedback
    return AttemptReport(
        record=record,
        attempt=attempt,
        name=review.masked_name(attempt.person_id),
        area=areas.all_areas()[attempt.area],
        questions=contests.snapshot(attempt.snapshot_id),
        shows_key=phase in {Phase.CLOSED, Phase.FINISHED} or visible(feedback, phase) is Visible.EVERYTHING,
        events=audit.about(f"attempt:{attempt.id}"),
    )


def audit_page(page: int, about: str, by: str) -> tuple[int, list[dict[str, Any]]]:
    """A page of the audit log, the newest first, and how many entries there are."""
    return audit.page((page - 1) * PAGE, PAGE, about, by)


def areas_of(staff: Staff) -> list[Area]:
    """The areas that a member of staff answers for."""
    return [area for area in areas.all_areas().values() if area.parent and staff.sees_area(area.code)]


def denominators_of(staff: Staff, now: datetime) -> list[tuple[Area, Denominator]]:
    """What is entered for these areas, in the order of areas and populations."""
    valid = areas.valid_denominators(now)
    kinds = ["", *POPULATIONS]
    return [(area, valid[area.code, kind]) for area in areas_of(staff) for kind in kinds if (area.code, kind) in valid]


def enter_denominator(given: Denominator, staff: Staff, actor: Actor, now: datetime) -> None:
    """The same as `set_denominator`, by somebody who may do it for the own area only. Raises NotFound, Invalid."""
    if not staff.sees_area(given.area):
        raise NotFound()
    set_denominator(given.area, given.population, given.count, given.as_of, given.source, actor, now)


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
    otherwise = review.known_otherwise(contest_id)
    found = {
        key: Figures(entered=count, by_self=otherwise.get((*key, "self"), 0), by_link=otherwise.get((*key, "link"), 0))
        for key, count in entered.items()
    }
    for group in review.groups(contest_id, stage):
        key = (group.area, group.population)
        counted = Figures(group.persons, group.attempts, group.points_sum, group.passed, group.best)
        found[key] = found.get(key, Figures()) + counted
    return found


def _published(slug: str, stage: int) -> ContestRecord:
    record = contests.by_slug(slug)
    if record is None or record.life.published_at is None or not 0 <= stage < len(record.contest.stages):
        raise NotFound()
    return record
