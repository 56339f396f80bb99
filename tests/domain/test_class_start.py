"""PINs of classes, and how far people are."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from quizapp.domain.class_start import ClassStart, new_pin
from quizapp.domain.progress import Counts

NOON = datetime(2026, 9, 1, 4, 0, tzinfo=UTC)


def test_a_pin_has_four_digits() -> None:
    assert all(re.fullmatch(r"[0-9]{4}", new_pin(())) for _ in range(50))


def test_a_pin_that_another_class_shows_is_not_given() -> None:
    taken = {f"{number:04}" for number in range(10_000)} - {"0042"}
    assert new_pin(taken) == "0042"


def test_where_every_pin_is_taken_there_is_one_still() -> None:
    assert len(new_pin({f"{number:04}" for number in range(10_000)})) == 4


def test_a_start_is_open_until_its_last_moment() -> None:
    start = ClassStart(1, 1, "s1", "0042", NOON, NOON + timedelta(minutes=30))
    last = NOON + timedelta(minutes=30)
    assert start.is_open(NOON)
    assert start.is_open(last - timedelta(microseconds=1))
    assert not start.is_open(last)


def test_counts_add_up() -> None:
    counts = Counts.of({"not_started": 3, "passed": 2})
    assert (counts.not_started, counts.answering, counts.handed_in, counts.passed) == (3, 0, 0, 2)
    assert counts.people == 5
