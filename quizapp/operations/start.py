"""Starting an attempt: by the person, or for a whole class at one moment.

What both ways share: an open attempt is gone on with, one whose time is over is handed in first, a chance is claimed,
a paper is drawn. Whoever may not start is told why.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from quizapp.domain import minors
from quizapp.domain.attempt import Attempt, State
from quizapp.domain.blueprint import PaperItem
from quizapp.domain.chances import Chance, chance_at
from quizapp.domain.contest import ContestRecord, Phase, Stage, deadline_of, stage_at
from quizapp.domain.paper import make_paper, make_practice_paper
from quizapp.domain.people import Entry, Place
from quizapp.domain.randomness import DRAWER_VERSION
from quizapp.domain.refusals import (
    Busy,
    Closed,
    Forbidden,
    Invalid,
    NoChancesLeft,
    NotFound,
    NotOpenYet,
    Refusal,
    Stopped,
    WrongPopulation,
)
from quizapp.domain.words import say
from quizapp.operations import enter, tell_the_board
from quizapp.operations.hand_in import expire_within
from quizapp.storage import attempts, contests, outbox, people, profiles
from quizapp.storage.attempts import NewAttempt
from quizapp.storage.database import transaction

STARTS_TRIED = 3
UNDER_14 = say("不满 14 岁，要有监护人同意才能正式答题；现在可以先练习。")


@dataclass(frozen=True, slots=True)
class Started:
    attempt: Attempt
    new: bool


@dataclass(frozen=True, slots=True)
class Together:
    """What became of a start for many: who has an attempt, who has none and why, what to tell the board of."""

    started: dict[int, Started]
    refused: dict[int, Refusal]
    due: list[outbox.Due]


def published(slug: str) -> ContestRecord:
    """A contest that participants may see. Raises NotFound."""
    record = contests.by_slug(slug)
    if record is None or record.life.published_at is None:
        raise NotFound(say("没有找到这场竞赛。"))
    return record


def stage_in_view(record: ContestRecord, now: datetime) -> int:
    """The stage that runs, else the next one, else the last."""
    running = stage_at(record.contest, now)
    if running is not None:
        return running
    stages = record.contest.stages
    return next((i for i, stage in enumerate(stages) if stage.opens_at > now), len(stages) - 1)


def chance_of(record: ContestRecord, stage: int, entry: Entry, now: datetime, zone: ZoneInfo) -> Chance:
    """The chance that a start of this person would claim now."""
    rules = record.contest.stages[stage]
    taken = attempts.taken_chances(record.id, entry.person_id)
    return chance_at(now, stage, rules.closes_at, taken, rules.rules.chances, zone)


def start(
    slug: str,
    person_id: int,
    now: datetime,
    zone: ZoneInfo,
    *,
    practice: bool = False,
    key: str | None = None,
    place: Place | None = None,
) -> Started:
    """Start an attempt, or go on with the open one; the same idempotency key answers the same attempt.

    An open attempt whose time is over is handed in first. Where a contest has no roster, the first start enters the
    person; `place`: where a signed link let the phone in. Raises the refusal that applies.
    """
    for _ in range(STARTS_TRIED):
        with transaction():
            record = published(slug)
            entry = people.lock_entry(record.id, person_id) or _enter(record, person_id, place, now)
            attempt, message = _again(record, entry, now, zone, practice=practice, key=key)
            started = Started(attempt, new=False) if attempt else _new(record, entry, now, zone, practice, key)
        if message:
            tell_the_board.at_once(message)
        if started is not None:
            return started
    raise Busy()


def _enter(record: ContestRecord, person_id: int, place: Place | None, now: datetime) -> Entry:
    people.add_entry(enter.require(record, person_id, place), now)
    entry = people.lock_entry(record.id, person_id)
    if entry is None:
        raise Busy()
    return entry


def start_together(record: ContestRecord, persons: Collection[int], now: datetime, zone: ZoneInfo) -> Together:
    """Start an attempt for each of these people at the same moment, inside the caller's transaction.

    Whoever may not start keeps nobody else from it. People are held in the order of their numbers, so that two
    starts at once never wait for each other.
    """
    found = Together({}, {}, [])
    for person_id in sorted(persons):
        entry = people.lock_entry(record.id, person_id)
        if entry is None:
            found.refused[person_id] = NotFound()
            continue
        attempt, message = _again(record, entry, now, zone, practice=False, key=None)
        if message:
            found.due.append(message)
        try:
            started = Started(attempt, new=False) if attempt else _new(record, entry, now, zone, False, None)
        except Refusal as refusal:
            found.refused[person_id] = refusal
        else:
            if started is None:
                found.refused[person_id] = Busy()
            else:
                found.started[person_id] = started
    return found


def _again(
    record: ContestRecord, entry: Entry, now: datetime, zone: ZoneInfo, *, practice: bool, key: str | None
) -> tuple[Attempt | None, outbox.Due | None]:
    """The attempt of a repeated call, or the open one; a lost reply thus burns no chance.

    An open one whose time is over is handed in here; what to tell the board of it comes second.
    """
    if key and (known := attempts.by_idempotency_key(entry.person_id, key)):
        if (known.contest_id, known.practice) != (record.id, practice):
            raise Invalid.at("Idempotency-Key", say("这个键已经用在另一份答卷上了。"))
        return known, None
    stage = stage_in_view(record, now)
    for attempt in attempts.of_person(record.id, entry.person_id):
        if attempt.state is State.OPEN and attempt.practice == practice and attempt.stage == stage:
            expired, message = expire_within(attempt.id, now, zone)
            return (None, message) if expired else (attempt, None)
    return None, None


def _new(
    record: ContestRecord, entry: Entry, now: datetime, zone: ZoneInfo, practice: bool, key: str | None
) -> Started | None:
    """A new attempt; None if the same chance was taken at the same moment."""
    number = stage_in_view(record, now)
    stage = record.contest.stages[number]
    refusal = _refusal(record, stage, now, practice=practice) or _wrong_population(record, entry)
    if refusal is None and not practice and practises_only(entry, now, zone):
        refusal = Forbidden(UNDER_14)
    if refusal:
        raise refusal
    before = [a for a in attempts.of_person(record.id, entry.person_id) if a.practice == practice]
    chance = Chance("practice", len(before) + 1, None) if practice else chance_of(record, number, entry, now, zone)
    if chance.left == 0:
        raise NoChancesLeft(next_chance_at=chance.next_at)
    snapshot_id = contests.snapshot_id(record.id, number, practice=practice)
    if snapshot_id is None:
        raise NotFound()
    seed = secrets.token_hex(16)
    attempt = attempts.add(
        NewAttempt(
            entry=entry,
            stage=number,
            practice=practice,
            number=len(before) + 1,
            period=chance.period,
            ordinal=chance.ordinal,
            idempotency_key=key,
            snapshot_id=snapshot_id,
            seed=seed,
            drawer=DRAWER_VERSION,
            paper=_paper(record, number, snapshot_id, seed, practice=practice),
            started_at=now,
            deadline=deadline_of(stage, now, practice=practice),
            grace=timedelta(seconds=stage.rules.timing.grace_seconds),
        )
    )
    return None if attempt is None else Started(attempt, new=True)


def practises_only(entry: Entry, now: datetime, zone: ZoneInfo) -> bool:
    """Whether somebody is under 14, as far as is known, and no guardian's consent is recorded."""
    known = profiles.details(entry.person_id)
    if known is None:
        return False
    consent = bool(known.guardian_consent)
    return minors.practises_only(known.birth_year, entry.population, consent, now.astimezone(zone).year)


def _paper(record: ContestRecord, stage: int, snapshot_id: int, seed: str, *, practice: bool) -> tuple[PaperItem, ...]:
    pool = contests.snapshot(snapshot_id)
    if practice:
        return make_practice_paper(pool, seed)
    return make_paper(record.contest.stages[stage].rules.paper, pool, f"contest-{record.id}-{stage}", seed)


def _refusal(record: ContestRecord, stage: Stage, now: datetime, *, practice: bool) -> Refusal | None:
    if practice and not stage.rules.practice.allowed:
        return Forbidden(say("这场竞赛没有练习。"))
    return {
        Phase.SCHEDULED: None if practice else NotOpenYet(),
        Phase.STOPPED: Stopped(),
        Phase.CLOSED: Closed(),
        Phase.FINISHED: Closed(),
    }.get(record.phase(now))


def _wrong_population(record: ContestRecord, entry: Entry) -> Refusal | None:
    allowed = record.contest.populations
    return WrongPopulation() if allowed and entry.population not in allowed else None
