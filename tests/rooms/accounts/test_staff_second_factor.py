"""A member of staff sets up an authenticator, and comes in by password and code."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from quizapp.accounts import second_factor, staff_sessions
from quizapp.accounts import staff as staff_verbs
from quizapp.storage import audit, tables, throttle
from quizapp.storage.database import db
from quizapp.storage.resources import resources
from tests.builders import PASSWORD, TESTER, World
from tests.rooms.pages import Browser, come_in

DOOR, CODE, ENROL = "/staff/sign-in", "/staff/second-factor", "/staff/second-factor/new"
WRONG = "验证码不对。请看验证器上现在的 6 位数字，再输一次。"


def new_member(world: World, role: str = "organizer") -> str:
    """An account with a password, and nothing more."""
    name = f"new {role}"
    staff_verbs.set_password(staff_verbs.create(name, role, "", TESTER, world.now), PASSWORD, world.now)
    return name


def after_password(world: World, name: str, address: str = "10.0.0.1") -> Browser:
    browser = Browser(world.app, address)
    assert browser.send(DOOR, {"name": name, "password": PASSWORD}).status_code == 302
    return browser


def secret_on(browser: Browser) -> str:
    """The key that the page shows for typing."""
    assert browser.last is not None
    found = re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', browser.last.text)
    assert found is not None
    return found[1].replace(" ", "")


def recovery_codes_on(browser: Browser) -> list[str]:
    assert browser.last is not None
    return re.findall(r"<li><code>([0-9A-Z-]{11})</code></li>", browser.last.text)


def deeds(world: World, name: str) -> list[str]:
    number = staff_verbs.named(name).id
    return [row["action"] for row in audit.about(f"staff:{number}")]


@pytest.mark.parametrize("role", ["organizer", "official", "admin"])
def test_before_a_second_factor_is_set_up_nothing_else_opens(world: World, role: str) -> None:
    browser = after_password(world, new_member(world, role))
    assert browser.last is not None
    assert browser.last.location == ENROL
    for page in ("/staff", "/staff/account", "/desk/towns", CODE):
        assert browser.open(page).location == f"{ENROL}?next={page}"
    shown = browser.open(ENROL)
    assert "设置两步验证" in shown.text
    assert 'href="/desk' not in shown.text


def test_the_code_of_the_authenticator_sets_it_up_and_recovery_codes_are_shown_once(world: World) -> None:
    name = new_member(world)
    browser = after_password(world, name)
    browser.open(ENROL)
    secret = secret_on(browser)
    reply = browser.send_again(ENROL, {"code": pyotp.TOTP(secret).at(world.now)})
    assert reply.status_code == 200
    assert len(set(recovery_codes_on(browser))) == 10
    assert browser.open("/desk").status_code == 200
    assert not recovery_codes_on(browser)
    assert "还有 10 个备用码没有用。" in browser.open("/staff/account").text
    assert deeds(world, name)[-1] == "staff.second_factor_set"


def test_a_reload_of_the_page_shows_the_same_key_and_another_sign_in_another(world: World) -> None:
    name = new_member(world)
    browser = after_password(world, name)
    browser.open(ENROL)
    first = secret_on(browser)
    browser.send_again(ENROL, {"code": "000000"})
    assert secret_on(browser) == first
    other = after_password(world, name)
    other.open(ENROL)
    assert secret_on(other) != first


def test_a_wrong_code_sets_nothing_up(world: World) -> None:
    browser = after_password(world, new_member(world))
    reply = browser.send(ENROL, {"code": "000000"})
    assert reply.status_code == 422
    assert WRONG in reply.text
    assert browser.open("/desk").location == f"{ENROL}?next=/desk"


def test_the_qr_code_carries_the_key_and_the_page_is_never_kept(world: World) -> None:
    name = new_member(world)
    reply = after_password(world, name).open(ENROL)
    assert re.search(r'<svg viewBox="0 0 \d+ \d+" class="qr">', reply.text)
    assert reply.headers["Cache-Control"] == "no-store"
    token = world.staff_token(name)
    offer = second_factor.offer(staff_sessions.of_token(token), token)
    issuer = "%E7%A7%91%E6%99%AE%E7%AB%9E%E8%B5%9B"
    assert offer.address == f"otpauth://totp/{issuer}:new%20organizer?secret={offer.secret}&issuer={issuer}"


def test_the_password_alone_opens_nothing_and_the_code_opens_what_was_wanted(world: World) -> None:
    name = world.staff("organizer")
    browser = Browser(world.app)
    reply = browser.send(f"{DOOR}?next=/desk/contests/new", {"name": name, "password": PASSWORD})
    assert reply.location == f"{CODE}?next=/desk/contests/new"
    assert browser.open("/desk").location == f"{CODE}?next=/desk"
    assert browser.open(ENROL).location == f"{CODE}?next={ENROL}"
    reply = browser.send(f"{CODE}?next=/desk/contests/new", {"code": world.second_code(name)})
    assert reply.location == "/desk/contests/new"
    assert browser.open("/desk").status_code == 200


def test_a_code_is_good_once(either_world: World) -> None:
    world = either_world
    name = world.staff("organizer")
    code = world.second_code(name)
    assert after_password(world, name).send(CODE, {"code": code}).status_code == 302
    overlooked = after_password(world, name).send(CODE, {"code": code})
    assert overlooked.status_code == 401
    assert WRONG in overlooked.text


@pytest.mark.parametrize(("seconds", "status"), [(-30, 302), (0, 302), (30, 302), (-60, 401), (60, 401)])
def test_a_clock_half_a_minute_off_is_forgiven(world: World, seconds: int, status: int) -> None:
    name = world.staff("organizer")
    world.clock.move(minutes=10)
    code = pyotp.TOTP(world.authenticators[name].secret).at(world.now + timedelta(seconds=seconds))
    assert after_password(world, name).send(CODE, {"code": f" {code[:3]} {code[3:]} "}).status_code == status


def test_a_recovery_code_stands_in_for_the_phone_once(either_world: World) -> None:
    world = either_world
    name = new_member(world)
    browser = after_password(world, name)
    browser.open(ENROL)
    browser.send_again(ENROL, {"code": pyotp.TOTP(secret_on(browser)).at(world.now)})
    code = recovery_codes_on(browser)[3]
    assert after_password(world, name).send(CODE, {"code": code.lower()}).status_code == 302
    assert after_password(world, name).send(CODE, {"code": code}).status_code == 401
    assert "还有 9 个备用码没有用。" in browser.open("/staff/account").text


def test_wrong_codes_hold_a_guesser_back_and_not_the_owner_s_device(world: World) -> None:
    name = world.staff("organizer")
    owner = Browser(world.app)
    come_in(world, owner, name)
    guesser = after_password(world, name, "10.9.9.9")
    for number in range(10):
        assert guesser.send(CODE, {"code": f"00000{number}"}).status_code == 401
    held_back = guesser.send(CODE, {"code": world.second_code(name)})
    assert held_back.status_code == 429
    assert "试得太多了，请过 15 分钟再试。" in held_back.text
    assert int(held_back.headers["Retry-After"]) > 0
    world.clock.move(seconds=30)
    assert come_in(world, owner, name).location == "/staff"


def test_guessers_from_everywhere_do_not_lock_the_owner_s_device_out(world: World) -> None:
    name = world.staff("organizer")
    owner = Browser(world.app)
    come_in(world, owner, name)
    for _ in range(20):
        resources().throttle.hit(throttle.WRONG_FACTORS_PER_ACCOUNT, name)
    world.clock.move(seconds=30)
    stranger = after_password(world, name, "10.7.0.1")
    assert stranger.send(CODE, {"code": world.second_code(name)}).status_code == 429
    world.clock.move(seconds=30)
    assert come_in(world, owner, name).location == "/staff"


def test_a_device_is_not_known_by_the_password_alone(world: World) -> None:
    """Otherwise each new sign-in with a stolen password would bring ten further guesses at the code."""
    name = world.staff("organizer")
    assert after_password(world, name).http.get_cookie("known_device", path="/staff") is None
    passed = Browser(world.app)
    come_in(world, passed, name)
    assert passed.http.get_cookie("known_device", path="/staff") is not None


def test_wrong_codes_stand_in_the_audit_log(world: World) -> None:
    name = world.staff("organizer")
    after_password(world, name).send(CODE, {"code": "000000"})
    assert deeds(world, name)[-2:] == ["staff.sign_in", "staff.second_factor_wrong"]


def test_a_curator_may_do_without_and_may_begin_and_stop(world: World) -> None:
    name = world.staff("curator")
    browser = Browser(world.app)
    assert come_in(world, browser, name).location == "/staff"
    assert "还没有开。" in browser.open("/staff/account").text
    browser.open(ENROL)
    secret = secret_on(browser)
    browser.send_again(ENROL, {"code": pyotp.TOTP(secret).at(world.now)})
    assert after_password(world, name).open("/desk/bank").location == f"{CODE}?next=/desk/bank"
    browser.open("/staff/account")
    off = browser.press("/staff/account/second-factor/off", {"drop-current": PASSWORD})
    assert off.location == "/staff/account"
    assert after_password(world, name).open("/desk/bank").status_code == 200


def test_a_role_that_needs_it_cannot_stop(world: World) -> None:
    browser = Browser(world.app)
    name = world.staff("official")
    come_in(world, browser, name)
    assert "关掉两步验证" not in browser.open("/staff/account").text
    reply = browser.press("/staff/account/second-factor/off", {"codes-current": PASSWORD})
    assert reply.status_code == 422
    assert "您的角色必须用两步验证，不能关。" in reply.text
    assert after_password(world, name).open("/desk/towns").location == f"{CODE}?next=/desk/towns"


def test_a_new_phone_takes_the_place_of_the_old_one_with_the_password(world: World) -> None:
    name = world.staff("organizer")
    browser, elsewhere = Browser(world.app), Browser(world.app)
    come_in(world, browser, name)
    come_in(world, elsewhere, name)
    browser.open(ENROL)
    fresh = pyotp.TOTP(secret_on(browser))
    refused = browser.send_again(ENROL, {"code": fresh.at(world.now), "current": "not the password"})
    assert refused.status_code == 422
    assert "现在的密码不对。" in refused.text
    assert browser.send_again(ENROL, {"code": fresh.at(world.now), "current": PASSWORD}).status_code == 200
    assert elsewhere.open("/desk").status_code == 302
    world.clock.move(minutes=2)
    assert after_password(world, name).send(CODE, {"code": world.second_code(name)}).status_code == 401
    assert after_password(world, name).send(CODE, {"code": fresh.at(world.now)}).status_code == 302


def test_new_recovery_codes_replace_the_old_ones(world: World) -> None:
    name = world.staff("organizer")
    browser = Browser(world.app)
    come_in(world, browser, name)
    browser.open("/staff/account")
    wrong = browser.press("/staff/account/recovery-codes", {"codes-current": "no password of mine"})
    assert wrong.status_code == 422
    assert "现在的密码不对。" in wrong.text
    browser.press("/staff/account/recovery-codes", {"codes-current": PASSWORD})
    fresh = recovery_codes_on(browser)
    assert len(fresh) == 10
    assert after_password(world, name).send(CODE, {"code": world.second_code(name)}).status_code == 401
    assert after_password(world, name).send(CODE, {"code": fresh[0]}).status_code == 302


def test_what_is_kept_opens_without_the_data_key_to_nobody(world: World) -> None:
    """The secret is sealed, and recovery codes are hashes."""
    name = world.staff("organizer")
    kept = str([db.session.execute(select(table)).all() for table in (tables.staff, tables.recovery_codes)])
    assert name in kept
    assert world.authenticators[name].secret not in kept
    for code in world.authenticators[name].spare:
        assert code not in kept
