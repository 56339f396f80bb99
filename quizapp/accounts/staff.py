"""Verbs of staff accounts: made with a one-time link, signed in with a password, slowed when wrong.

Failures are counted per account and address; over all addresses only for devices that have never signed in to that
account. So a guesser is held back, and nobody can lock an owner out of the device that they use.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from limits import RateLimitItem

from quizapp.domain.people import ROLES, Actor, Staff
from quizapp.domain.refusals import BadCredentials, Invalid, NotFound, SlowDown
from quizapp.domain.words import say
from quizapp.storage import areas, audit, staff, throttle
from quizapp.storage.database import transaction
from quizapp.storage.resources import resources

LINK_LIFE = timedelta(hours=24)
STAFF_SESSION = timedelta(hours=12)
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
_hasher = PasswordHasher()
# Verified when there is no such account, so that the time of an answer does not tell.
_NOBODYS = _hasher.hash("nobody has this password")


def create(name: str, role: str, area: str, actor: Actor, now: datetime, unit: str = "") -> str:
    """Make an account; answers the token of the one-time link that sets its password. Raises Invalid.

    A coordinator has a unit, and nobody else has.
    """
    name = name.strip()
    if not 1 <= len(name) <= 60:
        raise Invalid.at("name", say("账号名要有 1 到 60 个字。"))
    if role not in ROLES:
        raise Invalid.at(
            "role", say("「%(found)s」不能用，可以是：%(allowed)s。", found=role, allowed="、".join(ROLES))
        )
    if area and area not in areas.all_areas():
        raise Invalid.at("area", say("镇街代码「%(code)s」没有登记过。", code=area))
    if unit and unit not in areas.all_units():
        raise Invalid.at("unit", say("单位代码「%(code)s」没有登记过。", code=unit))
    if bool(unit) != (role == "coordinator"):
        raise Invalid.at("unit", say("联络员要写明单位；别的角色没有单位。"))
    with transaction():
        if staff.by_name(name):
            raise Invalid.at("name", say("账号「%(name)s」已经有了。", name=name))
        made = staff.add(name, role, area, unit, now)
        token = staff.add_link(made.id, now + LINK_LIFE)
        audit.write(actor, "staff.create", f"staff:{made.id}", now, name=name, role=role, area=area, unit=unit)
    return token


def new_link(name: str, actor: Actor, now: datetime) -> str:
    """A further one-time link, for somebody who forgot the password. Raises NotFound."""
    with transaction():
        found = staff.by_name(name)
        if found is None:
            raise NotFound(say("没有账号「%(name)s」。", name=name))
        token = staff.add_link(found[0].id, now + LINK_LIFE)
        audit.write(actor, "staff.link", f"staff:{found[0].id}", now)
    return token


def owner_of_link(token: str, now: datetime) -> Staff:
    """Whose link this is, unused and not expired. Raises NotFound."""
    found = staff.by_link(token, now)
    if found is None:
        raise NotFound(say("这个链接用过了或者过期了，请管理员再发一个。"))
    return found


def set_password(token: str, password: str, now: datetime) -> Staff:
    """Use a one-time link; every session of the account ends. Raises Invalid, NotFound."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Invalid.at("password", say("密码要有 %(n)s 个字符以上。", n=SHORTEST_PASSWORD))
    hashed = _hasher.hash(password)
    with transaction():
        owner = staff.use_link(token, now)
        if owner is None:
            raise NotFound(say("这个链接用过了或者过期了，请管理员再发一个。"))
        staff.set_password(owner.id, hashed)
        staff.close_sessions_of(owner.id)
        audit.write(Actor("staff", str(owner.id)), "staff.password", f"staff:{owner.id}", now)
    return owner


def sign_in(name: str, password: str, address: str, device: str, now: datetime) -> tuple[Staff, str]:
    """Check name and password; answers the account and a session token. Raises BadCredentials, SlowDown.

    `device` is '' unless this browser has signed in to this very account before.
    """
    limits = _limits(name.strip(), address, device)
    for limit, who in limits:
        if not resources().throttle.allows(limit, *who):
            raise SlowDown(retry_after=resources().throttle.wait_seconds(limit, *who))
    found = staff.by_name(name.strip())
    hashed = found[1] if found and found[1] else _NOBODYS
    if not _matches(hashed, password) or found is None or found[1] is None:
        for limit, who in limits:
            resources().throttle.hit(limit, *who)
        raise BadCredentials(say("账号或密码不对。"))
    with transaction():
        token = staff.open_session(now, STAFF_SESSION, staff_id=found[0].id)
        audit.write(Actor("staff", str(found[0].id)), "staff.sign_in", f"staff:{found[0].id}", now)
    return found[0], token


def _limits(name: str, address: str, device: str) -> list[tuple[RateLimitItem, tuple[str, ...]]]:
    if device:
        return [(throttle.WRONG_PASSWORDS_PER_DEVICE, (name, device))]
    return [
        (throttle.WRONG_PASSWORDS_PER_ADDRESS, (name, address)),
        (throttle.WRONG_PASSWORDS_PER_ACCOUNT, (name,)),
    ]


def _matches(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
