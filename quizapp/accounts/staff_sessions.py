"""Verbs of staff who come in with a password: signing in, looking at where one is signed in, signing out elsewhere."""

from __future__ import annotations

from datetime import datetime

from quizapp.accounts import devices, passwords
from quizapp.accounts.tries import PASSWORDS, Caller
from quizapp.domain.people import Actor
from quizapp.domain.refusals import BadCredentials, Invalid, NotFound
from quizapp.domain.staff import End, StaffSession, session_end
from quizapp.domain.words import say
from quizapp.storage import audit, staff, staff_sessions
from quizapp.storage.database import transaction


def sign_in(caller: Caller, password: str, now: datetime) -> str:
    """Check name and password; answers the token of a session, which may still miss a step.

    An unknown account, one without a password and one that has ended get the same answer in the same time.
    Raises BadCredentials, SlowDown.
    """
    caller.ask(PASSWORDS)
    owner, kept = staff.by_name(caller.name) or (None, None)
    if not passwords.matches(kept, password) or owner is None or owner.is_over(now):
        caller.note_failure(PASSWORDS)
        raise BadCredentials(say("账号或密码不对。"))
    device = devices.described(caller.agent)
    with transaction():
        token = staff_sessions.start(owner.id, now, session_end(owner, now), device)
        audit.write(Actor("staff", str(owner.id)), "staff.sign_in", f"staff:{owner.id}", now, device=device)
    return token


def of_token(token: str) -> StaffSession:
    """The session that was just begun, or changed. Raises NotFound."""
    found = staff_sessions.find(token)
    if found is None:
        raise NotFound()
    return found


def was_idle(token: str | None, now: datetime) -> bool:
    """Whether whoever comes to the door was signed in until a while ago, and only waited too long."""
    found = staff_sessions.find(token) if token else None
    return found is not None and found.ended(now) is End.IDLE


def of_owner(session: StaffSession, now: datetime) -> list[StaffSession]:
    """Where the owner of a session is signed in, the latest first."""
    return [each for each in staff_sessions.of_staff(session.staff.id) if not each.ended(now)]


def close(session: StaffSession, number: int, now: datetime) -> None:
    """Sign out of one of the own sessions. Raises NotFound."""
    with transaction():
        if not staff_sessions.close_one(session.staff.id, number):
            raise NotFound(say("那里已经退出了。"))
        _note(session, "staff.sign_out_elsewhere", now, number=number)


def close_others(session: StaffSession, now: datetime) -> None:
    """Sign out everywhere but here."""
    with transaction():
        staff_sessions.close_all(session.staff.id, but=session.id)
        _note(session, "staff.sign_out_elsewhere", now)


def change_password(session: StaffSession, caller: Caller, old: str, new: str, now: datetime) -> None:
    """Every other session ends. Raises Invalid, SlowDown."""
    confirm_password(session, caller, old)
    passwords.check(new, session.staff.name)
    hashed = passwords.hashed(new)
    with transaction():
        staff.set_password(session.staff.id, hashed)
        staff_sessions.close_all(session.staff.id, but=session.id)
        _note(session, "staff.password", now)


def confirm_password(session: StaffSession, caller: Caller, typed: str) -> None:
    """Before what a passer-by at an open desk must not do. Raises Invalid, SlowDown."""
    caller.ask(PASSWORDS)
    if not passwords.matches(staff.password_hash(session.staff.id), typed):
        caller.note_failure(PASSWORDS)
        raise Invalid.at("current", say("现在的密码不对。"))


def _note(session: StaffSession, action: str, now: datetime, **details: object) -> None:
    owner = session.staff.id
    audit.write(Actor("staff", str(owner)), action, f"staff:{owner}", now, **details)
