"""Verbs of areas and units: take over lists."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from quizapp.domain.areas import Area, Unit
from quizapp.domain.people import Actor
from quizapp.domain.refusals import Problem
from quizapp.domain.words import say
from quizapp.formats.areas import read_areas, read_units
from quizapp.storage import areas, audit
from quizapp.storage.database import transaction

DISTRICT = Path(__file__).parent.parent / "data" / "towns.csv"


def import_areas(data: bytes, name: str, actor: Actor, now: datetime) -> tuple[int, list[Problem]]:
    """Take over a list of areas; parents may stand anywhere in it. Answers how many, and what was refused."""
    rows, problems = read_areas(data, name)
    with transaction():
        known = areas.all_areas().keys() | {row.code for row in rows}
        taken = []
        for row in rows:
            if row.parent and row.parent not in known:
                message = say("上级「%(code)s」不在名单里，也没有登记过。", code=row.parent)
                problems.append(Problem(row.place, message, "parent", row.parent))
            else:
                taken.append(Area(row.code, row.name, row.kind, row.parent))
        count = areas.put_areas(_parents_first(taken))
        audit.write(actor, "areas.import", "areas", now, file=name, areas=count)
    return count, problems


def import_units(data: bytes, name: str, actor: Actor, now: datetime) -> tuple[int, list[Problem]]:
    """Take over a list of units, their area by code or name. Answers how many, and what was refused."""
    rows, problems = read_units(data, name)
    with transaction():
        known = areas.all_areas()
        by_name = {area.name: code for code, area in known.items()}
        taken = []
        for row in rows:
            area = row.area if row.area in known else by_name.get(row.area, "")
            if area:
                taken.append(Unit(row.code, row.name, area, row.kind, row.registered))
            else:
                problems.append(
                    Problem(row.place, say("镇街代码「%(code)s」没有登记过。", code=row.area), "area", row.area)
                )
        count = areas.put_units(taken)
        audit.write(actor, "units.import", "units", now, file=name, units=count)
    return count, problems


def _parents_first(given: list[Area]) -> list[Area]:
    """Ordered so that each parent comes before its children; a circle is broken by leaving its members in place."""
    waiting, ordered, done = list(given), [], set()
    inside = {area.code for area in given}
    while waiting:
        ready = [area for area in waiting if area.parent not in inside or area.parent in done] or waiting
        ordered += ready
        done |= {area.code for area in ready}
        waiting = [area for area in waiting if area.code not in done]
    return ordered
