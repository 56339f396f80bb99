"""An inspector looks at people: each look is noted, so that it can be looked at too."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from quizapp.domain.people import Actor, Staff
from quizapp.domain.staff import READ_ONLY
from quizapp.storage import audit
from quizapp.storage.database import transaction


def note(who: Staff, about: str, now: datetime, **details: Any) -> None:
    """Note a look of somebody who only reads; the looks of those whose work it is are no news."""
    if who.role in READ_ONLY:
        with transaction():
            audit.write(Actor("staff", str(who.id)), "person.look", about, now, **details)
