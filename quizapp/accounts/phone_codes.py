"""Verbs of coming in by phone number: a code is sent, and typed in.

A code has five tries for the phone that asked for it, and a few more for strangers, counted apart for each address and
for all: so whoever guesses from elsewhere opens nothing, and takes no try from whom the code is for. Every number is
treated alike, known or not.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from quizapp.accounts.service import SHARED_LIFE
from quizapp.domain import otp
from quizapp.domain.refusals import BadCredentials, Busy, Invalid, SlowDown
from quizapp.domain.staff import PARTICIPANT_LIFE
from quizapp.domain.words import Sentence, say
from quizapp.operations import send_sms
from quizapp.operations.send_sms import Gateway
from quizapp.storage import otps, phone_sessions, profiles, throttle
from quizapp.storage.database import transaction
from quizapp.storage.resources import resources

WRONG = say("验证码不对，或者已经过期。")


def require_phone(typed: str) -> str:
    """The number that somebody typed. Raises Invalid."""
    phone = otp.normal_phone(typed)
    if phone is None:
        raise Invalid.at("phone", say("手机号要是 1 开头的 11 位数字。"))
    return phone


def send(phone: str, gateway: Gateway, speak: Callable[[Sentence], str], now: datetime) -> int:
    """Send a code; answers its number, which tells the phone that asked from all others. Raises SlowDown, Busy.

    `speak` says the message in the language of whoever asked.
    """
    code = otp.new()
    with transaction():
        otps.lock(phone)
        wait = otp.next_sending(otps.sent(phone, now - otp.DAY), now)
        if wait is not None:
            seconds = -int(-(wait - now).total_seconds() // 1)
            raise SlowDown(say("验证码发过了，请看一看短信；%(s)s 秒以后可以再发。", s=seconds), retry_after=seconds)
        if not resources().throttle.hit(throttle.OTPS_SENT_OVER_ALL):
            raise SlowDown(retry_after=resources().throttle.wait_seconds(throttle.OTPS_SENT_OVER_ALL))
        number = otps.add(phone, code, now)
    try:
        send_sms.send(gateway, phone, speak(_message(code)), now)
    except Busy:
        with transaction():
            otps.withdraw(number)
        raise
    return number


def sign_in(phone: str, typed: str, asked: int | None, address: str, now: datetime, *, shared: bool = False) -> str:
    """Open a session for whoever has the phone; answers its token. Raises BadCredentials, SlowDown.

    `asked`: the number of the code that this very device asked for, None for a strange one. Where one person alone
    bears the phone number, it is they who answer.
    """
    code = otp.normal_code(typed)
    found = _open(phone, code, asked, address, now) if code else None
    if found is None:
        _count_failure()
        raise BadCredentials(WRONG)
    with transaction():
        if not otps.use(phone, found, now):
            raise BadCredentials(WRONG)
        bearers = profiles.with_phone(phone)
        only = bearers[0] if len(bearers) == 1 else None
        life = SHARED_LIFE if shared else PARTICIPANT_LIFE
        return phone_sessions.start(now, life, person_id=only, phone=phone, shared=shared)


def _open(phone: str, code: str, asked: int | None, address: str, now: datetime) -> int | None:
    """The number of the good code that this is; each try is claimed before anything is compared."""
    good = otps.live(phone, now)
    if not good:
        return None
    with transaction():
        for number in good:
            allowed = otps.claim_try(number) if number == asked else _stranger_may_try(number, address)
            if allowed and otps.matches(number, phone, code):
                return number
    return None


def _stranger_may_try(number: int, address: str) -> bool:
    limits, who = resources().throttle, str(number)
    return limits.hit(throttle.WRONG_OTPS_OF_STRANGER, who, address) and limits.hit(
        throttle.WRONG_OTPS_OF_STRANGERS, who
    )


def _message(code: str) -> Sentence:
    minutes = otp.LIFE // timedelta(minutes=1)
    return say("验证码 %(code)s，%(m)s 分钟内有效。不是您本人在登录，就不用管它。", code=code, m=minutes)


def _count_failure() -> None:
    limits = resources().throttle
    if not limits.hit(throttle.WRONG_OTPS_OVER_ALL):
        raise SlowDown(retry_after=limits.wait_seconds(throttle.WRONG_OTPS_OVER_ALL))
