"""Names and phones for others' eyes, and who sees which area."""

from __future__ import annotations

import pytest

from quizapp.domain.areas import normal_code
from quizapp.domain.people import Actor, Staff, mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张**"),
        ("张三丰", "张**"),
        ("欧阳修", "欧阳**"),
        ("欧阳", "欧**"),
        ("司马相如", "司马**"),
        ("阿依古丽·买买提", "阿**"),
        ("Anna", "A**"),
        ("  李四 ", "李**"),
        ("", "**"),
    ],
)
def test_a_name_shows_its_surname_only(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812345678", "138****5678"),
        ("1381234567", "***"),
        ("138123456789", "***"),
        ("0537-234567", "***"),
        ("", "***"),
    ],
)
def test_a_phone_shows_both_ends_or_nothing(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


def test_staff_without_an_area_see_the_district_and_others_their_own_town() -> None:
    assert Staff(1, "office", "official").sees_area("370812105")
    assert Staff(2, "town", "official", "370812105").sees_area("370812105")
    assert not Staff(2, "town", "official", "370812105").sees_area("370812106")


def test_an_actor_is_named_by_kind_and_number() -> None:
    assert str(Actor("staff", "7")) == "staff:7"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("370812105", "370812105"),
        ("370812105000", "370812105"),
        (" 370812105000 ", "370812105"),
        ("370812105001", "370812105001"),  # a village of the town, not the town
        ("3708121050", "3708121050"),
        ("37081210500A", "37081210500A"),
        ("YZ-PARK", "YZ-PARK"),
    ],
)
def test_the_twelve_digit_form_of_a_town_is_the_town(written: str, code: str) -> None:
    assert normal_code(written) == code
