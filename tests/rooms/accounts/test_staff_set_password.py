"""A member of staff sets a password by the link that an administrator made."""

from __future__ import annotations

import pytest

from quizapp.accounts import staff
from tests.builders import TESTER, World
from tests.rooms.pages import Browser

NEW = "four unrelated words here"


def a_link(world: World) -> str:
    return "/staff/password/" + staff.create("李科员", "curator", "", TESTER, world.now)


def test_a_link_sets_the_password_once(world: World) -> None:
    browser, link = Browser(world.app), a_link(world)
    assert "给账号「李科员」设密码" in browser.open(link).text
    reply = browser.send_again(link, {"password": NEW, "again": NEW})
    assert reply.location == "/staff/sign-in"
    assert "密码设好了，请登录。" in browser.open("/staff/sign-in").text
    assert browser.send("/staff/sign-in", {"name": "李科员", "password": NEW}).status_code == 302
    again = browser.open(link)
    assert again.status_code == 404
    assert "这个链接用过了或者过期了，请管理员再发一个。" in again.text


def test_a_link_used_meanwhile_sets_nothing(world: World) -> None:
    first, second, link = Browser(world.app), Browser(world.app), a_link(world)
    first.open(link)
    second.open(link)
    assert first.send_again(link, {"password": NEW, "again": NEW}).status_code == 302
    assert (
        second.send_again(link, {"password": "another long password", "again": "another long password"}).status_code
        == 404
    )
    assert second.send("/staff/sign-in", {"name": "李科员", "password": NEW}).status_code == 302


def test_a_link_is_good_for_a_day(world: World) -> None:
    link = a_link(world)
    world.clock.move(hours=24, seconds=-1)
    assert Browser(world.app).open(link).status_code == 200
    world.clock.move(seconds=1)
    assert Browser(world.app).open(link).status_code == 404


def test_a_short_password_and_a_slip_are_said_at_their_fields(world: World) -> None:
    browser, link = Browser(world.app), a_link(world)
    short = browser.send(link, {"password": "short", "again": "short"})
    assert short.status_code == 422
    assert "密码要有 10 个字符以上。" in short.text
    slip = browser.send(link, {"password": NEW, "again": NEW + "x"})
    assert slip.status_code == 422
    assert "两遍写得不一样。" in slip.text


def test_a_new_password_ends_the_sessions_of_the_old_one(world: World) -> None:
    browser, link = Browser(world.app), a_link(world)
    browser.send(link, {"password": NEW, "again": NEW})
    browser.send("/staff/sign-in", {"name": "李科员", "password": NEW})
    assert browser.open("/desk/bank").status_code == 200
    further = "/staff/password/" + staff.new_link("李科员", TESTER, world.now)
    Browser(world.app).send(further, {"password": NEW + " 2", "again": NEW + " 2"})
    assert browser.open("/desk/bank").location == "/staff/sign-in?next=/desk/bank"


@pytest.mark.parametrize(
    "leaked",
    [
        "1234567890",
        "password123456",
        "woaini1314520",
        "qwertyuiop123",
        "P@ssw0rd2026",
        "iloveyou1314",
    ],
)
def test_a_password_that_everybody_tries_first_is_refused(world: World, leaked: str) -> None:
    browser, link = Browser(world.app), a_link(world)
    reply = browser.send(link, {"password": leaked, "again": leaked})
    assert reply.status_code == 422
    assert "这个密码太常见，或者泄露过，别人很容易猜到；请换几个不相干的词连起来。" in reply.text
    assert browser.send_again(link, {"password": NEW, "again": NEW}).status_code == 302


def test_the_account_s_name_is_no_part_of_a_password(world: World) -> None:
    browser = Browser(world.app)
    link = "/staff/password/" + staff.create("WangKeyuan", "curator", "", TESTER, world.now)
    own = "purple wangkeyuan battery"
    reply = browser.send(link, {"password": own, "again": own})
    assert reply.status_code == 422
    assert "密码里不能有账号名。" in reply.text
