"""Words of the record of who is what age: by birth year alone, so in doubt the younger."""

from __future__ import annotations

UNDER_14, UNDER_18, GROWN_UP, UNKNOWN = "under_14", "14_to_17", "adult", "unknown"
MINORS = (UNDER_14, UNDER_18)


def age_group(birth_year: int | None, population: str, year: int) -> str:
    """Somebody who turns 14 or 18 in that year may not have done so yet; a youth without a birth year is under 14."""
    if birth_year is None:
        return UNDER_14 if population == "youth" else UNKNOWN
    age = year - birth_year
    if age <= 14:
        return UNDER_14
    return UNDER_18 if age <= 18 else GROWN_UP
