"""Hand in an attempt: mark it, count it, note it, and leave the board a message; all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from quizapp.domain.attempt import Answer, Attempt, Save, State, accept, duration_of
from quizapp.domain.contest import ContestRecord
from quizapp.domain.counting import count
from quizapp.domain.marking import mark, passes
from quizapp.domain.people import Actor
from quizapp.domain.refusals import NotFound, Refusal, Stopped
from quizapp.operations import tell_the_board
from quizapp.storage import attempts, audit, contests, outbox, people, standings
from quizapp.storage.database import transaction

SERVER = Actor("system", "clock")


@dataclass(frozen=True, slots=True)
class HandedIn:
    """The attempt as it stands now; `not_accepted` names sent answers that were not stored, with what stands."""

    attempt: Attempt
    not_accepted: Mapping[str, Answer | None] = field(default_factory=dict)


def hand_in(attempt_id: int, now: datetime, zone: ZoneInfo, actor: Actor, last: Save | None = None) -> HandedIn:
    """Hand in an open attempt, with the answers that came along if they came in time; once only.

    A second call, or one after the server's own, answers with what stands. Raises NotFound, Stopped.
    """
    with transaction():
        attempt = _held(attempt_id)
        if attempt.state is not State.OPEN:
            return HandedIn(attempt, _unstored(attempt, last))
        if attempt.paused_at is not None:
            raise Stopped()
        in_time = now <= attempt.deadline + attempt.grace
        not_accepted: Mapping[str, Answer | None] = {}
        if last and last.answers and in_time:
            attempt, saved = accept(attempt, last, now, attempt.key_number)
            attempts.put_sheet(attempt.id, attempt.sheet, attempt.saved_seq)
            not_accepted = saved.kept
        elif last:
            not_accepted = _unstored(attempt, last)
        message = _close(attempt, State.HANDED_IN if in_time else State.EXPIRED, now, zone, actor)
        closed = attempts.get(attempt_id)
    if message:
        tell_the_board.at_once(message)
    if closed is None:
        raise NotFound()
    return HandedIn(closed, not_accepted)


def expire(attempt_id: int, now: datetime, zone: ZoneInfo) -> bool:
    """Hand in for somebody whose time is over; False if that was done meanwhile."""
    with transaction():
        expired, message = expire_within(attempt_id, now, zone)
    if message:
        tell_the_board.at_once(message)
    return expired


def expire_within(attempt_id: int, now: datetime, zone: ZoneInfo) -> tuple[bool, outbox.Due | None]:
    """The same inside the caller's transaction: whether it was handed in, and what to tell the board after it."""
    attempt = _held(attempt_id)
    if attempt.state is not State.OPEN or attempt.paused_at is not None:
        return False, None
    if now <= attempt.deadline + attempt.grace:
        return False, None
    return True, _close(attempt, State.EXPIRED, now, zone, SERVER)


def _held(attempt_id: int) -> Attempt:
    """The attempt, with everything of its person in this contest held: versions of a standing never cross."""
    attempt = attempts.get(attempt_id)
    if attempt is None:
        raise NotFound()
    people.lock_entry(attempt.contest_id, attempt.person_id)
    held = attempts.get(attempt_id, lock=True)
    if held is None:
        raise NotFound()
    return held


def _unstored(attempt: Attempt, last: Save | None) -> dict[str, Answer | None]:
    """Which answers of a hand-in that came too late differ from what stands."""
    if last is None:
        return {}
    return {
        name: attempt.sheet.get(name)
        for name, options in last.answers.items()
        if (stands.options if (stands := attempt.sheet.get(name)) else ()) != options
    }


def _close(attempt: Attempt, state: State, now: datetime, zone: ZoneInfo, actor: Actor) -> outbox.Due | None:
    record = _record(attempt)
    rules = record.contest.stages[attempt.stage].rules
    marks = mark(attempt.paper, contests.snapshot(attempt.snapshot_id), attempt.sheet, rules.marking)
    ended_at = min(now, attempt.deadline)
    attempts.close(
        attempt.id,
        state,
        marks,
        passed=passes(marks, rules.passing),
        ended_at=ended_at,
        duration=duration_of(attempt.started_at, attempt.deadline, now, attempt.extra),
    )
    if attempt.practice:
        return None
    audit.write(actor, f"attempt.{state}", f"attempt:{attempt.id}", now, score=marks.score, max_score=marks.max_score)
    return _count(record, attempt, now, zone)


def _count(record: ContestRecord, attempt: Attempt, now: datetime, zone: ZoneInfo) -> outbox.Due | None:
    rules = record.contest.stages[attempt.stage].rules
    entry = people.entry(attempt.contest_id, attempt.person_id)
    counted = count(attempts.finished(attempt.contest_id, attempt.stage, attempt.person_id), rules.counting, zone)
    if entry is None or counted is None:
        return None
    standings.put(entry, attempt.stage, counted, rules.ranking)
    return outbox.add(attempt.contest_id, attempt.stage, attempt.person_id, now)


def _record(attempt: Attempt) -> ContestRecord:
    record = contests.by_id(attempt.contest_id)
    if record is None:
        raise NotFound()
    return record


def say_why_not(attempt: Attempt | None, received_at: datetime, save: Save, key_number: int) -> Refusal:
    """Why a save found no row to store itself in: the domain's rule, asked with the attempt as it stands now."""
    if attempt is None:
        return NotFound()
    try:
        accept(attempt, save, received_at, key_number)
    except Refusal as refusal:
        return refusal
    return Stopped()
