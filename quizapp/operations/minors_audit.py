"""What the yearly audit of minors' data asks for, as counts: no name, no number of a person is in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from quizapp.domain.people import Actor
from quizapp.domain.privacy import MINORS, UNDER_14, age_group
from quizapp.operations.consent import GIVEN
from quizapp.operations.erase import ERASED
from quizapp.operations.export_person import EXPORTED
from quizapp.operations.look import LOOKED
from quizapp.storage import audit, contests, minors
from quizapp.storage.database import transaction


@dataclass
class ContestLine:
    """Minors of one contest, by their age in the year in which it opened."""

    slug: str
    title: str
    opens_at: datetime
    entered: Counter[str] = field(default_factory=Counter)
    without_birth_year: int = 0
    under_14_with_consent: int = 0
    answered: Counter[str] = field(default_factory=Counter)
    looks: int = 0
    erased: int = 0


@dataclass(frozen=True, slots=True)
class MinorsAudit:
    """`consents`: how often each text was agreed to, by (version, by a guardian); `erasures` by (group, reason).

    `looks`: at full names of minors, whether in a contest's lists or elsewhere.
    """

    as_of: datetime
    contests: list[ContestLine]
    consents: Mapping[tuple[str, bool], int]
    erasures: Mapping[tuple[str, str], int]
    exports: int
    looks: int


def gather(actor: Actor, now: datetime) -> MinorsAudit:
    """Count, and note that it was asked for."""
    with transaction():
        audit.write(actor, "audit.minors", "people", now)
    erasures = {_number(row["object"]): row["details"] for row in audit.with_action(ERASED)}
    looks = Counter((_number(row["object"]), row["details"].get("contest")) for row in audit.with_action(LOOKED))
    exported = {_number(row["object"]) for row in audit.with_action(EXPORTED)}
    lines = {
        record.id: ContestLine(record.contest.slug, record.contest.title, record.contest.opens_at)
        for record in contests.everything()
    }
    minors_seen: set[int] = {number for number, details in erasures.items() if details["group"] in MINORS}
    for each in minors.entered():
        line = lines[each.contest_id]
        erased = erasures.get(each.person_id)
        group = erased["group"] if erased else age_group(each.birth_year, each.population, line.opens_at.year)
        if group in MINORS:
            minors_seen.add(each.person_id)
            _count(line, each, group, looks[each.person_id, line.slug], erased is not None)
    given = [row["details"] for row in audit.with_action(GIVEN) if _number(row["object"]) in minors_seen]
    return MinorsAudit(
        now,
        list(lines.values()),
        Counter((details["version"], details["guardian"]) for details in given),
        Counter((details["group"], details["reason"]) for details in erasures.values() if details["group"] in MINORS),
        len(exported & minors_seen),
        sum(count for (number, _), count in looks.items() if number in minors_seen),
    )


def _count(line: ContestLine, each: minors.Entered, group: str, looks: int, erased: bool) -> None:
    line.entered[group] += 1
    line.answered[group] += each.answered
    line.looks += looks
    line.erased += erased
    line.without_birth_year += each.birth_year is None and not erased
    line.under_14_with_consent += group == UNDER_14 and bool(each.guardian_consent)


def _number(about: str) -> int:
    kind, _, number = about.partition(":")
    return int(number) if kind == "person" and number.isdecimal() else 0
