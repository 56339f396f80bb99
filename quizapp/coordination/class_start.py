"""Verbs of starting the paper for a class at one moment: show a PIN, see who has joined, start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from quizapp.coordination import service
from quizapp.coordination.service import Own, Person
from quizapp.domain.class_start import PIN_LIFE, ClassStart, new_pin
from quizapp.domain.contest import ContestRecord, Phase
from quizapp.domain.people import Actor, Staff
from quizapp.domain.refusals import Closed, NotFound, NotOpenYet, Refusal, Stopped
from quizapp.domain.words import Sentence
from quizapp.operations import start, tell_the_board
from quizapp.storage import audit, class_starts, contests, unit_people
from quizapp.storage.database import transaction

OPENED, BEGUN, ENDED = "class.open", "class.start", "class.end"
LONGEST_ID = 2**62


@dataclass(frozen=True, slots=True)
class ClassPage:
    """One class before its screen, with those who have joined."""

    start: ClassStart
    record: ContestRecord
    unit: str
    joined: list[Person]


@dataclass(frozen=True, slots=True)
class Begun:
    """What the teacher is told after the start: how many began now, who had begun before, who could not and why."""

    page: ClassPage
    began: int
    before: list[Person]
    refused: list[tuple[Person, Sentence]]


def running(slug: str, staff: Staff, now: datetime) -> tuple[ContestRecord, Own, list[ClassStart]]:
    """The starts of the own unit whose PIN is good. Raises NotFound."""
    mine = service.own(staff)
    record, _ = service.contest_of(slug, mine, now)
    return record, mine, class_starts.open_ones(record.id, now, mine.units)


def open_one(slug: str, staff: Staff, part: str, actor: Actor, now: datetime) -> ClassStart:
    """Make a PIN for a unit of one's own; where one is good and not started, it is that one again.

    Raises NotFound, Closed.
    """
    mine = service.own(staff)
    unit = part or mine.unit.code
    if unit not in mine.units:
        raise NotFound()
    with transaction():
        record, _ = service.contest_of(slug, mine, now)
        if record.phase(now) in {Phase.CLOSED, Phase.FINISHED}:
            raise Closed()
        others = class_starts.open_ones(record.id, now)
        for each in others:
            if each.unit == unit and each.started_at is None:
                return each
        made = class_starts.add(record.id, unit, new_pin({each.pin for each in others}), now, now + PIN_LIFE)
        audit.write(actor, OPENED, f"class:{made.id}", now, contest=slug, unit=unit)
    return made


def page(number: int, staff: Staff, now: datetime) -> ClassPage:
    """Raises NotFound, also for another's."""
    mine = service.own(staff)
    return _page(_own(number, mine), mine, now)


def begin(number: int, staff: Staff, actor: Actor, now: datetime, zone: ZoneInfo) -> Begun | None:
    """Start for everybody who has joined and may: all with the same moment, all in one transaction.

    Once only: None where it was started before. Raises NotFound, and the refusal that keeps all of them out.
    """
    mine = service.own(staff)
    with transaction():
        held = _own(number, mine, lock=True)
        if held.started_at is not None:
            return None
        record = _record(held)
        if refusal := _closed_to_all(record, held, now):
            raise refusal
        together = start.start_together(record, class_starts.members(held.id), now, zone)
        class_starts.begin(held.id, now)
        audit.write(
            actor,
            BEGUN,
            f"class:{held.id}",
            now,
            contest=record.contest.slug,
            unit=held.unit,
            started=sum(each.new for each in together.started.values()),
            refused=len(together.refused),
        )
    for message in together.due:
        tell_the_board.at_once(message)
    return _begun(page(number, staff, now), together)


def end(number: int, staff: Staff, actor: Actor, now: datetime) -> ClassStart:
    """Let nobody join any more. Raises NotFound."""
    mine = service.own(staff)
    with transaction():
        held = _own(number, mine, lock=True)
        if held.is_open(now):
            class_starts.end(held.id, now)
            audit.write(actor, ENDED, f"class:{held.id}", now)
    return held


def slug_of(held: ClassStart) -> str:
    return _record(held).contest.slug


def _own(number: int, mine: Own, *, lock: bool = False) -> ClassStart:
    found = class_starts.get(number, lock=lock) if number < LONGEST_ID else None
    if found is None or found.unit not in mine.units:
        raise NotFound()
    return found


def _record(held: ClassStart) -> ContestRecord:
    record = contests.by_id(held.contest_id)
    if record is None:
        raise NotFound()
    return record


def _closed_to_all(record: ContestRecord, held: ClassStart, now: datetime) -> Refusal | None:
    if not held.is_open(now):
        return Closed()
    return {
        Phase.SCHEDULED: NotOpenYet(),
        Phase.STOPPED: Stopped(),
        Phase.CLOSED: Closed(),
        Phase.FINISHED: Closed(),
    }.get(record.phase(now))


def _page(held: ClassStart, mine: Own, now: datetime) -> ClassPage:
    members = class_starts.members(held.id)
    found = unit_people.by_number(held.contest_id, mine.units, members)
    return ClassPage(held, _record(held), mine.name_of(held.unit), service.shown(found, mine, now))


def _begun(page: ClassPage, together: start.Together) -> Begun:
    before = {number for number, each in together.started.items() if not each.new}
    why = together.refused
    return Begun(
        page,
        sum(each.new for each in together.started.values()),
        [person for person in page.joined if person.number in before],
        [(person, why[person.number].said) for person in page.joined if person.number in why],
    )
