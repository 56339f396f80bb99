"""Codes by SMS: how numbers and codes are read, and how often a code is sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from quizapp.domain import otp

NOW = datetime(2026, 9, 1, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed",
    [
        "13812345678",
        " 138 1234 5678 ",
        "138-1234-5678",
        "+86 13812345678",
        "0086 138 1234 5678",
        "１３８１２３４５６７８",
    ],
)
def test_a_number_is_read_however_it_is_typed(typed: str) -> None:
    assert otp.normal_phone(typed) == "13812345678"


@pytest.mark.parametrize("typed", ["", "1381234567", "138123456789", "23812345678", "138١2345678", "1381234567a", "１"])
def test_what_is_no_mobile_number_is_none(typed: str) -> None:
    assert otp.normal_phone(typed) is None


def test_a_code_is_six_digits_however_they_are_typed() -> None:
    assert otp.normal_code(" 012 345 ") == "012345"
    assert otp.normal_code("０１２３４５") == "012345"
    for wrong in ("", "12345", "1234567", "12345x", "١٢٣٤٥٦"):
        assert otp.normal_code(wrong) is None


def test_codes_are_drawn_anew_and_keep_their_zeros() -> None:
    made = {otp.new() for _ in range(300)}
    assert len(made) > 290
    assert all(len(code) == 6 and code.isdecimal() for code in made)
    assert any(code.startswith("0") for code in made)


@pytest.mark.parametrize(
    ("ago", "wait"),
    [
        ([], None),
        ([60], None),
        ([59], 1),
        ([0], 60),
        ([3600, 10], 50),
    ],
)
def test_a_minute_lies_between_two_codes(ago: list[int], wait: int | None) -> None:
    found = otp.next_sending([NOW - timedelta(seconds=each) for each in ago], NOW)
    assert found == (None if wait is None else NOW + timedelta(seconds=wait))


def test_ten_codes_a_day_are_the_most() -> None:
    sent = [NOW - timedelta(hours=hours) for hours in range(1, 11)]
    assert otp.next_sending(sent[:9], NOW) is None
    assert otp.next_sending(sent, NOW) == NOW + timedelta(hours=14)
    assert otp.next_sending(sent, NOW + timedelta(hours=14)) is None
