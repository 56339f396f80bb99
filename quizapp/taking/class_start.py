"""Verbs of a pupil whose class starts together: type the PIN of the teacher's screen, and wait."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from quizapp.domain.attempt import Attempt, State
from quizapp.domain.contest import ContestRecord, Phase
from quizapp.domain.people import Entry, Place
from quizapp.domain.refusals import Closed, Invalid, SlowDown
from quizapp.domain.words import say
from quizapp.operations import enter
from quizapp.operations.start import published, start
from quizapp.storage import areas, attempts, class_starts, people, throttle
from quizapp.storage.database import transaction
from quizapp.storage.resources import resources


@dataclass(frozen=True, slots=True)
class Seat:
    """How far somebody is: `attempt` where they are answering, `waits` for the teacher, or neither."""

    attempt: Attempt | None = None
    waits: bool = False


def join(slug: str, person_id: int, typed: str, now: datetime, zone: ZoneInfo, place: Place | None = None) -> Seat:
    """Join the class that shows this PIN; once the teacher has started, whoever comes new starts at once.

    Wrong PINs are slowed per person. Whoever may not start joins too: the teacher is told why they could not.
    Raises Closed, Invalid, SlowDown, what keeps somebody out of the contest, and a late one from a start.
    """
    record = published(slug)
    entry, is_entered = _entry(record, person_id, place)
    if record.phase(now) in {Phase.CLOSED, Phase.FINISHED}:
        raise Closed()
    _slow_down(person_id)
    pin = unicodedata.normalize("NFKC", typed).strip()
    with transaction():
        found = class_starts.by_pin(record.id, pin, areas.units_above(entry.unit), now)
        if found and not is_entered:
            people.add_entry(entry, now)
        is_new = found is not None and class_starts.join(found.id, person_id, now)
    if found is None:
        resources().throttle.hit(throttle.WRONG_PINS_PER_PERSON, str(person_id))
        raise Invalid.at("pin", say("口令不对，请看清老师给的 4 位数字再输一次。"))
    if found.started_at is None:
        return Seat(waits=True)
    return Seat(start(slug, person_id, now, zone).attempt) if is_new else _seat(record, person_id, now)


def seat(slug: str, person_id: int, now: datetime, place: Place | None = None) -> Seat:
    """How far somebody is at this moment. Raises what keeps them out of the contest."""
    record = published(slug)
    _entry(record, person_id, place)
    return _seat(record, person_id, now)


def _seat(record: ContestRecord, person_id: int, now: datetime) -> Seat:
    for attempt in attempts.of_person(record.id, person_id):
        if attempt.state is State.OPEN and not attempt.practice:
            return Seat(attempt)
    return Seat(waits=class_starts.waiting(record.id, person_id, now) is not None)


def _entry(record: ContestRecord, person_id: int, place: Place | None) -> tuple[Entry, bool]:
    """The entry of somebody, and whether it is there already or would be made."""
    entry = people.entry(record.id, person_id)
    return (entry, True) if entry else (enter.require(record, person_id, place), False)


def _slow_down(person_id: int) -> None:
    limits, who = resources().throttle, str(person_id)
    if not limits.allows(throttle.WRONG_PINS_PER_PERSON, who):
        raise SlowDown(retry_after=limits.wait_seconds(throttle.WRONG_PINS_PER_PERSON, who))
