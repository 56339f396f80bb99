"""Verbs of areas and units: take over lists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from quizapp.domain.areas import Area, Unit, upwards
from quizapp.domain.people import Actor
from quizapp.domain.refusals import Problem
from quizapp.domain.words import say
from quizapp.formats.areas import UnitRow, read_areas, read_units
from quizapp.storage import areas, audit
from quizapp.storage.database import transaction

Nested = TypeVar("Nested", Area, Unit)
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
    """Take over a list of units, their area by code or name, their parent by code. Answers how many, and what was
    refused. Parents may stand anywhere in the list; where no parent is written, the one that is known stays.
    """
    rows, problems = read_units(data, name)
    with transaction():
        known = areas.all_units()
        listed, homeless = _with_area(rows, known)
        taken, orphans = _with_parent(listed, known, {row.code: row.place for row in rows})
        count = areas.put_units(taken)
        audit.write(actor, "units.import", "units", now, file=name, units=count)
    return count, [*problems, *homeless, *orphans]


def _with_area(rows: list[UnitRow], known: Mapping[str, Unit]) -> tuple[list[Unit], list[Problem]]:
    towns = areas.all_areas()
    by_name = {area.name: code for code, area in towns.items()}
    listed, problems = [], []
    for row in rows:
        area = row.area if row.area in towns else by_name.get(row.area, "")
        parent = row.parent or (known[row.code].parent if row.code in known else "")
        if area:
            listed.append(Unit(row.code, row.name, area, row.kind, row.registered, parent))
        else:
            message = say("镇街代码「%(code)s」没有登记过。", code=row.area)
            problems.append(Problem(row.place, message, "area", row.area))
    return listed, problems


def _with_parent(
    listed: list[Unit], known: Mapping[str, Unit], places: Mapping[str, str]
) -> tuple[list[Unit], list[Problem]]:
    """Those whose parent is there, each parent before its children; a circle takes in none of its members."""
    everything = {**known, **{unit.code: unit for unit in listed}}
    accepted = set(known)
    taken, problems = [], []
    for unit in _parents_first(listed):
        in_a_circle = unit in upwards(everything, unit.parent)
        if not unit.parent or (unit.parent in accepted and not in_a_circle):
            accepted.add(unit.code)
            taken.append(unit)
            continue
        message = (
            say("上级单位「%(code)s」又是它自己的下级。", code=unit.parent)
            if in_a_circle
            else say("上级单位「%(code)s」不在名单里，也没有登记过。", code=unit.parent)
        )
        problems.append(Problem(places[unit.code], message, "parent", unit.parent))
    return taken, problems


def _parents_first(given: list[Nested]) -> list[Nested]:
    """Ordered so that each parent comes before its children; a circle is broken by leaving its members in place."""
    waiting, ordered, done = list(given), [], set()
    inside = {each.code for each in given}
    while waiting:
        ready = [each for each in waiting if each.parent not in inside or each.parent in done] or waiting
        ordered += ready
        done |= {each.code for each in ready}
        waiting = [each for each in waiting if each.code not in done]
    return ordered
