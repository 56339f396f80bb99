"""Keep to the retention: what `domain.retention` says is over goes. The worker calls this again and again."""

from __future__ import annotations

from datetime import datetime

from quizapp.domain.people import Actor
from quizapp.domain.retention import cutoff
from quizapp.operations import erase
from quizapp.storage import kept_messages, personal, staff, uploads
from quizapp.storage.database import transaction
from quizapp.storage.resources import resources

WORKER = Actor("system", "worker")
AT_ONCE = 50


def forget(now: datetime, retention_days: int) -> bool:
    """Forget codes, sessions and waiting files, and erase some of the people who are over; True if there are more."""
    limit = cutoff(now, retention_days)
    with transaction():
        staff.forget_expired(limit.sessions)
        personal.forget_otps(limit)
        personal.forget_late_sessions()
    kept_messages.forget_old(now)
    uploads.purge(resources().instance / uploads.FOLDER, now)
    over = personal.over(limit, AT_ONCE)
    for person_id in over:
        erase.erase(person_id, WORKER, now, erase.RETENTION)
    return len(over) == AT_ONCE
