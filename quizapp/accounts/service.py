"""Verbs of signing in and out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from quizapp.domain import entry_code
from quizapp.domain.people import Entry, Participant
from quizapp.domain.refusals import BadCredentials, SlowDown
from quizapp.domain.words import say
from quizapp.storage import contests, people, staff, throttle
from quizapp.storage.database import transaction
from quizapp.storage.resources import resources

PARTICIPANT_SESSION = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`slug`: the contest that the code belongs to."""

    token: str
    participant: Participant
    entry: Entry
    slug: str


def sign_in_by_code(typed: str, address: str, now: datetime) -> SignedIn:
    """Open a session for the owner of an entry code.

    A right code is never slowed, whoever failed before; wrong ones are, per address and over all.
    Raises BadCredentials, SlowDown.
    """
    code = entry_code.normal(typed)
    entry = people.entry_by_code(code) if code else None
    if entry is None:
        _count_failure(address)
        raise BadCredentials(say("没有这个入场码，请看清字条再输一次。"))
    with transaction():
        token = staff.open_session(now, PARTICIPANT_SESSION, person_id=entry.person_id)
    participant, record = people.participant(entry.person_id), contests.by_id(entry.contest_id)
    if participant is None or record is None:
        raise BadCredentials()
    return SignedIn(token, participant, entry, record.contest.slug)


def sign_out(token: str) -> None:
    with transaction():
        staff.close_session(token)


def _count_failure(address: str) -> None:
    """Note a wrong code; once there were too many, say when to try again."""
    limits = resources().throttle
    for limit, who in ((throttle.WRONG_CODES_PER_ADDRESS, address), (throttle.WRONG_CODES_OVER_ALL, "")):
        if not limits.hit(limit, who):
            raise SlowDown(retry_after=limits.wait_seconds(limit, who))
