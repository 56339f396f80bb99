"""A member of staff signs in, is held back after too many wrong passwords, and leaves."""

from __future__ import annotations

import time
from statistics import median

import pytest

from quizapp.storage import throttle
from quizapp.storage.resources import resources
from tests.builders import PASSWORD, World
from tests.rooms.pages import Browser, clerk, come_in, filled


@pytest.mark.parametrize(
    ("role", "first_page"),
    [
        ("organizer", "/desk"),
        ("admin", "/desk"),
        ("official", "/desk/towns"),
        ("inspector", "/desk/towns"),
        ("curator", "/desk/bank"),
        ("coordinator", "/desk/unit"),
    ],
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
    assert come_in(world, browser, world.staff("organizer"), door).location == "/desk/new-contest"


def test_the_way_back_never_leads_to_another_site(world: World) -> None:
    typed = {"name": world.staff("curator"), "password": PASSWORD}
    for target in ("https://evil.example/", "//evil.example/", "/\\evil.example/"):
        reply = Browser(world.app).send("/staff/sign-in", typed | {"next": target})
        assert reply.location == "/staff", target


def test_guessers_are_held_back_and_the_owner_on_a_known_device_is_not(world: World) -> None:
    name, address = world.staff("organizer"), "10.0.0.1"
    owner, guesser = Browser(world.app, address), Browser(world.app, address)
    come_in(world, owner, name)
    for number in range(10):
        reply = guesser.send("/staff/sign-in", {"name": name, "password": f"guess number {number}"})
        assert reply.status_code == 401
    held_back = guesser.send("/staff/sign-in", {"name": name, "password": PASSWORD})
    assert held_back.status_code == 429
    assert "试得太多了，请过 15 分钟再试。" in held_back.text
    assert int(held_back.headers["Retry-After"]) > 0
    assert owner.send("/staff/sign-in", {"name": name, "password": PASSWORD}).status_code == 302


def test_guessers_from_many_addresses_lock_out_strangers_and_not_the_owner(world: World) -> None:
    name = world.staff("organizer")
    owner = Browser(world.app)
    come_in(world, owner, name)
    for _ in range(100):
        resources().throttle.hit(throttle.WRONG_PASSWORDS_PER_ACCOUNT, name)
    assert (
        Browser(world.app, "10.8.0.1").send("/staff/sign-in", {"name": name, "password": PASSWORD}).status_code == 429
    )
    assert owner.send("/staff/sign-in", {"name": name, "password": PASSWORD}).status_code == 302


def test_a_device_known_to_one_account_is_not_known_to_another(world: World) -> None:
    mine, others = world.staff("organizer"), world.staff("organizer")
    browser = Browser(world.app, "10.0.0.8")
    come_in(world, browser, mine)
    for _ in range(10):
        browser.send("/staff/sign-in", {"name": others, "password": "wrong password"})
    assert browser.send("/staff/sign-in", {"name": others, "password": PASSWORD}).status_code == 429


def test_the_known_device_is_a_signed_cookie_that_script_cannot_read(world: World) -> None:
    browser = Browser(world.app)
    reply = come_in(world, browser, world.staff("organizer"))
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


def test_after_half_an_hour_without_a_request_the_desk_is_shut_and_says_so(world: World) -> None:
    browser = clerk(world)
    world.clock.move(minutes=29, seconds=59)
    assert browser.open("/desk").status_code == 200
    world.clock.move(minutes=29, seconds=59)
    assert browser.open("/desk").status_code == 200
    world.clock.move(minutes=30)
    door = browser.open("/desk").location
    assert door == "/staff/sign-in?next=/desk"
    assert "您有一阵子没有操作，为了安全先退出了。登录以后会回到刚才的页面。" in browser.open(door).text


def test_whoever_comes_for_the_first_time_is_told_nothing_of_idling(world: World) -> None:
    assert "您有一阵子没有操作" not in Browser(world.app).open("/staff/sign-in").text


def test_the_last_request_is_noted_once_a_minute(world: World) -> None:
    """Somebody who asks every 50 seconds is noted at 0:00 and 1:40, and so is idle half an hour after 1:40."""
    browser = clerk(world)
    for _ in range(2):
        world.clock.move(seconds=50)
        browser.open("/desk")
    world.clock.move(seconds=50)
    browser.open("/desk")
    world.clock.move(minutes=29, seconds=10)
    assert browser.open("/desk").status_code == 302


def test_after_twelve_hours_the_desk_is_shut_whatever_was_done(world: World) -> None:
    browser = clerk(world)
    for _ in range(12 * 3 - 1):
        world.clock.move(minutes=20)
        assert browser.open("/desk").status_code == 200
    world.clock.move(minutes=20)
    assert browser.open("/desk").status_code == 302


def test_an_unknown_account_is_refused_as_slowly_as_a_known_one(world: World) -> None:
    """Alternating, so that a busy machine slows both alike; without the care the unknown one is 20 times faster."""
    name = world.staff("curator")
    took: dict[str, list[float]] = {name: [], "nobody at all": []}
    for number in range(9):
        for who, times in took.items():
            browser = Browser(world.app, f"10.1.{number}.1")
            browser.open("/staff/sign-in")
            began = time.perf_counter()
            reply = browser.send_again("/staff/sign-in", {"name": who, "password": "a wrong password"})
            times.append(time.perf_counter() - began)
            assert reply.status_code == 401
    known, unknown = (median(times) for times in took.values())
    assert unknown / known == pytest.approx(1, abs=0.5)


def test_an_account_that_has_ended_is_refused_in_the_same_words(world: World) -> None:
    name = world.staff("inspector")
    world.clock.move(days=30)
    reply = Browser(world.app).send("/staff/sign-in", {"name": name, "password": PASSWORD})
    assert reply.status_code == 401
    assert "账号或密码不对。" in reply.text
