"""The accounts of the demonstration, made anew each time: passwords, and a second factor where the role needs one.

Nobody has an authenticator at hand for a demonstration, and the rule holds all the same: each account is enrolled by
the same steps as in life, and what its owner would have on phone and paper is printed beside the password.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import click
import pyotp

from quizapp.accounts import second_factor, staff_sessions
from quizapp.accounts import staff as staff_verbs
from quizapp.accounts.tries import Caller
from quizapp.domain import entry_code
from quizapp.domain.people import Actor
from quizapp.domain.staff import NEEDS_SECOND_FACTOR
from quizapp.storage import staff

WANTED = (
    ("管理员", "demo-admin", "admin", ""),
    ("组织者", "demo-organizer", "organizer", ""),
    ("区审阅员", "demo-official", "official", ""),
    ("新兖镇审阅员", "demo-town", "official", "370812105"),
    ("题库管理员", "demo-curator", "curator", ""),
)
PRINTED_RECOVERY_CODES = 3
HOW = """\
  管理员、组织者、审阅员登录要两步：密码之后，输一个备用码（每个只能用一次），或者把密钥输进手机上的验证器。
  Administrators, organizers and officials come in by two steps: after the password, one of the recovery codes
  (each is good once), the code of this minute, or the key typed into an authenticator app."""


@dataclass(frozen=True, slots=True)
class Factor:
    """`code`: the authenticator's at this moment; `spare`: some of the recovery codes."""

    secret: str
    code: str
    spare: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoAccount:
    words: str
    name: str
    password: str
    factor: Factor | None


def made_anew(who: Actor, moment: datetime) -> list[DemoAccount]:
    return [_made_anew(words, name, role, area, who, moment) for words, name, role, area in WANTED]


def print_all(accounts: list[DemoAccount]) -> None:
    for account in accounts:
        click.echo(f"  {account.name:<16} {account.password}   {account.words}")
        if account.factor:
            spare = "  ".join(entry_code.shown(code) for code in account.factor.spare)
            click.echo(f"    备用码 recovery codes {spare}")
            click.echo(f"    密钥 key {account.factor.secret}   这一分钟的验证码 code now {account.factor.code}")
    click.echo(HOW)


def _made_anew(words: str, name: str, role: str, area: str, who: Actor, moment: datetime) -> DemoAccount:
    known = staff.by_name(name)
    if known:
        staff_verbs.reset_second_factor(known[0].id, who, moment)
        token = staff_verbs.new_link(name, who, moment)
    else:
        token = staff_verbs.create(name, role, area, who, moment)
    password = secrets.token_urlsafe(9)
    staff_verbs.set_password(token, password, moment)
    factor = _enrolled(Caller(name, "demo"), password, moment) if role in NEEDS_SECOND_FACTOR else None
    return DemoAccount(words, name, password, factor)


def _enrolled(caller: Caller, password: str, moment: datetime) -> Factor:
    """Enrol with the code before the present one, which therefore stays good."""
    token = staff_sessions.sign_in(caller, password, moment)
    session = staff_sessions.of_token(token)
    secret = second_factor.offer(session, token).secret
    totp = pyotp.TOTP(secret)
    before = totp.at(moment - timedelta(seconds=second_factor.STEP_SECONDS))
    codes = second_factor.enrol(session, token, caller, before, "", moment)
    staff_sessions.close(session, session.id, moment)
    return Factor(secret, totp.at(moment), codes[:PRINTED_RECOVERY_CODES])
