"""Passwords of staff: which are refused, how they are kept, whether one is right."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from zxcvbn import zxcvbn

from quizapp.domain.refusals import Invalid
from quizapp.domain.words import say

SHORTEST, LONGEST = 10, 200
# zxcvbn knows the 30,000 passwords that leaked most often, names, words, keyboard rows and dates, and says how many
# guesses it takes to try what is put together from them. It looks at the beginning of a very long one only.
LEAST_GUESSES = 10**9
LOOKED_AT = 72
_hasher = PasswordHasher()
# Verified when there is no such account, so that the time of an answer does not tell.
_NOBODYS = _hasher.hash("nobody has this password")


def check(password: str, name: str) -> None:
    """Refuse what is short, holds the account's name, or is tried first by whoever guesses. Raises Invalid."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid.at("password", say("密码要有 %(n)s 个字符以上。", n=SHORTEST))
    if name.casefold() in password.casefold():
        raise Invalid.at("password", say("密码里不能有账号名。"))
    if zxcvbn(password[:LOOKED_AT], user_inputs=[name])["guesses"] < LEAST_GUESSES:
        raise Invalid.at("password", say("这个密码太常见，或者泄露过，别人很容易猜到；请换几个不相干的词连起来。"))


def hashed(password: str) -> str:
    return _hasher.hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Whether it is the password; without any kept one the answer takes as long, and is no."""
    try:
        return _hasher.verify(kept or _NOBODYS, password) and kept is not None
    except (VerifyMismatchError, InvalidHashError):
        return False
