"""Staff at the command line: accounts that end, second factors that are reset, and the demonstration's accounts."""

from __future__ import annotations

import pyotp
import pytest

from quizapp.accounts import staff
from quizapp.cli import demo_accounts
from quizapp.domain.refusals import NotFound
from quizapp.storage import audit
from quizapp.storage.database import db
from tests.builders import PASSWORD, TESTER, World
from tests.rooms.pages import Browser

from .terminal import Terminal


def test_an_inspector_s_account_needs_its_last_day(world: World, terminal: Terminal) -> None:
    refused = terminal.run("user", "create", "检查组", "--role", "inspector", exit_code=2)
    assert refused.stderr == "until: 检查员的账号要写明用到哪一天。\n"
    made = terminal.run("user", "create", "检查组", "--role", "inspector", "--until", "2099-12-31")
    assert "/staff/password/" in made.stdout
    expires_at = staff.named("检查组").expires_at
    assert expires_at is not None
    assert expires_at.isoformat() == "2099-12-31T16:00:00+00:00"


def test_a_second_factor_is_reset_by_name(world: World, terminal: Terminal) -> None:
    name = world.staff("organizer")
    terminal.run("user", "reset-second-factor", name)
    reply = Browser(world.app).send("/staff/sign-in", {"name": name, "password": PASSWORD})
    assert reply.location == "/staff/second-factor/new"
    db.session.rollback()
    newest = [row for row in audit.about(f"staff:{staff.named(name).id}") if row["actor"].startswith("cli:")]
    assert [row["action"] for row in newest] == ["staff.second_factor_reset"]


def test_nobody_of_that_name_is_a_sentence(world: World, terminal: Terminal) -> None:
    refused = terminal.run("user", "reset-second-factor", "nobody", exit_code=2)
    assert refused.stderr == "没有账号「nobody」。\n"


def test_the_demonstration_s_accounts_come_in_by_what_is_printed(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    accounts = demo_accounts.made_anew(TESTER, world.now)
    demo_accounts.print_all(accounts)
    printed = capsys.readouterr().out
    assert [account.name for account in accounts if account.factor is None] == ["demo-curator"]
    for account in accounts:
        assert account.password in printed
        browser = Browser(world.app)
        reply = browser.send("/staff/sign-in", {"name": account.name, "password": account.password})
        if account.factor is not None:
            assert account.factor.code in printed
            assert account.factor.secret in printed
            reply = browser.send(reply.location, {"code": account.factor.code})
        assert reply.location == "/staff", account.name


def test_a_recovery_code_and_an_authenticator_with_the_printed_key_open_the_demonstration(world: World) -> None:
    admin = demo_accounts.made_anew(TESTER, world.now)[0]
    assert admin.factor is not None
    for code in (admin.factor.spare[0], pyotp.TOTP(admin.factor.secret).at(world.clock.move(minutes=3))):
        browser = Browser(world.app)
        browser.send("/staff/sign-in", {"name": admin.name, "password": admin.password})
        assert browser.send("/staff/second-factor", {"code": code}).location == "/staff"


def test_a_new_start_of_the_demonstration_makes_the_old_accounts_worthless(world: World) -> None:
    before = demo_accounts.made_anew(TESTER, world.now)[0]
    after = demo_accounts.made_anew(TESTER, world.now)[0]
    assert before.factor is not None
    assert after.factor is not None
    old = Browser(world.app).send("/staff/sign-in", {"name": before.name, "password": before.password})
    assert old.status_code == 401
    browser = Browser(world.app)
    browser.send("/staff/sign-in", {"name": after.name, "password": after.password})
    assert browser.send("/staff/second-factor", {"code": before.factor.spare[0]}).status_code == 401


def test_an_organizer_works_for_the_whole_district(world: World, terminal: Terminal) -> None:
    refused = terminal.run("user", "create", "镇里", "--role", "organizer", "--area", "370812105", exit_code=2)
    assert "组织者办全区的竞赛，不能只属于一个镇街。" in refused.output
    terminal.run("user", "create", "区里", "--role", "organizer", "--area", "370812")
    terminal.run("user", "create", "审阅", "--role", "official", "--area", "370812")
    assert [staff.named(name).area for name in ("区里", "审阅")] == ["", ""]
    with pytest.raises(NotFound):
        staff.named("镇里")
