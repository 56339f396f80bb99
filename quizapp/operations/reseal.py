"""Take a new data key into use: everything that an older key of the ring sealed is sealed again with the first.

It works in short transactions and may be broken off and begun again at any time; meanwhile everybody comes in as
usual, since every key of the ring opens and every key is looked under.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from quizapp.domain.people import Actor
from quizapp.storage import audit, resealing
from quizapp.storage.database import transaction

BATCH = 100


@dataclass(frozen=True, slots=True)
class Resealed:
    """How many people were sealed again; whom no key opens, by number; and how many second factors and sessions."""

    people: int
    unopened: list[int]
    unopened_rest: int


def reseal(actor: Actor, now: datetime) -> Resealed:
    done, unopened, last = 0, [], 0
    while batch := resealing.people_after(last, BATCH):
        with transaction():
            failed = [person_id for person_id in batch if not resealing.reseal_person(person_id)]
        done, last = done + len(batch) - len(failed), batch[-1]
        unopened += failed
    with transaction():
        rest = resealing.reseal_rest()
        audit.write(actor, "data_key.reseal", "people", now, people=done, unopened=len(unopened))
    return Resealed(done, unopened, rest)
