"""Who only practises: under 14 by birth year alone, in doubt the younger, unless a guardian's consent is recorded."""

from __future__ import annotations

import pytest

from quizapp.domain.minors import is_minor, practises_only


@pytest.mark.parametrize(
    ("birth_year", "population", "consent", "expected"),
    [
        (2013, "youth", False, True),
        (2012, "youth", False, True),  # turns 14 in 2026, and may not have yet
        (2011, "youth", False, False),
        (2012, "youth", True, False),
        (2012, "farmer", False, True),  # a child in any population
        (None, "youth", False, True),
        (None, "youth", True, False),
        (None, "farmer", False, False),
        (1958, "elderly", False, False),
    ],
)
def test_under_14_without_consent(birth_year: int | None, population: str, consent: bool, expected: bool) -> None:
    assert practises_only(birth_year, population, consent, 2026) is expected


@pytest.mark.parametrize(("birth_year", "expected"), [(2012, True), (2009, True), (2008, True), (2007, False)])
def test_staff_lists_mask_until_the_year_after_the_18th_birthday(birth_year: int, expected: bool) -> None:
    assert is_minor(birth_year, "worker", 2026) is expected
