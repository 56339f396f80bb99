"""An administrator makes accounts, limits them, helps who lost something, and ends them."""

from __future__ import annotations

import re

import pytest

from quizapp.accounts import staff as staff_verbs
from quizapp.storage import audit
from quizapp.storage.database import db
from tests.builders import PASSWORD, TESTER, World
from tests.rooms.desk import plain, rows
from tests.rooms.pages import Browser, clerk, come_in

PAGE = "/desk/accounts"
NEW = "seven purple umbrellas"


def page_of(name: str) -> str:
    return f"{PAGE}/{staff_verbs.named(name).id}"


def deeds(name: str) -> list[str]:
    db.session.rollback()  # so that what the requests have written meanwhile is seen
    return [row["action"] for row in audit.about(f"staff:{staff_verbs.named(name).id}")]


def link_on(browser: Browser) -> str:
    assert browser.last is not None
    found = re.search(r"http\S+(/staff/password/[\w-]+)", browser.last.text)
    assert found is not None
    return found[1]


def test_a_new_account_gets_a_link_that_is_shown_once_and_sets_the_password(world: World) -> None:
    admin = clerk(world, "admin")
    reply = admin.send(PAGE, {"name": "李科员", "role": "official", "area": "370812105"})
    assert reply.status_code == 200
    assert "账号「李科员」设密码的链接" in reply.text
    link = link_on(admin)
    assert link not in admin.open(PAGE).text
    newcomer = Browser(world.app)
    assert newcomer.send(link, {"password": NEW, "again": NEW}).status_code == 302
    assert newcomer.send("/staff/sign-in", {"name": "李科员", "password": NEW}).status_code == 302
    made = audit.about(f"staff:{staff_verbs.named('李科员').id}")[0]
    assert made["action"] == "staff.create"
    assert made["actor"].startswith("staff:")
    assert made["details"] == {"name": "李科员", "role": "official", "area": "370812105", "unit": "", "expires_at": ""}


def test_the_list_says_who_is_there_with_what(either_world: World) -> None:
    world = either_world
    admin = clerk(world, "admin")
    staff_verbs.create("李科员", "official", "370812105", TESTER, world.now)
    world.staff("coordinator", name="王老师", unit=world.village("370812105"))
    found = {cells[0]: cells[1:] for _, cells in rows(admin.open(PAGE).text)}
    assert found["李科员"] == ["审阅员", "新兖镇", "下次登录时设置", "还没有设密码", ""]
    assert found["王老师"][0] == "联络员"
    assert found["王老师"][2:] == ["没有开", "没有登录着", ""]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "甲", "role": "inspector"}, "检查员的账号要写明用到哪一天。"),
        ({"name": "甲", "role": "inspector", "until": "2026-08-31"}, "这一天已经过去了。"),
        ({"name": "甲", "role": "inspector", "until": "soon"}, "请写成 2026-12-31 这样的日期。"),
        ({"name": "甲", "role": "coordinator"}, "联络员要写明单位；别的角色没有单位。"),
        ({"name": "甲", "role": "coordinator", "unit": "nowhere"}, "单位代码「nowhere」没有登记过。"),
        ({"name": "甲", "role": "official", "area": "999"}, "镇街代码「999」没有登记过。"),
        ({"name": " ", "role": "official"}, "账号名要有 1 到 60 个字。"),
        ({"name": "甲", "role": "king"}, "「king」不能用"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(world: World, typed: dict[str, str], said: str) -> None:
    reply = clerk(world, "admin").send(PAGE, typed)
    assert reply.status_code == 422
    assert said in plain(reply.text)


def test_an_inspector_s_account_is_good_through_its_last_day(world: World) -> None:
    admin = clerk(world, "admin")
    admin.send(PAGE, {"name": "检查组", "role": "inspector", "until": "2026-09-02"})
    inspector = Browser(world.app)
    inspector.send(link_on(admin), {"password": NEW, "again": NEW})
    world.clock.move(hours=35, minutes=59)  # 23:59 of the second
    inspector.send("/staff/sign-in", {"name": "检查组", "password": NEW})
    assert inspector.open("/desk/towns").status_code == 200
    world.clock.move(minutes=1)
    assert inspector.open("/desk/towns").status_code == 302
    again = Browser(world.app).send("/staff/sign-in", {"name": "检查组", "password": NEW})
    assert again.status_code == 401


def test_a_disabled_account_is_out_at_once_and_comes_back_when_it_is_limited_anew(world: World) -> None:
    name = world.staff("curator")
    admin, curator = clerk(world, "admin"), Browser(world.app)
    come_in(world, curator, name)
    admin.open(page_of(name))
    assert admin.press(f"{page_of(name)}/disable").location == page_of(name)
    assert curator.open("/desk/bank").status_code == 302
    assert curator.send("/staff/sign-in", {"name": name, "password": PASSWORD}).status_code == 401
    assert "已停用" in admin.open(page_of(name)).text
    assert admin.press(f"{page_of(name)}/link").status_code == 404
    admin.open(page_of(name))
    admin.press(f"{page_of(name)}/until", {"until": "2026-12-31"})
    assert curator.send("/staff/sign-in", {"name": name, "password": PASSWORD}).status_code == 302
    assert "用到 2026-12-31" in plain(admin.open(page_of(name)).text)
    assert deeds(name)[-3:] == ["staff.disable", "staff.limit", "staff.sign_in"]


def test_nobody_ends_their_own_account(world: World) -> None:
    name = world.staff("admin")
    admin = Browser(world.app)
    come_in(world, admin, name)
    assert "马上停用" not in admin.open(page_of(name)).text
    reply = admin.press(f"{page_of(name)}/disable")
    assert reply.status_code == 422
    assert "不能停用自己的账号。" in reply.text
    assert admin.open(PAGE).status_code == 200


def test_a_reset_lets_somebody_who_lost_the_phone_set_it_up_anew(world: World) -> None:
    name = world.staff("official")
    admin, official = clerk(world, "admin"), Browser(world.app)
    come_in(world, official, name)
    admin.open(page_of(name))
    admin.press(f"{page_of(name)}/second-factor")
    assert official.open("/desk/towns").location == "/staff/sign-in?next=/desk/towns"
    reply = official.send("/staff/sign-in", {"name": name, "password": PASSWORD})
    assert reply.location == "/staff/second-factor/new"
    assert "staff.second_factor_reset" in deeds(name)


def test_a_forgotten_password_gets_a_further_link(world: World) -> None:
    name = world.staff("curator")
    admin = clerk(world, "admin")
    admin.open(page_of(name))
    admin.press(f"{page_of(name)}/link")
    assert Browser(world.app).send(link_on(admin), {"password": NEW, "again": NEW}).status_code == 302


def test_an_administrator_of_one_area_manages_nobody(world: World) -> None:
    name = world.staff("admin", "370812105")
    admin = Browser(world.app)
    come_in(world, admin, name)
    assert admin.open(PAGE).status_code == 403
    assert 'href="/desk/accounts"' not in admin.open("/desk").text


def test_an_account_that_is_not_there_is_not_found(world: World) -> None:
    assert clerk(world, "admin").open(f"{PAGE}/{2**62}").status_code == 404
