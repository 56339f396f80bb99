"""Verbs of taking a contest: look, start, save, hand in, see the result. Nothing here knows of Flask."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from quizapp.domain import attempt as attempts_domain
from quizapp.domain.attempt import Attempt, Save, Saved, State
from quizapp.domain.chances import Chance, chance_at
from quizapp.domain.clock import from_us
from quizapp.domain.contest import ContestRecord, Phase, Stage, deadline_of, stage_at
from quizapp.domain.paper import make_paper, make_practice_paper
from quizapp.domain.people import Actor, Entry
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
    SeqOutOfRange,
    Stopped,
    WrongPopulation,
)
from quizapp.domain.words import say
from quizapp.operations import tell_the_board
from quizapp.operations.hand_in import HandedIn, expire_within, hand_in, say_why_not
from quizapp.storage import attempts, contests, outbox, people, saving
from quizapp.storage.attempts import NewAttempt
from quizapp.storage.database import transaction

STARTS_TRIED = 3


@dataclass(frozen=True, slots=True)
class Lobby:
    """A contest as a person finds it before a start; `entry` None for somebody who is not on its roster."""

    record: ContestRecord
    stage: int
    phase: Phase
    entry: Entry | None = None
    chance: Chance | None = None
    open_attempt: Attempt | None = None
    mine: tuple[Attempt, ...] = ()

    @property
    def rules_stage(self) -> Stage:
        return self.record.contest.stages[self.stage]


@dataclass(frozen=True, slots=True)
class Started:
    attempt: Attempt
    new: bool


def published(slug: str) -> ContestRecord:
    """A contest that participants may see. Raises NotFound."""
    record = contests.by_slug(slug)
    if record is None or record.life.published_at is None:
        raise NotFound(say("没有找到这场竞赛。"))
    return record


def lobby(slug: str, person_id: int | None, now: datetime, zone: ZoneInfo) -> Lobby:
    """What the contest page shows; what is a person's own only for somebody on the roster."""
    return _lobby(published(slug), person_id, now, zone)


def lobbies(person_id: int | None, now: datetime, zone: ZoneInfo) -> list[Lobby]:
    """The same of every published contest, the latest opening first."""
    return [_lobby(record, person_id, now, zone) for record in contests.published()]


def _lobby(record: ContestRecord, person_id: int | None, now: datetime, zone: ZoneInfo) -> Lobby:
    stage = _stage_in_view(record, now)
    phase = record.phase(now)
    entry = people.entry(record.id, person_id) if person_id else None
    if entry is None:
        return Lobby(record, stage, phase)
    mine = attempts.of_person(record.id, entry.person_id)
    return Lobby(
        record,
        stage,
        phase,
        entry,
        _chance(record, stage, entry, now, zone),
        next((a for a in mine if a.state is State.OPEN and not a.practice), None),
        tuple(mine),
    )


def start(
    slug: str, person_id: int, now: datetime, zone: ZoneInfo, *, practice: bool = False, key: str | None = None
) -> Started:
    """Start an attempt, or go on with the open one; the same idempotency key answers the same attempt.

    An open attempt whose time is over is handed in first. Raises the refusal that applies.
    """
    for _ in range(STARTS_TRIED):
        with transaction():
            record = published(slug)
            entry = people.lock_entry(record.id, person_id)
            if entry is None:
                raise Forbidden(say("您不在这场竞赛的名单里，请用这场竞赛的入场码。"))
            attempt, message = _again(record, entry, now, zone, practice=practice, key=key)
            started = Started(attempt, new=False) if attempt else _new(record, entry, now, zone, practice, key)
        if message:
            tell_the_board.at_once(message)
        if started is not None:
            return started
    raise Busy()


def save_answers(attempt_id: int, key_number: int, given: Save, received_at_us: int) -> Saved:
    """Take answers. One statement on the way that works; only a refusal looks a second time, to say why.

    Raises Invalid for what is not on the paper, else the refusal that applies.
    """
    attempts_domain.check_save(given)
    snapshot_id, positions = saving.paper_of(attempt_id)
    attempts_domain.check_answers(positions, contests.snapshot(snapshot_id), given.answers)
    saved = saving.save(attempt_id, key_number, given, received_at_us)
    if saved is None:
        received_at = from_us(received_at_us)
        raise say_why_not(attempts.get(attempt_id), received_at, given, key_number)
    return saved


