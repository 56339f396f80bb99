"""Verbs of a pupil whose class starts together: type the PIN of the teacher's screen, and wait."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from quizapp.domain.attempt import Attempt, State
from quizapp.domain.contest import ContestRecord, Phase
from quizapp.domain.people import Entry
from quizapp.domain.refusals import Closed, Forbidden, Invalid, SlowDown
from quizapp.domain.words import say
from quizapp.operations.start import published, start
from quizapp.storage import areas, attempts, class_starts, people, throttle
from quizapp.storage.database import transaction
from quizapp.storage.resources import resources


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands: `attempt` where they are answering, `waits` for the teacher, or neither."""

    attempt: Attempt | None = None
    waits: bool = False


def join(slug: str, person_id: int, typed: str, now: datetime, zone: ZoneInfo) -> Place:
    """Join the class that shows this PIN; once the teacher has started, whoever comes new starts at once.

    Wrong PINs are slowed per person. Whoever may not start joins too: the teacher is told why they could not.
    Raises Forbidden, Closed, Invalid, SlowDown, and for a late one the refusal that keeps them from a start.
    """
    record, entry = _entered(slug, person_id)
    if record.phase(now) in {Phase.CLOSED, Phase.FINISHED}:
        raise Closed()
    limits, who = resources().throttle, str(person_id)
    if not limits.allows(throttle.WRONG_PINS_PER_PERSON, who):
        raise SlowDown(retry_after=limits.wait_seconds(throttle.WRONG_PINS_PER_PERSON, who))
    pin = unicodedata.normalize("NFKC", typed).strip()
    with transaction():
        found = class_starts.by_pin(record.id, pin, areas.units_above(entry.unit), now)
        is_new = found is not None and class_starts.join(found.id, person_id, now)
    if found is None:
        limits.hit(throttle.WRONG_PINS_PER_PERSON, who)
        raise Invalid.at("pin", say("口令不对，请看清老师给的 4 位数字再输一次。"))
    if found.started_at is None:
        return Place(waits=True)
    return Place(start(slug, person_id, now, zone).attempt) if is_new else place(slug, person_id, now)


def place(slug: str, person_id: int, now: datetime) -> Place:
    """Where somebody stands at this moment. Raises Forbidden for whoever is not on the roster."""
    record, entry = _entered(slug, person_id)
    for attempt in attempts.of_person(record.id, entry.person_id):
        if attempt.state is State.OPEN and not attempt.practice:
            return Place(attempt)
    return Place(waits=class_starts.waiting(record.id, person_id, now) is not None)


def _entered(slug: str, person_id: int) -> tuple[ContestRecord, Entry]:
    record = published(slug)
    entry = people.entry(record.id, person_id)
    if entry is None:
        raise Forbidden(say("您不在这场竞赛的名单里，请用这场竞赛的入场码。"))
    return record, entry
