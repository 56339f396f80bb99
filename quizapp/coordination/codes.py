"""Verbs of entry codes: a new one for somebody who lost theirs, or for all who have not started."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from quizapp.coordination import service
from quizapp.domain.contest import ContestRecord, Phase
from quizapp.domain.people import Actor, Staff
from quizapp.domain.progress import Progress
from quizapp.domain.refusals import Closed, Invalid
from quizapp.domain.words import say
from quizapp.operations import reissue
from quizapp.operations.reissue import Slip
from quizapp.storage import audit
from quizapp.storage.database import transaction

ALL_REISSUED = "unit.reissue"


@dataclass(frozen=True, slots=True)
class Printed:
    """Slips to print here and now: the codes can be read only this once."""

    record: ContestRecord
    slips: list[Slip]


def for_one(slug: str, staff: Staff, ref: str, actor: Actor, now: datetime) -> Printed:
    """A new code for somebody of the own unit. Raises NotFound."""
    with transaction():
        record, person = service.person(slug, staff, ref, now)
        return Printed(record, reissue.slips(record, [person.ref], actor, now))


def for_those_waiting(slug: str, staff: Staff, part: str, sending: str, actor: Actor, now: datetime) -> Printed:
    """New codes for everybody of the unit, or of a part of it, who has not started.

    `sending`: the number of the form that was sent. The same form sent again would make the slips worthless that were
    just printed, so it is refused. Raises NotFound, Invalid, Closed.
    """
    with transaction():
        found = service.roll(slug, staff, now, part=part, progress=Progress.NOT_STARTED.value)
        if found.record.phase(now) in {Phase.CLOSED, Phase.FINISHED}:
            raise Closed()
        about = f"unit:{part or staff.unit}"
        if any(row["details"].get("sending") == sending for row in audit.about(about)):
            raise Invalid.at("sending", say("这一次已经补发过了，入场码只显示一次。要再补发，请回到名单重新点一次。"))
        audit.write(actor, ALL_REISSUED, about, now, contest=slug, people=len(found.people), sending=sending)
        return Printed(found.record, reissue.slips(found.record, [each.ref for each in found.people], actor, now))
