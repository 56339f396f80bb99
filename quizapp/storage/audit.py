"""The audit log: append only (the database itself refuses changes), one row for each change to what counts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from quizapp.domain.people import Actor
from quizapp.storage.database import db
from quizapp.storage.tables import audit_log


def write(actor: Actor, action: str, about: str, now: datetime, **details: Any) -> None:
    """Note who did what to what; in the transaction of the change, so that neither stands without the other."""
    db.session.execute(insert(audit_log).values(at=now, actor=str(actor), action=action, object=about, details=details))


def about(thing: str) -> list[dict[str, Any]]:
    """Everything noted about one object (`attempt:17`, `contest:farmers-2026`), oldest first."""
    rows = db.session.execute(select(audit_log).where(audit_log.c.object == thing).order_by(audit_log.c.id)).mappings()
    return [dict(row) for row in rows]
