"""A participant signs in with the code of the slip, looks who is signed in, and signs out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from quizapp.domain import entry_code
from quizapp.operations import reissue
from quizapp.storage import throttle
from quizapp.storage.resources import resources
from tests.builders import TESTER, World, body_of
from tests.refusals import places, refused


@pytest.fixture
def code(world: World) -> str:
    world.contest()
    return world.codes("farmers", "张三丰")[0]


def test_the_answer_holds_all_that_the_phone_needs(world: World, code: str) -> None:
    reply = world.client().post("/session", {"entry_code": code})
    assert reply.status_code == 201
    session = body_of(reply)
    assert set(session) == {"token", "csrf_token", "people", "person"}
    assert session["person"]["name"] == "张三丰"
    assert session["people"] == [session["person"]]
    assert len(session["token"]) >= 40
    assert session["csrf_token"]


def test_who_is_signed_in_is_told_by_token_and_by_cookie(world: World, code: str) -> None:
    phone = world.phone(code)
    by_token = phone.get("/session")
    assert body_of(by_token)["person"]["name"] == "张三丰"
    phone.token = ""
    by_cookie = phone.get("/session")
    assert body_of(by_cookie)["person"]["name"] == "张三丰"
    refused(world.client().get("/session"), 401, "not-signed-in")


def test_a_refusal_to_the_unknown_says_how_to_sign_in(world: World) -> None:
    assert world.client().get("/session").headers["WWW-Authenticate"] == "Bearer"


def test_signing_out_ends_the_session_at_once(world: World, code: str) -> None:
    phone = world.phone(code)
    gone = phone.http.delete("/api/v1/session", headers={"Authorization": f"Bearer {phone.token}"})
    assert (gone.status_code, gone.data) == (204, b"")
    refused(phone.get("/session"), 401, "not-signed-in")
    again = phone.http.delete("/api/v1/session", headers={"Authorization": f"Bearer {phone.token}"})
    refused(again, 401, "not-signed-in")


def test_a_session_ends_after_sixty_days(world: World, code: str) -> None:
    phone = world.phone(code)
    world.clock.move(days=60, microseconds=-1)
    assert phone.get("/session").status_code == 200
    world.clock.move(microseconds=1)
    refused(phone.get("/session"), 401, "not-signed-in")


@pytest.mark.parametrize("mangle", [str.lower, entry_code.shown, lambda code: f"  {code[:4]} {code[4:]} "])
def test_a_code_is_read_however_it_is_typed(world: World, code: str, mangle: Callable[[str], str]) -> None:
    assert world.client().post("/session", {"entry_code": mangle(code)}).status_code == 201


def test_wrong_codes_of_every_kind_get_the_same_answer(world: World, code: str) -> None:
    """Nobody learns from the sentence whether a code was ever given out."""
    old = code
    reissue.code("farmers", "R00001", TESTER, world.now)
    never_given = entry_code.new()
    slipped = ("0" if code[0] != "0" else "1") + code[1:]
    replies = [
        world.client().post("/session", {"entry_code": wrong})
        for wrong in (old, never_given, slipped, "", "?", "甲乙丙丁", "x" * 10_000)
    ]
    for reply in replies:
        refused(reply, 401, "bad-credentials")
    assert len({reply.data for reply in replies}) == 1


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({}, "body"),
        ({"entry_code": 7}, "entry_code"),
        ({"entry_code": "A", "admin": True}, "body"),
        ([], "body"),
        (None, "body"),
    ],
)
def test_a_body_that_is_not_as_agreed_is_refused_with_its_place(world: World, body: object, place: str) -> None:
    assert places(refused(world.client().post("/session", body), 422, "invalid")) == [place]


def test_a_body_that_is_no_json_is_refused(world: World) -> None:
    phone = world.client()
    broken = phone.http.post("/api/v1/session", data=b'{"entry_code"', content_type="application/json")
    assert places(refused(broken, 422, "invalid")) == ["body"]
    form = phone.http.post("/api/v1/session", data={"entry_code": "A"})
    assert places(refused(form, 422, "invalid")) == ["body"]
    not_text = phone.http.post("/api/v1/session", data=b'{"entry_code": "\xff"}', content_type="application/json")
    assert places(refused(not_text, 422, "invalid")) == ["body"]


def test_a_body_that_is_too_large_is_refused(world: World) -> None:
    refused(world.client().post("/session", {"entry_code": "A" * 300_000}), 413, "too-large")


def test_wrong_codes_are_slowed_for_each_address_and_right_ones_never(world: World, code: str) -> None:
    for _ in range(30):
        refused(_from(world, "10.0.0.1", "WRONG"), 401, "bad-credentials")
    slowed = _from(world, "10.0.0.1", "WRONG")
    refused(slowed, 429, "slow-down")
    assert 1 <= int(slowed.headers["Retry-After"]) <= 60
    assert _from(world, "10.0.0.1", code).status_code == 201
    refused(_from(world, "10.0.0.2", "WRONG"), 401, "bad-credentials")


def test_a_malformed_guess_is_slowed_like_any_other(world: World) -> None:
    replies = {_from(world, "10.0.0.9", entry_code.new() if i % 2 else "no code").status_code for i in range(40)}
    assert replies == {401, 429}


def test_wrong_codes_are_slowed_over_all_addresses_and_right_ones_never(world: World, code: str) -> None:
    for _ in range(600):
        resources().throttle.hit(throttle.WRONG_CODES_OVER_ALL, "")
    slowed = _from(world, "10.0.0.3", "WRONG")
    refused(slowed, 429, "slow-down")
    assert 1 <= int(slowed.headers["Retry-After"]) <= 60
    assert _from(world, "10.0.0.3", code).status_code == 201


def test_a_cookie_needs_the_csrf_token_for_what_changes_something(world: World, code: str) -> None:
    phone = world.client()
    csrf_token = phone.sign_in(code)["csrf_token"]
    start = "/api/v1/contests/farmers/attempts"
    refused(phone.http.post(start, json={}), 403, "csrf")
    refused(phone.http.post(start, json={}, headers={"X-CSRFToken": "made up"}), 403, "csrf")
    refused(phone.http.delete("/api/v1/session"), 403, "csrf")
    assert phone.http.post(start, json={}, headers={"X-CSRFToken": csrf_token}).status_code == 201
    assert phone.http.delete("/api/v1/session", headers={"X-CSRFToken": csrf_token}).status_code == 204


def test_another_authorization_header_does_not_stand_for_the_csrf_token(world: World, code: str) -> None:
    """A browser adds `Basic` by itself where a proxy asks for a password; it proves nothing about the page."""
    phone = world.client()
    phone.sign_in(code)
    reply = phone.http.post(
        "/api/v1/contests/farmers/attempts", json={}, headers={"Authorization": "Basic dXNlcjpwYXNz"}
    )
    refused(reply, 403, "csrf")


def test_the_bearer_token_needs_no_csrf_token(world: World, code: str) -> None:
    assert world.phone(code).start("farmers").status_code == 201


def test_the_lists_for_the_form_are_open_to_everybody(world: World) -> None:
    areas = world.client().get("/areas").get_json()
    assert {"code": "370812105", "name": "新兖镇", "kind": "镇", "parent": "370812"} in areas
    assert world.client().get("/units?area=370812105").get_json() == []


def _from(world: World, address: str, typed: str) -> TestResponse:
    origin = {"REMOTE_ADDR": address}
    return world.client().http.post("/api/v1/session", json={"entry_code": typed}, environ_overrides=origin)
