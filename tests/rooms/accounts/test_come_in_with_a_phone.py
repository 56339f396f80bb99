"""Somebody without a slip comes in with a phone number and the code that is sent to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from quizapp.storage import throttle
from quizapp.storage.database import db, transaction
from quizapp.storage.resources import resources
from quizapp.storage.tables import consents, entries, otps
from tests import gateway
from tests.builders import NOON, Phone, SetClock, World, body_of, make_app
from tests.gateway import Gateway
from tests.pages import Browser
from tests.refusals import places, refused
from tests.rooms.accounts.door import MOBILE, TOWN, add, ask_code, code_for, come_in, open_contest, person, sent

WRONG = "验证码不对，或者已经过期。"


@pytest.fixture
def operator() -> Iterator[Gateway]:
    with gateway.running() as made:
        yield made


@pytest.fixture
def connected(sqlite_url: str, redis_url: str, tmp_path: Path, operator: Gateway) -> Iterator[World]:
    """A world whose messages go through a gateway."""
    settings = {"QUIZAPP_SMS_URL": operator.url, "QUIZAPP_SMS_SECRET": gateway.SECRET}
    with World.fresh(make_app(tmp_path, sqlite_url, redis_url, SetClock(), **settings)) as made:
        yield made


def test_the_whole_way_from_a_number_to_a_counted_attempt(either_world: World) -> None:
    world = either_world
    open_contest(world)
    phone = come_in(world)
    session = body_of(phone.get("/session"))
    assert (session["people"], session["person"]) == ([], None)
    added = add(phone)
    assert [each["name"] for each in added["people"]] == ["张三"]
    assert added["person"] == added["people"][0]
    assert phone.start("farmers").status_code == 201
    assert phone.submit({}).status_code == 200
    entry = db.session.execute(select(entries)).one()
    assert (entry.area, entry.population, entry.area_from, entry.code_hash) == (TOWN, "farmer", "self", None)
    consent = db.session.execute(select(consents)).one()
    assert (consent.guardian, consent.person_id) == (False, entry.person_id)


def test_the_message_goes_through_the_gateway_signed(connected: World, operator: Gateway) -> None:
    phone = connected.client()
    assert phone.post("/session/otp", {"phone": "+86 138 1234 5678"}).status_code == 202
    (message,) = operator.messages
    assert operator.wrong == []
    assert (message["phone"], message["at"]) == (MOBILE, int(NOON.timestamp()))
    code = message["text"].removeprefix("验证码 ")[:6]
    assert message["text"] == f"验证码 {code}，5 分钟内有效。不是您本人在登录，就不用管它。"
    assert phone.post("/session", {"phone": MOBILE, "otp": code}).status_code == 201
    assert sent() == []


def test_a_gateway_that_fails_is_said_and_costs_no_sending(connected: World, operator: Gateway) -> None:
    operator.status = 500
    reply = refused(connected.client().post("/session/otp", {"phone": MOBILE}), 503, "busy")
    assert reply["detail"].startswith("短信没有发出去")
    operator.status = 200
    assert connected.client().post("/session/otp", {"phone": MOBILE}).status_code == 202


def test_without_a_gateway_messages_lie_in_a_file_for_the_owner_alone(world: World) -> None:
    ask_code(world.client())
    path = resources().instance / "outbox" / "sms.jsonl"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_no_code_lies_readable_in_the_database(world: World) -> None:
    code = ask_code(world.client())
    row = db.session.execute(select(otps)).one()
    assert code.encode() not in b"".join(value for value in row if isinstance(value, bytes))


def test_a_code_is_good_for_five_minutes_and_once(world: World) -> None:
    phone = world.client()
    code = ask_code(phone)
    world.clock.move(minutes=5, microseconds=-1)
    assert phone.post("/session", {"phone": MOBILE, "otp": code}).status_code == 201
    refused(guess(world.client(), code), 401, "bad-credentials")
    late = world.client()
    world.clock.move(minutes=1)
    code = ask_code(late)
    world.clock.move(minutes=5)
    assert refused(late.post("/session", {"phone": MOBILE, "otp": code}), 401, "bad-credentials")["detail"] == WRONG


def test_the_next_code_is_sent_after_a_minute_and_ten_a_day(world: World) -> None:
    phone = world.client()
    ask_code(phone)
    world.clock.move(seconds=59)
    slowed = phone.post("/session/otp", {"phone": MOBILE})
    refused(slowed, 429, "slow-down")
    assert slowed.headers["Retry-After"] == "1"
    world.clock.move(seconds=1)
    for _ in range(9):
        ask_code(phone)
        world.clock.move(seconds=60)
    refused(phone.post("/session/otp", {"phone": MOBILE}), 429, "slow-down")
    ask_code(phone, "13900000000")
    world.clock.move(days=1)
    ask_code(phone)


def test_an_older_code_that_is_still_good_opens_too(world: World) -> None:
    """Where messages are slow, people type the first one that comes."""
    phone = world.client()
    first = ask_code(phone)
    world.clock.move(seconds=60)
    ask_code(phone)
    assert phone.post("/session", {"phone": MOBILE, "otp": first}).status_code == 201


def test_five_tries_and_the_code_is_spent(world: World) -> None:
    phone = world.client()
    code = ask_code(phone)
    for _ in range(5):
        refused(guess(phone, other_than(code)), 401, "bad-credentials")
    refused(guess(phone, code), 401, "bad-credentials")
    world.clock.move(seconds=60)
    assert guess(phone, ask_code(phone)).status_code == 201


def test_five_tries_for_whoever_keeps_no_cookie_too(world: World) -> None:
    code = ask_code(world.client())
    for _ in range(5):
        refused(guess(world.client(), other_than(code)), 401, "bad-credentials")
    refused(guess(world.client(), code), 401, "bad-credentials")


def test_guesses_from_elsewhere_take_no_try_from_the_owner(world: World) -> None:
    owner = world.client()
    code = ask_code(owner)
    for number in range(80):
        refused(guess(world.client(), other_than(code), f"10.1.{number // 8}.1"), 401, "bad-credentials")
    refused(guess(world.client(), code, "10.9.0.1"), 401, "bad-credentials")
    assert guess(owner, code).status_code == 201


def test_wrong_codes_are_slowed_over_all_and_right_ones_never(world: World) -> None:
    phone = world.client()
    code = ask_code(phone)
    for _ in range(600):
        resources().throttle.hit(throttle.WRONG_OTPS_OVER_ALL)
    refused(guess(world.client(), other_than(code)), 429, "slow-down")
    assert guess(phone, code).status_code == 201


@pytest.mark.parametrize("typed", ["", "110", "23812345678", "138123456789", "张三"])
def test_what_is_no_mobile_number_is_refused_with_its_place(world: World, typed: str) -> None:
    assert places(refused(world.client().post("/session/otp", {"phone": typed}), 422, "invalid")) == ["phone"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"phone": MOBILE},
        {"otp": "123456"},
        {"phone": MOBILE, "otp": "1", "entry_code": "A"},
        {"link": "x", "otp": "1"},
    ],
)
def test_a_sign_in_names_one_way_and_whole(world: World, body: dict[str, str]) -> None:
    assert places(refused(world.client().post("/session", body), 422, "invalid")) == ["body"]


def test_consent_is_to_the_present_text_and_everything_else_from_lists(world: World) -> None:
    phone = come_in(world)
    for wrong, place in (
        ({"consent_version": "1999-01"}, "consent_version"),
        ({"area": "火星"}, "area"),
        ({"area": "370812"}, "area"),  # the district is no town
        ({"area": ""}, "area"),
        ({"unit": "S9"}, "unit"),
        ({"population": "martian"}, "population"),
        ({"birth_year": 1899}, "birth_year"),
        ({"birth_year": 2027}, "birth_year"),
        ({"name": "  "}, "name"),
        ({"name": "长" * 31}, "name"),
        ({"name": "张\u202e三"}, "name"),
    ):
        assert places(refused(phone.post("/people", person(**wrong)), 422, "invalid")) == [place], wrong
    assert body_of(phone.get("/session"))["people"] == []


def test_a_start_says_what_is_still_to_be_told(world: World) -> None:
    open_contest(world, ask=("name", "area", "population", "birth_year"))
    phone = come_in(world)
    nobody = refused(phone.start("farmers"), 409, "profile-incomplete")
    assert nobody["fields"] == ["name", "area", "population", "birth_year"]
    add(phone, population=None)
    assert refused(phone.start("farmers"), 409, "profile-incomplete")["fields"] == ["population", "birth_year"]
    change = phone.http.patch(
        "/api/v1/people/me",
        json={"population": "farmer", "birth_year": 1958},
        headers={"Authorization": f"Bearer {phone.token}"},
    )
    assert change.status_code == 200
    assert phone.start("farmers").status_code == 201


def test_a_contest_on_a_roster_stays_closed_to_a_phone_number(world: World) -> None:
    world.contest()
    phone = come_in(world)
    refused(phone.start("farmers"), 403, "forbidden")
    add(phone)
    refused(phone.start("farmers"), 403, "forbidden")


def test_a_double_tap_enters_once(world: World) -> None:
    open_contest(world)
    phone = come_in(world)
    add(phone)
    assert [phone.start("farmers", key="one").status_code for _ in range(2)] == [201, 200]
    assert len(db.session.execute(select(entries)).all()) == 1


def test_codes_are_forgotten_a_day_later(world: World) -> None:
    ask_code(world.client())
    world.clock.move(days=1)
    world.work()
    with transaction():
        assert db.session.execute(select(otps)).all() == []


def test_the_way_in_without_script(world: World) -> None:
    open_contest(world, ask=("name", "area", "population"))
    browser = Browser(world.app).open("/c/farmers")
    assert "手机号" in browser.text
    browser.press("/enter/phone", phone="138 1234 5678")
    assert 'autocomplete="one-time-code"' in browser.page.text
    assert 'inputmode="numeric"' in browser.page.text
    code = code_for()
    browser.press("/enter/phone/code", otp=other_than(code))
    assert (browser.page.status_code, WRONG in browser.text) == (401, True)
    browser.press("/enter/phone/code", otp=code)
    assert "谁来答题" in browser.text
    given = {"name": "张三", "area": TOWN, "population": "farmer"}
    form = browser.form("")
    browser.send(browser.address, form.fields | {name: [value] for name, value in given.items()})
    assert "请先看过同意书，再打勾。" in browser.text
    browser.send(browser.address, form.fields | {name: [value] for name, value in given.items()} | {"consent": ["1"]})
    assert "张三" in browser.text
    browser.start()
    assert "第 1 题" in browser.text


def guess(phone: Phone, code: str, address: str = "10.0.0.1") -> TestResponse:
    origin = {"REMOTE_ADDR": address}
    return phone.http.post("/api/v1/session", json={"phone": MOBILE, "otp": code}, environ_overrides=origin)


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_a_session_by_phone_lasts_sixty_days(world: World) -> None:
    phone = come_in(world)
    world.clock.at += timedelta(days=60, microseconds=-1)
    assert phone.get("/session").status_code == 200
    world.clock.at += timedelta(microseconds=1)
    refused(phone.get("/session"), 401, "not-signed-in")
