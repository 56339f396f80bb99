"""A member of staff looks after their own account: where they are signed in, and the password."""

from __future__ import annotations

import re

from tests.builders import PASSWORD, World
from tests.rooms.desk import plain, rows
from tests.rooms.pages import Browser, come_in

PAGE = "/staff/account"
FIREFOX = "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/128.0.0.0 Safari/537.36 Edg/128.0.0.0"
)
NEW = "seven purple umbrellas"


def at_a_desk(world: World, name: str, agent: str) -> Browser:
    browser = Browser(world.app)
    browser.http.environ_base["HTTP_USER_AGENT"] = agent
    come_in(world, browser, name)
    return browser


def places(browser: Browser) -> list[list[str]]:
    return [cells[:3] for _, cells in rows(browser.open(PAGE).text)]


def test_every_place_is_listed_with_its_device_and_times(world: World) -> None:
    name = world.staff("curator")
    at_a_desk(world, name, FIREFOX)
    world.clock.move(minutes=5)
    here = at_a_desk(world, name, EDGE)
    assert places(here) == [
        ["Windows · Edge 就是这里", "2026年9月1日 12:05", "2026年9月1日 12:05"],
        ["Ubuntu · Firefox", "2026年9月1日 12:00", "2026年9月1日 12:00"],
    ]


def test_a_place_that_is_over_is_not_listed(world: World) -> None:
    name = world.staff("curator")
    at_a_desk(world, name, FIREFOX)
    world.clock.move(minutes=30)
    assert len(places(at_a_desk(world, name, EDGE))) == 1


def test_one_is_signed_out_of_another_place(either_world: World) -> None:
    world = either_world
    name = world.staff("curator")
    there, third, here = (at_a_desk(world, name, agent) for agent in (FIREFOX, FIREFOX, EDGE))
    ways = re.findall(r"/staff/account/sessions/\d+/close", here.open(PAGE).text)
    assert len(ways) == 2
    assert here.press(ways[-1]).location == PAGE
    assert "那里已经退出了。" in here.open(PAGE).text
    opened = [browser.open("/desk/bank").status_code for browser in (there, third, here)]
    assert sorted(opened[:2]) == [200, 302]
    assert opened[2] == 200


def test_the_session_of_somebody_else_cannot_be_ended(world: World) -> None:
    other, mine = world.staff("curator"), world.staff("curator")
    theirs = at_a_desk(world, other, FIREFOX)
    at_a_desk(world, other, EDGE)
    way = re.findall(r"/staff/account/sessions/\d+/close", theirs.open(PAGE).text)[0]
    here = at_a_desk(world, mine, EDGE)
    here.open(PAGE)
    assert here.press(way).status_code == 404
    assert len(places(theirs)) == 2


def test_one_is_signed_out_everywhere_else(world: World) -> None:
    name = world.staff("curator")
    there, here = at_a_desk(world, name, FIREFOX), at_a_desk(world, name, EDGE)
    here.open(PAGE)
    here.press("/staff/account/sessions/close")
    assert there.open("/desk/bank").status_code == 302
    assert len(places(here)) == 1


def test_a_changed_password_ends_the_other_sessions_and_opens_the_door(world: World) -> None:
    name = world.staff("organizer")
    there, here = at_a_desk(world, name, FIREFOX), at_a_desk(world, name, EDGE)
    here.open(PAGE)
    reply = here.press(f"{PAGE}/password", {"current": PASSWORD, "password": NEW, "again": NEW})
    assert reply.location == PAGE
    assert "密码改好了，别处的登录都退出了。" in here.open(PAGE).text
    assert there.open("/desk").status_code == 302
    door = Browser(world.app)
    assert door.send("/staff/sign-in", {"name": name, "password": PASSWORD}).status_code == 401
    assert door.send("/staff/sign-in", {"name": name, "password": NEW}).status_code == 302


def test_a_passer_by_cannot_change_the_password(world: World) -> None:
    name = world.staff("curator")
    here = at_a_desk(world, name, EDGE)
    here.open(PAGE)
    reply = here.press(f"{PAGE}/password", {"current": "not my password", "password": NEW, "again": NEW})
    assert reply.status_code == 422
    assert "现在的密码不对。" in plain(reply.text)
    assert Browser(world.app).send("/staff/sign-in", {"name": name, "password": PASSWORD}).status_code == 302


def test_a_common_password_is_refused_here_too(world: World) -> None:
    here = at_a_desk(world, world.staff("curator"), EDGE)
    here.open(PAGE)
    reply = here.press(f"{PAGE}/password", {"current": PASSWORD, "password": "1q2w3e4r5t6y", "again": "1q2w3e4r5t6y"})
    assert reply.status_code == 422
    assert "这个密码太常见" in reply.text


def test_a_passer_by_who_tries_passwords_is_held_back(world: World) -> None:
    here = at_a_desk(world, world.staff("curator"), EDGE)
    here.open(PAGE)
    for number in range(10):
        here.press(f"{PAGE}/password", {"current": f"guess number {number}", "password": NEW, "again": NEW})
    reply = here.press(f"{PAGE}/password", {"current": PASSWORD, "password": NEW, "again": NEW})
    assert reply.status_code == 429


def test_a_device_that_says_nothing_of_itself_or_too_much_is_listed_all_the_same(world: World) -> None:
    name = world.staff("curator")
    here = at_a_desk(world, name, "x" * 8000)
    assert places(here)[0][0] == "没有说明的设备 就是这里"
