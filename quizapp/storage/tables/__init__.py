"""The tables. Constraints carry the rules that must hold whoever writes; names follow the naming convention."""

from __future__ import annotations

from quizapp.storage.tables.bank import collection_questions, collections, question_versions, questions
from quizapp.storage.tables.columns import metadata
from quizapp.storage.tables.contests import (
    attempts,
    class_members,
    class_starts,
    contests,
    entries,
    snapshots,
    standings,
)
from quizapp.storage.tables.log import audit_log, outbox
from quizapp.storage.tables.people import (
    areas,
    consents,
    denominators,
    otps,
    people,
    recovery_codes,
    session_people,
    sessions,
    staff,
    staff_links,
    units,
)

__all__ = [
    "areas",
    "attempts",
    "audit_log",
    "class_members",
    "class_starts",
    "collection_questions",
    "collections",
    "consents",
    "contests",
    "denominators",
    "entries",
    "metadata",
    "otps",
    "outbox",
    "people",
    "question_versions",
    "questions",
    "recovery_codes",
    "session_people",
    "sessions",
    "snapshots",
    "staff",
    "staff_links",
    "standings",
    "units",
]
