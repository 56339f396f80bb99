"""Verbs of signing in and out: by the code of a slip, by a signed link; which ways in there are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from quizapp.domain import entry_code
from quizapp.domain.contest import ContestRecord, Phase
from quizapp.domain.people import Entry, Participant, PhoneSession, Place
from quizapp.domain.refusals import BadCredentials, NotFound, NotSignedIn, SlowDown
from quizapp.domain.staff import PARTICIPANT_LIFE
from quizapp.domain.words import say
from quizapp.operations.start import published
from quizapp.storage import contests, people, phone_sessions, throttle
from quizapp.storage.database import transaction
from quizapp.storage.resources import resources

# A public computer is given back soon.
SHARED_LIFE = timedelta(hours=2)
_CONTEST_PAGE = re.compile(r"/c/([a-z0-9-]+)")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`slug`: the contest that the code belongs to."""

    token: str
    participant: Participant
    entry: Entry
    slug: str


@dataclass(frozen=True, slots=True)
class Ways:
    """How somebody may come in, to a contest or to any; `link`: only by scanning what hangs on the wall."""

    code: bool
    phone: bool
    link: bool = False


def sign_in_by_code(typed: str, address: str, now: datetime, *, shared: bool = False) -> SignedIn:
    """Open a session for the owner of an entry code.

    A right code is never slowed, whoever failed before; wrong ones are, per address and over all.
    Raises BadCredentials, SlowDown.
    """
    code = entry_code.normal(typed)
    entry = people.entry_by_code(code) if code else None
    if entry is None:
        _count_failure(address)
        raise BadCredentials(say("没有这个入场码，请看清字条再输一次。"))
    life = SHARED_LIFE if shared else PARTICIPANT_LIFE
    with transaction():
        token = phone_sessions.start(now, life, person_id=entry.person_id, shared=shared)
    participant, record = people.participant(entry.person_id), contests.by_id(entry.contest_id)
    if participant is None or record is None:
        raise BadCredentials()
    return SignedIn(token, participant, entry, record.contest.slug)


def sign_in_by_link(
    place: Place | None, session: PhoneSession | None, now: datetime, *, shared: bool = False
) -> str | None:
    """Let a phone in by a signed link; answers the token of a new session, None where the one at hand goes on.

    A phone that is signed in already keeps its people. Raises BadCredentials, NotFound.
    """
    if place is None:
        raise BadCredentials(say("这个链接不对，请再扫一次二维码。"))
    contest_of_link(place)
    with transaction():
        if session is not None and not session.shared:
            phone_sessions.put_place(session.id, place)
            return None
        return phone_sessions.start(now, SHARED_LIFE if shared else PARTICIPANT_LIFE, place=place, shared=shared)


def contest_of_link(place: Place) -> ContestRecord:
    """The contest that a link lets in to. Raises NotFound."""
    record = contests.by_id(place.contest_id)
    if record is None or record.life.published_at is None or record.contest.entry != "link":
        raise NotFound(say("没有找到这场竞赛。"))
    return record


def session_of(token: str, now: datetime) -> PhoneSession:
    """Raises NotSignedIn."""
    session = phone_sessions.find(token, now)
    if session is None:
        raise NotSignedIn()
    return session


def ways(wanted: str, now: datetime) -> Ways:
    """The ways in to the contest that a page belongs to; to any that is not over, where it belongs to none."""
    record = contest_wanted(wanted)
    if record is not None:
        entry = record.contest.entry
        return Ways(code=entry == "roster", phone=entry == "open", link=entry == "link")
    over = {Phase.CLOSED, Phase.FINISHED}
    entries = {each.contest.entry for each in contests.published() if each.phase(now) not in over}
    return Ways(code=True, phone="open" in entries)


def contest_wanted(wanted: str) -> ContestRecord | None:
    """The published contest that a page belongs to."""
    page = _CONTEST_PAGE.match(wanted)
    try:
        return published(page[1]) if page else None
    except NotFound:
        return None


def sign_out(token: str) -> None:
    with transaction():
        phone_sessions.close(token)


def _count_failure(address: str) -> None:
    """Note a wrong code; once there were too many, say when to try again."""
    limits = resources().throttle
    for limit, who in ((throttle.WRONG_CODES_PER_ADDRESS, address), (throttle.WRONG_CODES_OVER_ALL, "")):
        if not limits.hit(limit, who):
            raise SlowDown(retry_after=limits.wait_seconds(limit, who))