def own_attempt(attempt_id: int, person_id: int) -> Attempt:
    """One's own attempt; another's is not found."""
    attempt = attempts.get(attempt_id)
    if attempt is None or attempt.person_id != person_id:
        raise NotFound()
    return attempt


def record_of(attempt: Attempt) -> ContestRecord:
    """The contest that an attempt belongs to."""
    record = contests.by_id(attempt.contest_id)
    if record is None:
        raise NotFound()
    return record


def name_of(person_id: int) -> str:
    """A participant's own name, for their own eyes."""
    participant = people.participant(person_id)
    return participant.name if participant else ""


def attempt_by_key(attempt_id: int, key_number: int) -> Attempt:
    """The attempt of a token that was verified; NotFound once its key number was withdrawn."""
    attempt = attempts.get(attempt_id)
    if attempt is None or attempt.key_number != key_number:
        raise NotFound()
    return attempt


def submit(attempt: Attempt, last: Save | None, now: datetime, zone: ZoneInfo) -> HandedIn:
    """Hand in with the answers of the last screen. Raises Invalid for what is not on the paper."""
    if last is not None:
        attempts_domain.check_save(last)
        positions = {item.position for item in attempt.paper}
        attempts_domain.check_answers(positions, contests.snapshot(attempt.snapshot_id), last.answers)
        if attempt.state is State.OPEN and last.seq > attempt.saved_seq + attempts_domain.LARGEST_SEQ_STEP:
            raise SeqOutOfRange()
    return hand_in(attempt.id, now, zone, Actor("person", str(attempt.person_id)), last)


def _stage_in_view(record: ContestRecord, now: datetime) -> int:
    """The stage that runs, else the next one, else the last."""
    running = stage_at(record.contest, now)
    if running is not None:
        return running
    stages = record.contest.stages
    return next((i for i, stage in enumerate(stages) if stage.opens_at > now), len(stages) - 1)


def _chance(record: ContestRecord, stage: int, entry: Entry, now: datetime, zone: ZoneInfo) -> Chance:
    rules = record.contest.stages[stage]
    taken = attempts.taken_chances(record.id, entry.person_id)
    return chance_at(now, stage, rules.closes_at, taken, rules.rules.chances, zone)


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
    stage = _stage_in_view(record, now)
    for attempt in attempts.of_person(record.id, entry.person_id):
        if attempt.state is State.OPEN and attempt.practice == practice and attempt.stage == stage:
            expired, message = expire_within(attempt.id, now, zone)
            return (None, message) if expired else (attempt, None)
    return None, None


def _new(
    record: ContestRecord, entry: Entry, now: datetime, zone: ZoneInfo, practice: bool, key: str | None
) -> Started | None:
    """A new attempt; None if the same chance was taken at the same moment."""
    stage_number = _stage_in_view(record, now)
    stage = record.contest.stages[stage_number]
    refusal = _refusal(record, stage, now, practice=practice) or _wrong_population(record, entry)
    if refusal:
        raise refusal
    before = [a for a in attempts.of_person(record.id, entry.person_id) if a.practice == practice]
    if practice:
        chance = Chance("practice", len(before) + 1, None)
    else:
        chance = _chance(record, stage_number, entry, now, zone)
        if chance.left == 0:
            raise NoChancesLeft(next_chance_at=chance.next_at)
    snapshot_id = contests.snapshot_id(record.id, stage_number, practice=practice)
    if snapshot_id is None:
        raise NotFound()
    pool = contests.snapshot(snapshot_id)
    seed = secrets.token_hex(16)
    paper = (
        make_practice_paper(pool, seed)
        if practice
        else make_paper(stage.rules.paper, pool, f"contest-{record.id}-{stage_number}", seed)
    )
    attempt = attempts.add(
        NewAttempt(
            entry=entry,
            stage=stage_number,
            practice=practice,
            number=len(before) + 1,
            period=chance.period,
            ordinal=chance.ordinal,
            idempotency_key=key,
            snapshot_id=snapshot_id,
            seed=seed,
            drawer=DRAWER_VERSION,
            paper=paper,
            started_at=now,
            deadline=deadline_of(stage, now, practice=practice),
            grace=timedelta(seconds=stage.rules.timing.grace_seconds),
        )
    )
    return None if attempt is None else Started(attempt, new=True)


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
