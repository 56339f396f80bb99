"""Verbs of taking a contest: look, start, save, hand in, see the result. Nothing here knows of Flask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from quizapp.domain import attempt as attempts_domain
from quizapp.domain.attempt import Attempt, Save, Saved, State
from quizapp.domain.chances import Chance
from quizapp.domain.clock import from_us
from quizapp.domain.contest import ContestRecord, Phase, Stage
from quizapp.domain.people import LAST_LOOK, Actor, Entry, Participant, PhoneSession, Place
from quizapp.domain.refusals import Forbidden, NotFound, ProfileIncomplete, SeqOutOfRange
from quizapp.operations import enter
from quizapp.operations.enter import Way
from quizapp.operations.hand_in import HandedIn, hand_in, say_why_not
from quizapp.operations.start import chance_of, practises_only, published, stage_in_view
from quizapp.storage import attempts, contests, people, phone_sessions, saving
from quizapp.storage.database import transaction


@dataclass(frozen=True, slots=True)
class Lobby:
    """A contest as a person finds it before a start.

    `entry`: the one that is there (`entered`), or the one that a first start would make; None for somebody who is not
    on its roster, or of whom something is `missing`. `practises_only`: under 14, without a guardian's consent.
    """

    record: ContestRecord
    stage: int
    phase: Phase
    entry: Entry | None = None
    entered: bool = False
    missing: tuple[str, ...] = ()
    practises_only: bool = False
    chance: Chance | None = None
    open_attempt: Attempt | None = None
    mine: tuple[Attempt, ...] = ()

    @property
    def rules_stage(self) -> Stage:
        return self.record.contest.stages[self.stage]


def lobby(slug: str, person_id: int | None, now: datetime, zone: ZoneInfo, place: Place | None = None) -> Lobby:
    """What the contest page shows; what is a person's own only for somebody who is in it, or may be.

    `place`: where a signed link let the phone in.
    """
    return _lobby(published(slug), person_id, now, zone, place)


def lobbies(person_id: int | None, now: datetime, zone: ZoneInfo, place: Place | None = None) -> list[Lobby]:
    """The same of every published contest, the latest opening first."""
    return [_lobby(record, person_id, now, zone, place) for record in contests.published()]


def _lobby(record: ContestRecord, person_id: int | None, now: datetime, zone: ZoneInfo, place: Place | None) -> Lobby:
    stage = stage_in_view(record, now)
    phase = record.phase(now)
    there, way = enter.entry_or_way(record, person_id, place) if person_id else (None, Way())
    entry = there or way.entry
    if entry is None:
        return Lobby(record, stage, phase, missing=way.missing)
    mine = attempts.of_person(record.id, entry.person_id)
    return Lobby(
        record,
        stage,
        phase,
        entry,
        there is not None,
        (),
        practises_only(entry, now, zone),
        chance_of(record, stage, entry, now, zone),
        next((a for a in mine if a.state is State.OPEN and not a.practice), None),
        tuple(mine),
    )


def who_starts(slug: str, session: PhoneSession) -> int:
    """The person of a phone who answers. Raises ProfileIncomplete where nobody is made or chosen yet, Forbidden."""
    if session.person_id is not None:
        return session.person_id
    contest = published(slug).contest
    if contest.entry == "roster":
        raise Forbidden(enter.NOT_ON_THE_ROSTER)
    raise ProfileIncomplete(fields=list(contest.ask))


def on_this_phone(session: PhoneSession) -> list[Participant]:
    """Who else may answer on a phone, at one tap."""
    return [each for each in phone_sessions.people_of(session.id) if each.id != session.person_id]


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


def own_attempts(slug: str, person_id: int) -> tuple[ContestRecord, list[Attempt]]:
    """A contest and one's attempts in it, practice too, in the order of their starts. Raises NotFound."""
    record = published(slug)
    return record, attempts.of_person(record.id, person_id)


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
    done = hand_in(attempt.id, now, zone, Actor("person", str(attempt.person_id)), last)
    if not attempt.practice and phone_sessions.is_on_shared(attempt.person_id, now):
        with transaction():
            phone_sessions.end_shared(attempt.person_id, now + LAST_LOOK)
    return done


def leave(token: str) -> None:
    """Sign out; what a public computer does once the result was shown."""
    with transaction():
        phone_sessions.close(token)
