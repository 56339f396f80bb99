"""A member of staff signs in, is held back after too many wrong passwords, and leaves."""

from __future__ import annotations

import pytest

from quizapp.storage import throttle
from quizapp.storage.resources import resources
from tests.builders import PASSWORD, World
from tests.rooms.pages import Browser, clerk, filled


@pytest.mark.parametrize(
    ("role", "first_page"),
    [("organizer", "/desk"), ("admin", "/desk")],
)
def test_the_right_password_leads_to_the_first_page_of_the_role(world: World, role: str, first_page: str) -> None:
    browser = clerk(world, role)
    assert browser.last is not None
    assert browser.last.location == "/staff"
    assert browser.open("/staff").location == first_page
    assert browser.open(first_page).status_code == 200


def test_a_wrong_password_and_an_unknown_account_get_the_same_sentence(world: World) -> None:
    name = world.staff("organizer")
    browser = Browser(world.app)
    for who in (name, "nobody"):
        reply = browser.send("/staff/sign-in", {"name": who, "password": "something else"})
        assert reply.status_code == 401
        assert "账号或密码不对。" in reply.text


def test_empty_fields_are_named(world: World) -> None:
    reply = Browser(world.app).send("/staff/sign-in", {"name": "", "password": ""})
    assert reply.status_code == 422
    assert "请填账号。" in reply.text
    assert "请填密码。" in reply.text


def test_a_page_that_needs_staff_shows_the_door_and_comes_back(world: World) -> None:
    browser = Browser(world.app)
    door = browser.open("/desk/new-contest").location
    assert door == "/staff/sign-in?next=/desk/new-contest"
    reply = browser.send(door, {"name": world.staff("organizer"), "password": PASSWORD})
    assert reply.location == "/desk/new-contest"


def test_the_way_back_never_leads_to_another_site(world: World) -> None:
    typed = {"name": world.staff("organizer"), "password": PASSWORD}
    for target in ("https://evil.example/", "//evil.example/", "/\\evil.example/"):
        reply = Browser(world.app).send("/staff/sign-in", typed | {"next": target})
        assert reply.location == "/staff", target


def test_guessers_are_held_back_and_the_owner_on_a_known_device_is_not(world: World) -> None:
    name, address = world.staff("organizer"), "10.0.0.1"
    owner, guesser = Browser(world.app, address), Browser(world.app, address)
    assert owner.send("/staff/sign-in", {"name": name, "password": PASSWORD}).status_code == 302
    for number in range(10):
        reply = guesser.send("/staff/sign-in", {"name": name, "password": f"guess number {number}"})
        assert reply.status_code == 401
    held_back = guesser.send("/staff/sign-in", {"name": name, "password": PASSWORD})
    assert held_back.status_code == 429
    assert "密码试得太多了，请过" in held_back.text
    assert int(held_back.headers["Retry-After"]) > 0
    assert owner.send("/staff/sign-in", {"name": name, "password": PASSWORD}).status_code == 302


def test_guessers_from_many_addresses_lock_out_strangers_and_not_the_owner(world: World) -> None:
    name = world.staff("organizer")
    owner = Browser(world.app)
    assert owner.send("/staff/sign-in", {"name": name, "password": PASSWORD}).status_code == 302
    for _ in range(100):
        resources().throttle.hit(throttle.WRONG_PASSWORDS_PER_ACCOUNT, name)
    assert (
        Browser(world.app, "10.8.0.1").send("/staff/sign-in", {"name": name, "password": PASSWORD}).status_code == 429
    )
    assert owner.send("/staff/sign-in", {"name": name, "password": PASSWORD}).status_code == 302


def test_a_device_known_to_one_account_is_not_known_to_another(world: World) -> None:
    mine, others = world.staff("organizer"), world.staff("organizer")
    browser = Browser(world.app, "10.0.0.8")
    browser.send("/staff/sign-in", {"name": mine, "password": PASSWORD})
    for _ in range(10):
        browser.send("/staff/sign-in", {"name": others, "password": "wrong password"})
    assert browser.send("/staff/sign-in", {"name": others, "password": PASSWORD}).status_code == 429


def test_the_known_device_is_a_signed_cookie_that_script_cannot_read(world: World) -> None:
    browser = Browser(world.app)
    reply = browser.send("/staff/sign-in", {"name": world.staff("organizer"), "password": PASSWORD})
    cookie = next(text for text in reply.headers.getlist("Set-Cookie") if text.startswith("known_device="))
    assert "HttpOnly" in cookie
    browser.http.set_cookie("known_device", "made-up", path="/staff")
    assert browser.open("/staff/sign-in").status_code == 200


def test_after_signing_out_the_session_opens_nothing(world: World) -> None:
    browser = clerk(world)
    browser.open("/desk")
    assert browser.last is not None
    kept = browser.http.get_cookie("session")
    assert kept is not None
    reply = browser.post("/staff/sign-out", filled(browser.last.text, {}, ""))
    assert reply.location == "/staff/sign-in"
    assert "您已经退出。" in browser.open("/staff/sign-in").text
    browser.http.set_cookie("session", kept.value)
    assert browser.open("/desk").status_code == 302


def test_a_form_without_its_token_is_refused(world: World) -> None:
    browser = Browser(world.app)
    typed = {"name": world.staff("organizer"), "password": PASSWORD, "csrf_token": ""}
    reply = browser.send("/staff/sign-in", typed)
    assert reply.status_code == 403
    assert "页面放得太久了，请刷新后再试。" in reply.text
