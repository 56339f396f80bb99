"""Entry codes: slips of the thumb are found before the database is asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain import entry_code
from quizapp.domain.entry_code import ALPHABET, check_character, normal, shown
from tests.properties import examples

bodies = st.text(ALPHABET, min_size=9, max_size=9)


@pytest.mark.parametrize(
    ("body", "check"),
    [
        ("000000000", "0"),
        ("000000001", "Y"),  # 1 doubled is 2; 32 − 2 = 30
        ("00000000Z", "1"),  # 31 doubled is 62 = 1·32 + 30, digits 1 + 30 = 31; 32 − 31 = 1
        ("000000010", "Z"),  # not doubled: 1; 31
        ("H00000000", "X"),  # 17 doubled is 34 = 1·32 + 2, digits 1 + 2 = 3; 29
        ("H0000000Z", "Y"),  # 3 + 31 = 34 = 2 mod 32; 30
    ],
)
def test_check_characters_worked_out_by_hand(body: str, check: str) -> None:
    assert check_character(body) == check
    assert normal(body + check) == body + check


@examples(25)
@given(bodies)
def test_every_single_wrong_character_is_found(body: str) -> None:
    code = body + check_character(body)
    for place in range(10):
        for other in ALPHABET.replace(code[place], ""):
            assert normal(code[:place] + other + code[place + 1 :]) is None


def test_of_all_swaps_of_neighbours_only_0_and_z_is_missed() -> None:
    missed = set()
    for body in (left + right for left in ALPHABET for right in ALPHABET if left != right):
        code = "0000000" + body + check_character("0000000" + body)
        swapped = code[:7] + body[1] + body[0] + code[9]
        if normal(swapped):
            missed.add(body)
    assert missed == {"0Z", "Z0"}


@examples(100)
@given(bodies, st.integers(0, 8))
def test_swaps_of_neighbours_are_found_at_every_place(body: str, place: int) -> None:
    code = body + check_character(body)
    left, right = code[place], code[place + 1]
    swapped = code[:place] + right + left + code[place + 2 :]
    if left != right and {left, right} != {"0", "Z"}:
        assert normal(swapped) is None


@pytest.mark.parametrize(
    "typed",
    [
        "H0000-0001V",
        "h0000-0001v",
        "  h0000 0001v\t",
        "H OOOO 0001 V",
        "hoooo—oooiv",
        "h0000–000lv",
        "Ｈ００００－０００１Ｖ",
        "H0000　0001V",
        "H0000‑0001V",
        "H_0_0_0_0_0_0_0_1_V",
    ],
)
def test_one_code_in_every_way_of_typing_it(typed: str) -> None:
    # H doubled: 3, 1 doubled: 2; 32 − 5 = 27 = V
    assert normal(typed) == "H00000001V"


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "H0000", "H00000001VV", "U000000000", "H00000001!", "张三张三张三张三张三", "\0" * 10, "0" * 500],
)
def test_what_is_no_code(typed: str) -> None:
    assert normal(typed) is None


@examples(300)
@given(st.text(max_size=30))
def test_whatever_is_typed_the_answer_is_a_code_or_none(typed: str) -> None:
    code = normal(typed)
    assert code is None or (len(code) == 10 and set(code) <= set(ALPHABET))


def test_new_codes_are_codes_and_never_alike() -> None:
    codes = {entry_code.new() for _ in range(500)}
    assert len(codes) == 500
    assert all(normal(code) == code for code in codes)


def test_a_code_is_shown_in_two_groups() -> None:
    assert shown("H00000001V") == "H0000-0001V"
    assert normal(shown("H00000001V")) == "H00000001V"
