"""On a public computer nobody stays signed in after handing in."""

from __future__ import annotations

import pytest

from tests.builders import Phone, World, all_right, body_of
from tests.pages import Browser
from tests.refusals import refused


@pytest.fixture
def code(world: World) -> str:
    world.contest()
    return world.codes("farmers", "张三")[0]


def shared(world: World, code: str) -> Phone:
    phone = world.client()
    phone.token = body_of(phone.post("/session", {"entry_code": code, "shared": True}))["token"]
    return phone


def test_the_result_is_shown_once_and_then_somebody_else_may_come(world: World, code: str) -> None:
    browser = Browser(world.app).open("/enter").press("/enter", code=code, shared="1")
    browser.start()
    attempt = browser.address.partition("?")[0]
    browser.open(f"{attempt}/check").press("/hand-in")
    assert "已经替您退出" in browser.text
    assert "张三" not in browser.open("/c/farmers").text
    assert "输入入场码" in browser.open(f"{attempt}/result").text


def test_whoever_walks_away_before_the_result_is_signed_out_two_minutes_later(world: World, code: str) -> None:
    phone = shared(world, code)
    phone.start("farmers")
    assert phone.submit(all_right(phone.attempt)).status_code == 200
    world.clock.move(minutes=2, microseconds=-1)
    assert phone.get("/session").status_code == 200
    world.clock.move(microseconds=1)
    refused(phone.get("/session"), 401, "not-signed-in")


def test_the_session_lives_two_hours_at_most(world: World, code: str) -> None:
    phone = shared(world, code)
    world.clock.move(hours=2, microseconds=-1)
    assert phone.get("/session").status_code == 200
    world.clock.move(microseconds=1)
    refused(phone.get("/session"), 401, "not-signed-in")


def test_practice_and_an_own_phone_sign_nobody_out(world: World, code: str) -> None:
    own = world.phone(code)
    own.start("farmers")
    own.submit({})
    world.clock.move(hours=3)
    assert own.get("/session").status_code == 200


def test_the_own_phone_stays_when_the_public_one_ends(world: World, code: str) -> None:
    own, public = world.phone(code), shared(world, code)
    public.start("farmers")
    public.submit({})
    world.clock.move(minutes=2)
    refused(public.get("/session"), 401, "not-signed-in")
    assert own.get("/session").status_code == 200
