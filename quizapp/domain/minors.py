"""What under-14s may do: practise, and with a guardian's recorded consent everything.

A birth year is all that is asked, so in doubt somebody is the younger: whoever turns 14 in this year counts as under
14 until it is over, and a youth without a birth year does so always.
"""

from __future__ import annotations

from quizapp.domain.privacy import MINORS, UNDER_14, age_group


def practises_only(birth_year: int | None, population: str, guardian_consent: bool, year: int) -> bool:
    """Whether somebody may only practise in that year."""
    return not guardian_consent and age_group(birth_year, population, year) == UNDER_14


def is_minor(birth_year: int | None, population: str, year: int) -> bool:
    """Whether staff see the name masked until they ask for it."""
    return age_group(birth_year, population, year) in MINORS
