"""Erase a person: whatever says who they are goes from every table and from Redis; what they scored stays as figures.

Consent withdrawn is the same verb: everything kept about a person rests on the consent, so with it all of that goes.
The audit log keeps the person's random number, and for the minors' audit whether they were one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from quizapp.domain.people import Actor
from quizapp.domain.privacy import age_group
from quizapp.domain.refusals import NotFound
from quizapp.domain.words import say
from quizapp.operations import tell_the_board
from quizapp.storage import audit, kept_messages, outbox, personal
from quizapp.storage.database import transaction

ERASED = "person.erase"
REQUEST, WITHDRAWN, RETENTION, AGAIN = "request", "consent withdrawn", "retention", "erased before a restore"


def erase(person_id: int, actor: Actor, now: datetime, reason: str = REQUEST) -> bool:
    """Erase one person; False if that was done before. Raises NotFound."""
    with transaction():
        person = personal.profile(person_id, lock=True)
        if person is None:
            raise NotFound(say("没有编号是 %(number)s 的人。", number=person_id))
        if person.erased_at is not None:
            return False
        group = age_group(person.birth_year, personal.population_of(person), now.year)
        boards = personal.erase(person, now)
        messages = [outbox.add(board.contest_id, board.stage, person_id, now) for board in boards]
        audit.write(actor, ERASED, f"person:{person_id}", now, reason=reason, group=group)
    if person.phone:
        kept_messages.forget(person.phone)
    for message in messages:
        tell_the_board.at_once(message)
    return True


def erase_again(numbers: Iterable[int], actor: Actor, now: datetime) -> int:
    """After a restore: erase whoever was erased since the backup; unknown numbers are passed over. Answers how many."""
    count = 0
    for number in numbers:
        try:
            count += erase(number, actor, now, AGAIN)
        except NotFound:
            continue
    return count
