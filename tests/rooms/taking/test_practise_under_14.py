"""Under 14: without a guardian's recorded consent somebody practises, and no more."""

from __future__ import annotations

import pytest

from quizapp.console import roster as roster_verbs
from quizapp.domain.contest import Practice
from tests.builders import TESTER, Phone, World, a_contest, body_of
from tests.pages import Browser
from tests.refusals import refused
from tests.rooms.accounts.door import TOWN, add, an_open_contest, come_in

SAID = "不满 14 岁，要有监护人同意才能正式答题；现在可以先练习。"
WITH_PRACTICE = Practice(allowed=True, same_pool=True)


def on_roster(world: World, population: str, birth_year: str, consent: str) -> str:
    world.contest(a_contest(practice=WITH_PRACTICE))
    rows = f"name,area,population,birth_year,guardian_consent\n小明,{TOWN},{population},{birth_year},{consent}\n"
    return roster_verbs.import_roster(rows.encode(), "r.csv", "farmers", TESTER, world.now).slips[0].code


@pytest.mark.parametrize(
    ("population", "birth_year", "consent"),
    [("youth", "2015", ""), ("youth", "2012", "否"), ("youth", "", ""), ("farmer", "2013", "")],
)
def test_without_consent_only_practice_starts(world: World, population: str, birth_year: str, consent: str) -> None:
    phone = world.phone(on_roster(world, population, birth_year, consent))
    assert refused(phone.start("farmers"), 403, "forbidden")["detail"] == SAID
    assert phone.start("farmers", practice=True).status_code == 201


@pytest.mark.parametrize(
    ("population", "birth_year", "consent"),
    [("youth", "2015", "是"), ("youth", "", "是"), ("youth", "2011", ""), ("farmer", "", ""), ("elderly", "1958", "")],
)
def test_with_consent_or_old_enough_everything_starts(
    world: World, population: str, birth_year: str, consent: str
) -> None:
    assert world.phone(on_roster(world, population, birth_year, consent)).start("farmers").status_code == 201


def test_the_page_says_it_and_offers_practice(world: World) -> None:
    browser = Browser(world.app).enter(on_roster(world, "youth", "2015", ""))
    assert SAID in browser.text
    assert "先练习一下，不计成绩" in browser.page.text
    assert "开始答题" not in browser.page.text.partition('id="words"')[0]


def test_a_guardian_consents_with_the_form(world: World) -> None:
    ask = ("name", "area", "population", "birth_year")
    world.contest(an_open_contest(ask=ask))
    child = a_child(world, guardian_consent=None)
    assert refused(child.start("farmers"), 403, "forbidden")["detail"] == SAID
    headers = {"Authorization": f"Bearer {child.token}"}
    assert child.http.patch("/api/v1/people/me", json={"guardian_consent": True}, headers=headers).status_code == 200
    assert child.start("farmers").status_code == 201


def test_consent_given_at_once_counts_at_once(world: World) -> None:
    world.contest(an_open_contest(ask=("name", "area", "population", "birth_year")))
    assert a_child(world, guardian_consent=True).start("farmers").status_code == 201


def a_child(world: World, guardian_consent: bool | None) -> Phone:
    phone = come_in(world)
    added = add(phone, "小明", population="youth", birth_year=2015, guardian_consent=guardian_consent)
    assert body_of(phone.get("/session"))["person"] == added["person"]
    return phone
