"""Areas (towns, subdistricts, a park), units (schools, villages, firms, departments) and what an official may see."""

from __future__ import annotations

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
    """A school, village, firm or department of an area; `registered` people, None where nobody said."""

    code: str
    name: str
    area: str
    kind: str
    registered: int | None = None


@dataclass(frozen=True, slots=True)
class Denominator:
    """How many people are registered in an area, in all (population '') or of one population, as somebody said."""

    area: str
    population: str
    count: int
    as_of: date
    source: str


def normal_code(code: str) -> str:
    """An area's code in its 9-digit form; statistics also write it with three zeros behind."""
    code = code.strip()
    return code[:9] if len(code) == 12 and code.isdecimal() and code.endswith("000") else code
