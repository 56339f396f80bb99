"""Areas (towns, subdistricts, a park), units (schools, villages, firms, departments) and what an official may see."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Area:
    """A town, subdistrict or park; `parent` is the district's code, empty for the district itself."""

    code: str
    name: str
    kind: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A school, grade, class, village, firm or department of an area; `registered` people, None where nobody said.

    `parent`: the unit that it is part of (a class of a grade, a grade of a school), '' for none.
    """

    code: str
    name: str
    area: str
    kind: str
    registered: int | None = None
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Denominator:
    """How many people are registered in an area, in all (population '') or of one population, as somebody said."""

    area: str
    population: str
    count: int
    as_of: date
    source: str


def order_of(code: str) -> tuple[bool, str]:
    """Where an area stands in a list: by statistical code, whatever bears a made-up one (a park) behind."""
    return not code.isdecimal(), code


def within(units: Mapping[str, Unit], top: str) -> list[str]:
    """The codes of a unit and of everything under it, each parent before its children; empty for an unknown one."""
    found = [top] if top in units else []
    children: dict[str, list[str]] = {}
    for unit in units.values():
        children.setdefault(unit.parent, []).append(unit.code)
    for code in found:
        found += [child for child in children.get(code, ()) if child not in found]
    return found


def upwards(units: Mapping[str, Unit], code: str) -> list[Unit]:
    """A unit and those that it is part of, from the inside out; a circle is walked once."""
    found: dict[str, Unit] = {}
    while code in units and code not in found:
        found[code] = units[code]
        code = units[code].parent
    return list(found.values())


def full_name(units: Mapping[str, Unit], code: str, top: str = "") -> str:
    """A unit's name with those above it, from below `top` down: 三年级 2班; of `top` itself its own name."""
    names = [unit.name for unit in upwards(units, code)]
    outside = len(upwards(units, top))
    return " ".join(reversed(names[: max(len(names) - outside, 1)]))


def by_written_name(units: Mapping[str, Unit]) -> dict[str, set[str]]:
    """Codes by what people write for a unit (as `plain_name` has it): its code, its name, the names down to it."""
    found: dict[str, set[str]] = {}
    for code in units:
        names = [unit.name for unit in upwards(units, code)]
        paths = ["".join(reversed(names[:length])) for length in range(1, len(names) + 1)]
        for written in (code, *paths):
            found.setdefault(plain_name(written), set()).add(code)
    return found


def plain_name(written: str) -> str:
    """A name as it is compared: `一中 / 三年级 2班` and `一中三年级2班` are the same."""
    return "".join(re.split(r"[\s/／·>＞]+", written))


def normal_code(code: str) -> str:
    """An area's code in its 9-digit form; statistics also write it with three zeros behind."""
    code = code.strip()
    return code[:9] if len(code) == 12 and code.isdecimal() and code.endswith("000") else code
