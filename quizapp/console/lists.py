"""Reading rosters: pages of people, lists of classes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from quizapp.console import service
from quizapp.domain.areas import Area, Unit, full_name
from quizapp.domain.contest import ContestRecord
from quizapp.domain.people import Actor, Entry
from quizapp.domain.refusals import NotFound
from quizapp.domain.words import say
from quizapp.operations import look
from quizapp.storage import areas, desk, people
from quizapp.storage.desk import Listed

PAGE = 100


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a roster. `name`: as it may be shown, masked for a minor; `attempts`: how often they started."""

    entry: Entry
    name: str
    is_masked: bool
    attempts: int

    @property
    def number(self) -> int:
        return self.entry.person_id


@dataclass(frozen=True, slots=True)
class RosterPage:
    """One page of the people of a contest; the names of areas and units stand beside."""

    record: ContestRecord
    total: int
    people: list[Person]
    areas: dict[str, Area]
    units: dict[str, str]


@dataclass(frozen=True, slots=True)
class Class:
    """The people of one unit (or of an area's people without one), in the order of their refs."""

    area: str
    unit: str
    people: list[Person]


def roster_page(slug: str, now: datetime, area: str = "", page: int = 1) -> RosterPage:
    """A page of the roster, of one area if one is named. Raises NotFound."""
    record = service.contest(slug)
    found = desk.roster_page(record.id, area, (page - 1) * PAGE, PAGE)
    return RosterPage(record, desk.roster_size(record.id, area), _shown(found, now), areas.all_areas(), _unit_names())


def search(slug: str, wanted: str, now: datetime, area: str = "") -> RosterPage:
    """Whose ref is this, or whose name holds it. Names lie sealed, so all of them are opened. Raises NotFound.

    A minor's name must be written whole, or searches for one character after the other would spell it out.
    """
    record = service.contest(slug)
    listed = desk.whole_roster(record.id, area)
    names = people.names([each.entry.person_id for each in listed])
    found = [each for each in listed if _is_meant(each, names[each.entry.person_id], wanted, now)]
    return RosterPage(record, len(found), _shown(found[:PAGE], now), areas.all_areas(), _unit_names())


def _is_meant(listed: Listed, name: str, wanted: str, now: datetime) -> bool:
    if wanted.casefold() == listed.entry.ref.casefold() or wanted == name:
        return True
    return wanted in (listed.masked if look.is_masked(listed, now) else name)


def person(record: ContestRecord, ref: str, now: datetime) -> Person:
    """Whose ref this is. Raises NotFound."""
    found = desk.by_ref(record.id, ref)
    if found is None:
        raise NotFound(say("名单里没有编号「%(ref)s」。", ref=ref))
    return _shown([found], now)[0]


def look_at(record: ContestRecord, ref: str, actor: Actor, now: datetime) -> tuple[Person, str]:
    """Somebody with the full name, which the audit log keeps. Raises NotFound."""
    found = person(record, ref, now)
    return found, look.full_names(record, [found], actor, now)[found.number]


def class_lists(slug: str, now: datetime, area: str = "") -> tuple[ContestRecord, dict[str, Area], list[Class]]:
    """Everybody by area and unit, without codes. Raises NotFound."""
    record = service.contest(slug)
    known, units = areas.all_areas(), _unit_names()
    listed = _shown(desk.whole_roster(record.id, area), now)
    classes = [
        Class(known[code].name, units.get(unit, ""), list(members))
        for (code, unit), members in groupby(listed, key=lambda each: (each.entry.area, each.entry.unit))
    ]
    return record, known, classes


def look_at_all(record: ContestRecord, classes: list[Class], actor: Actor, now: datetime) -> dict[int, str]:
    """The full names of whole lists, for a paper to call the roll from."""
    return look.full_names(record, [each for one in classes for each in one.people], actor, now)


def units_by_town() -> list[tuple[Area, list[Unit]]]:
    """Every town with the units that are registered in it, without the parts of others."""
    units = [unit for unit in areas.all_units().values() if not unit.parent]
    towns = [area for area in areas.all_areas().values() if area.parent]
    return [(town, [unit for unit in units if unit.area == town.code]) for town in towns]


def town_names() -> list[str]:
    return [area.name for area in areas.all_areas().values() if area.parent]


def _shown(listed: list[Listed], now: datetime) -> list[Person]:
    """People as an organizer sees them: grown-ups by name, minors masked."""
    names = look.names(listed, now)
    return [
        Person(each.entry, names[each.entry.person_id].text, names[each.entry.person_id].is_masked, each.attempts)
        for each in listed
    ]


def _unit_names() -> dict[str, str]:
    units = areas.all_units()
    return {code: full_name(units, code) for code in units}
