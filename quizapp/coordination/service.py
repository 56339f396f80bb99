"""Verbs of looking after a unit: its contests, its people and how far they are. The own unit narrows everything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from quizapp.domain.areas import Unit, full_name
from quizapp.domain.contest import ContestRecord, Phase
from quizapp.domain.people import Actor, Staff
from quizapp.domain.progress import Counts, Progress
from quizapp.domain.refusals import NotFound
from quizapp.domain.words import say
from quizapp.operations import look, start
from quizapp.storage import areas, audit, contests, unit_people
from quizapp.storage.database import transaction
from quizapp.storage.unit_people import UnitPerson

PAGE = 100
TAKEN_ALONG = "unit.missing"


@dataclass(frozen=True, slots=True)
class Own:
    """The unit of a coordinator with everything under it."""

    unit: Unit
    units: Mapping[str, Unit]

    def name_of(self, code: str) -> str:
        """A unit as it is called inside the own one: 三年级 2班."""
        return full_name(self.units, code, self.unit.code)


@dataclass(frozen=True, slots=True)
class Line:
    """A contest that concerns the unit."""

    record: ContestRecord
    counts: Counts


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the unit. `name`: as it may be shown; masked for a minor."""

    number: int
    ref: str
    name: str
    is_masked: bool
    unit: str
    population: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class Roll:
    """People of a contest, chosen by part of the unit and by progress; the counts are of the whole part."""

    record: ContestRecord
    own: Own
    part: str
    by_unit: Mapping[str, Counts]
    people: list[Person]

    @property
    def counts(self) -> Counts:
        return _sum(self.by_unit)


def own(staff: Staff) -> Own:
    """Raises NotFound for an account without a unit."""
    units = areas.units_within(staff.unit)
    if staff.unit not in units:
        raise NotFound()
    return Own(units[staff.unit], units)


def contests_of(staff: Staff, now: datetime) -> tuple[Own, list[Line]]:
    """What concerns the unit, the latest opening first."""
    mine = own(staff)
    counts = unit_people.counts_by_contest(mine.units)
    concern = [record for record in contests.published() if record.id in counts or _may_come(record, now)]
    return mine, [Line(record, counts.get(record.id, Counts())) for record in concern]


def contest_of(slug: str, mine: Own, now: datetime) -> tuple[ContestRecord, dict[str, Counts]]:
    """A contest that concerns the unit, with the counts of its parts. Raises NotFound for any other."""
    record = start.published(slug)
    by_unit = unit_people.counts_by_unit(record.id, mine.units)
    if not by_unit and not _may_come(record, now):
        raise NotFound(say("没有找到这场竞赛。"))
    return record, by_unit


def _may_come(record: ContestRecord, now: datetime) -> bool:
    """Whether anybody of any unit may still enter by themselves, and says or shows by a link of which unit they are."""
    contest = record.contest
    by_themselves = contest.entry == "link" or (contest.entry == "open" and "unit" in contest.ask)
    return by_themselves and record.phase(now) not in {Phase.CLOSED, Phase.FINISHED}


def roll(
    slug: str, staff: Staff, now: datetime, *, part: str = "", progress: str = "", page: int | None = None
) -> Roll:
    """The people of the unit (or of a part of it) in a contest; all of them unless a page is asked for.

    Raises NotFound for what is not the own.
    """
    mine = own(staff)
    record, by_unit = contest_of(slug, mine, now)
    chosen = inside(mine, part)
    offset, limit = (0, None) if page is None else ((page - 1) * PAGE, PAGE)
    found = unit_people.listed(record.id, chosen, progress, offset, limit)
    counts = {code: each for code, each in by_unit.items() if code in chosen}
    return Roll(record, mine, part, counts, shown(found, mine, now))


def inside(mine: Own, part: str) -> Mapping[str, Unit]:
    """The own units, or one of them with what is under it. Raises NotFound."""
    if not part:
        return mine.units
    if part not in mine.units:
        raise NotFound()
    return areas.units_within(part)


def person(slug: str, staff: Staff, ref: str, now: datetime) -> tuple[ContestRecord, Person]:
    """Whose ref this is in the own unit. Raises NotFound."""
    mine = own(staff)
    record = start.published(slug)
    found = unit_people.by_ref(record.id, mine.units, ref)
    if found is None:
        raise NotFound(say("名单里没有编号「%(ref)s」。", ref=ref))
    return record, shown([found], mine, now)[0]


def look_at(slug: str, staff: Staff, ref: str, actor: Actor, now: datetime) -> tuple[ContestRecord, Person, str]:
    """Somebody's full name, which the audit log keeps. Raises NotFound."""
    record, found = person(slug, staff, ref, now)
    return record, found, look.full_names(record, [found], actor, now)[found.number]


def look_at_all(roll: Roll, actor: Actor, now: datetime) -> dict[int, str]:
    """The full names of a whole list, for a paper to call the roll from."""
    return look.full_names(roll.record, roll.people, actor, now)


def missing(slug: str, staff: Staff, actor: Actor, now: datetime, *, part: str = "") -> Roll:
    """Who has not started, to take along as a file, which the audit log keeps. Raises NotFound."""
    with transaction():
        found = roll(slug, staff, now, part=part, progress=Progress.NOT_STARTED.value)
        audit.write(actor, TAKEN_ALONG, f"unit:{part or staff.unit}", now, contest=slug, people=len(found.people))
    return found


def shown(found: list[UnitPerson], mine: Own, now: datetime) -> list[Person]:
    """People as their coordinator sees them: grown-ups by name, minors masked."""
    names = look.names(found, now)
    return [
        Person(
            number=each.entry.person_id,
            ref=each.entry.ref,
            name=names[each.entry.person_id].text,
            is_masked=names[each.entry.person_id].is_masked,
            unit=mine.name_of(each.entry.unit),
            population=each.entry.population,
            progress=each.progress,
        )
        for each in found
    ]


def _sum(by_unit: Mapping[str, Counts]) -> Counts:
    return Counts.of({each.value: sum(getattr(counts, each.value) for counts in by_unit.values()) for each in Progress})
