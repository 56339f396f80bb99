"""Reading rosters: pages of people, lists of classes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from quizapp.console import service
from quizapp.domain.areas import Area, Unit, full_name
from quizapp.domain.contest import ContestRecord
from quizapp.domain.people import Entry
from quizapp.domain.refusals import NotFound
from quizapp.domain.words import say
from quizapp.storage import areas, desk, people
from quizapp.storage.desk import Listed

PAGE = 100


@dataclass(frozen=True, slots=True)
class RosterPage:
    """One page of the people of a contest; the names of areas and units stand beside."""

    record: ContestRecord
    total: int
    people: list[Listed]
    areas: dict[str, Area]
    units: dict[str, str]


@dataclass(frozen=True, slots=True)
class Class:
    """The people of one unit (or of an area's people without one), in the order of their refs."""

    area: str
    unit: str
    people: list[tuple[Entry, str]]


def roster_page(slug: str, area: str = "", page: int = 1) -> RosterPage:
    """A page of the roster, of one area if one is named. Raises NotFound."""
    record = service.contest(slug)
    found = desk.roster_page(record.id, area, (page - 1) * PAGE, PAGE)
    return RosterPage(record, desk.roster_size(record.id, area), found, areas.all_areas(), _unit_names())


def search(slug: str, wanted: str, area: str = "") -> RosterPage:
    """Whose ref is this, or whose name holds it. Names lie sealed, so all of them are opened. Raises NotFound."""
    record = service.contest(slug)
    found = [
        entry.person_id
        for entry, name in people.roster(record.id, area)
        if wanted in name or wanted.casefold() == entry.ref.casefold()
    ]
    listed = desk.roster_of(record.id, found[:PAGE])
    return RosterPage(record, len(found), listed, areas.all_areas(), _unit_names())


def person(record: ContestRecord, ref: str) -> Listed:
    """Whose ref this is. Raises NotFound."""
    found = desk.by_ref(record.id, ref)
    if found is None:
        raise NotFound(say("名单里没有编号「%(ref)s」。", ref=ref))
    return found


def class_lists(slug: str, area: str = "") -> tuple[ContestRecord, dict[str, Area], list[Class]]:
    """Everybody by area and unit, without codes. Raises NotFound."""
    record = service.contest(slug)
    known, units = areas.all_areas(), _unit_names()
    listed = people.roster(record.id, area)
    classes = [
        Class(known[code].name, units.get(unit, ""), list(members))
        for (code, unit), members in groupby(listed, key=lambda each: (each[0].area, each[0].unit))
    ]
    return record, known, classes


def units_by_town() -> list[tuple[Area, list[Unit]]]:
    """Every town with the units that are registered in it, without the parts of others."""
    units = [unit for unit in areas.all_units().values() if not unit.parent]
    towns = [area for area in areas.all_areas().values() if area.parent]
    return [(town, [unit for unit in units if unit.area == town.code]) for town in towns]


def town_names() -> list[str]:
    return [area.name for area in areas.all_areas().values() if area.parent]


def _unit_names() -> dict[str, str]:
    units = areas.all_units()
    return {code: full_name(units, code) for code in units}
