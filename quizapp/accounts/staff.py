"""Verbs of staff accounts: made with a one-time link, given a password, limited, reset."""

from __future__ import annotations

from datetime import datetime, timedelta

from quizapp.accounts import passwords
from quizapp.domain.areas import Area
from quizapp.domain.people import ROLES, Actor, Staff
from quizapp.domain.refusals import Invalid, NotFound
from quizapp.domain.staff import READ_ONLY, Account
from quizapp.domain.words import say
from quizapp.storage import areas, audit, second_factor, staff, staff_sessions
from quizapp.storage.database import transaction

LINK_LIFE = timedelta(hours=24)
LINK_GONE = say("这个链接用过了或者过期了，请管理员再发一个。")


def create(
    name: str,
    role: str,
    area: str,
    actor: Actor,
    now: datetime,
    unit: str = "",
    expires_at: datetime | None = None,
) -> str:
    """Make an account; answers the token of the one-time link that sets its password. Raises Invalid.

    A coordinator has a unit, and nobody else has; an inspector's account ends; an organizer works for the whole
    district, whose own code means no area at all.
    """
    name, area = name.strip(), _unless_district(area)
    _check_new(name, role, area, unit)
    _check_expiry(role, expires_at, now)
    with transaction():
        if staff.by_name(name):
            raise Invalid.at("name", say("账号「%(name)s」已经有了。", name=name))
        made = staff.add(name, role, area, unit, now, expires_at)
        token = staff.add_link(made.id, now + LINK_LIFE)
        about = {"name": name, "role": role, "area": area, "unit": unit, "expires_at": _written(expires_at)}
        audit.write(actor, "staff.create", f"staff:{made.id}", now, **about)
    return token


def _unless_district(code: str) -> str:
    """'' for the code of an area without a parent: who sees all of the district is bound to no part of it."""
    area = areas.all_areas().get(code)
    return "" if area is not None and not area.parent else code


def _check_new(name: str, role: str, area: str, unit: str) -> None:
    if not 1 <= len(name) <= 60:
        raise Invalid.at("name", say("账号名要有 1 到 60 个字。"))
    if role not in ROLES:
        raise Invalid.at(
            "role", say("「%(found)s」不能用，可以是：%(allowed)s。", found=role, allowed="、".join(ROLES))
        )
    if area and area not in areas.all_areas():
        raise Invalid.at("area", say("镇街代码「%(code)s」没有登记过。", code=area))
    if area and role == "organizer":
        raise Invalid.at("area", say("组织者办全区的竞赛，不能只属于一个镇街。"))
    if unit and unit not in areas.all_units():
        raise Invalid.at("unit", say("单位代码「%(code)s」没有登记过。", code=unit))
    if bool(unit) != (role == "coordinator"):
        raise Invalid.at("unit", say("联络员要写明单位；别的角色没有单位。"))


def _check_expiry(role: str, expires_at: datetime | None, now: datetime) -> None:
    if expires_at is None and role in READ_ONLY:
        raise Invalid.at("until", say("检查员的账号要写明用到哪一天。"))
    if expires_at is not None and expires_at <= now:
        raise Invalid.at("until", say("这一天已经过去了。"))


def everybody() -> list[Account]:
    return staff.everybody()


def areas_to_choose() -> list[Area]:
    """The areas that an account may be limited to: the district's, not the district itself."""
    return [area for area in areas.all_areas().values() if area.parent]


def account(staff_id: int) -> Account:
    """Raises NotFound."""
    found = staff.by_id(staff_id)
    if found is None:
        raise NotFound()
    return found


def named(name: str) -> Staff:
    """Raises NotFound."""
    found = staff.by_name(name)
    if found is None:
        raise NotFound(say("没有账号「%(name)s」。", name=name))
    return found[0]


def new_link(name: str, actor: Actor, now: datetime) -> str:
    """A further one-time link, for somebody who forgot the password. Raises NotFound."""
    with transaction():
        owner = named(name)
        if owner.is_over(now):
            raise NotFound(say("账号「%(name)s」已经停用。", name=name))
        token = staff.add_link(owner.id, now + LINK_LIFE)
        audit.write(actor, "staff.link", f"staff:{owner.id}", now)
    return token


def owner_of_link(token: str, now: datetime) -> Staff:
    """Whose link this is, unused and not expired. Raises NotFound."""
    found = staff.by_link(token, now)
    if found is None:
        raise NotFound(LINK_GONE)
    return found


def set_password(token: str, password: str, now: datetime) -> Staff:
    """Use a one-time link; every session of the account ends. Raises Invalid, NotFound."""
    passwords.check(password, owner_of_link(token, now).name)
    hashed = passwords.hashed(password)
    with transaction():
        owner = staff.use_link(token, now)
        if owner is None:
            raise NotFound(LINK_GONE)
        staff.set_password(owner.id, hashed)
        staff_sessions.close_all(owner.id)
        audit.write(Actor("staff", str(owner.id)), "staff.password", f"staff:{owner.id}", now)
    return owner


def limit(staff_id: int, expires_at: datetime | None, actor: Actor, now: datetime) -> None:
    """Say until when an account is good, None for always; one that was disabled is good again. Raises Invalid."""
    owner = account(staff_id).staff
    _check_expiry(owner.role, expires_at, now)
    with transaction():
        staff.set_expiry(staff_id, expires_at)
        audit.write(actor, "staff.limit", f"staff:{staff_id}", now, expires_at=_written(expires_at))


def disable(staff_id: int, actor: Actor, now: datetime) -> None:
    """End an account and all its sessions now; nobody ends their own. Raises Invalid, NotFound."""
    owner = account(staff_id).staff
    if str(actor) == f"staff:{owner.id}":
        raise Invalid.at("account", say("不能停用自己的账号。"))
    with transaction():
        staff.set_expiry(staff_id, now)
        staff_sessions.close_all(staff_id)
        audit.write(actor, "staff.disable", f"staff:{staff_id}", now)


def reset_second_factor(staff_id: int, actor: Actor, now: datetime) -> None:
    """Somebody lost both phone and recovery codes: they enrol anew at the next sign-in. Raises NotFound."""
    owner = account(staff_id).staff
    with transaction():
        second_factor.drop(owner.id)
        staff_sessions.close_all(owner.id)
        audit.write(actor, "staff.second_factor_reset", f"staff:{owner.id}", now)


def _written(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
