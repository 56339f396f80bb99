"""Verbs of the second factor: an authenticator's code of six digits (TOTP), or one of ten recovery codes."""

from __future__ import annotations

import hmac
import unicodedata
from dataclasses import dataclass
from datetime import datetime

import pyotp

from quizapp.accounts import staff_sessions as sessions
from quizapp.accounts.tries import FACTORS, Caller
from quizapp.domain import entry_code
from quizapp.domain.people import Actor
from quizapp.domain.refusals import BadCredentials, Invalid
from quizapp.domain.staff import NEEDS_SECOND_FACTOR, StaffSession
from quizapp.domain.words import say
from quizapp.storage import audit, second_factor, staff_sessions
from quizapp.storage.database import transaction

# What an authenticator shows beside the code.
ISSUER = say("科普竞赛")
STEP_SECONDS = 30
# A clock that is a little off, and a code that was typed slowly, are forgiven.
STEPS_OFF = 1
RECOVERY_CODES = 10
WRONG = say("验证码不对。请看验证器上现在的 6 位数字，再输一次。")


@dataclass(frozen=True, slots=True)
class Offer:
    """What is shown for enrolling: the address for the QR code, and the secret to type where none can be scanned."""

    secret: str
    address: str


def offer(session: StaffSession, token: str) -> Offer:
    secret = second_factor.offered(token, second_factor.of_staff(session.staff.id))
    address = pyotp.TOTP(secret).provisioning_uri(name=session.staff.name, issuer_name=str(ISSUER))
    return Offer(secret, address)


def enrol(
    session: StaffSession, token: str, caller: Caller, typed: str, password: str, now: datetime
) -> tuple[str, ...]:
    """Take the offered secret into use once a code shows that the authenticator has it; answers the recovery codes.

    Whoever has a second factor already gives the password too. Every other session ends. Raises Invalid, SlowDown.
    """
    if session.enrolled:
        sessions.confirm_password(session, caller, password)
    caller.ask(FACTORS)
    secret = offer(session, token).secret
    step = _step_of(secret, typed, now)
    if step is None:
        caller.note_failure(FACTORS)
        raise Invalid.at("code", WRONG)
    codes = _new_codes()
    with transaction():
        second_factor.put(session.staff.id, secret, step, now)
        second_factor.replace_recovery_codes(session.staff.id, codes)
        staff_sessions.note_second_factor(session.id, now)
        staff_sessions.close_all(session.staff.id, but=session.id)
        _note(session, "staff.second_factor_set", now)
    return codes


def give_code(session: StaffSession, caller: Caller, typed: str, now: datetime) -> None:
    """The step after the password. A code is good once. Raises BadCredentials, SlowDown."""
    caller.ask(FACTORS)
    with transaction():
        way = _use(session.staff.id, typed, now)
        if way:
            staff_sessions.note_second_factor(session.id, now)
        _note(session, "staff.second_factor" if way else "staff.second_factor_wrong", now, way=way)
    if not way:
        caller.note_failure(FACTORS)
        raise BadCredentials(WRONG)


def renew_recovery_codes(session: StaffSession, caller: Caller, password: str, now: datetime) -> tuple[str, ...]:
    """Ten new ones; the old ones are good no more. Raises Invalid, SlowDown."""
    if not session.enrolled:
        raise Invalid.at("current", say("还没有开两步验证。"))
    sessions.confirm_password(session, caller, password)
    codes = _new_codes()
    with transaction():
        second_factor.replace_recovery_codes(session.staff.id, codes)
        _note(session, "staff.recovery_codes", now)
    return codes


def drop(session: StaffSession, caller: Caller, password: str, now: datetime) -> None:
    """Go on without, where the role allows it. Raises Invalid, SlowDown."""
    if session.staff.role in NEEDS_SECOND_FACTOR:
        raise Invalid.at("current", say("您的角色必须用两步验证，不能关。"))
    sessions.confirm_password(session, caller, password)
    with transaction():
        second_factor.drop(session.staff.id)
        _note(session, "staff.second_factor_dropped", now)


def recovery_codes_left(session: StaffSession) -> int:
    return second_factor.recovery_codes_left(session.staff.id)


def _use(staff_id: int, typed: str, now: datetime) -> str:
    """Use up what was typed; '' where it opens nothing."""
    factor = second_factor.of_staff(staff_id)
    step = _step_of(factor.secret, typed, now) if factor else None
    if step is not None:
        return "totp" if second_factor.use_step(staff_id, step) else ""
    code = entry_code.normal(typed)
    return "recovery" if code and second_factor.use_recovery_code(staff_id, code, now) else ""


def _step_of(secret: str, typed: str, now: datetime) -> int | None:
    """The step of time whose code this is, of those that are good now."""
    digits = "".join(unicodedata.normalize("NFKC", typed).split()).encode()
    here, totp = int(now.timestamp()) // STEP_SECONDS, pyotp.TOTP(secret)
    near = range(here - STEPS_OFF, here + STEPS_OFF + 1)
    return next((step for step in near if hmac.compare_digest(totp.generate_otp(step).encode(), digits)), None)


def _new_codes() -> tuple[str, ...]:
    return tuple(entry_code.new() for _ in range(RECOVERY_CODES))


def _note(session: StaffSession, action: str, now: datetime, **details: str) -> None:
    number = session.staff.id
    audit.write(Actor("staff", str(number)), action, f"staff:{number}", now, **details)
