"""The devices on which somebody has signed in to an account: a signed cookie with a random number for each account.

With it an owner is counted apart from those who guess at the account elsewhere, and is never locked out by them. A
device is known only after every step of the sign-in: whoever has the password alone is a stranger still.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

from flask import Response, current_app, make_response, redirect, request
from itsdangerous import BadSignature, URLSafeSerializer

from quizapp.accounts.tries import Caller
from quizapp.domain.refusals import BadCredentials, SlowDown
from quizapp.domain.words import say
from quizapp.web import problem
from quizapp.web.i18n import speak

COOKIE = "known_device"
YEAR = 365 * 24 * 3600
MOST_ACCOUNTS = 8


def caller(name: str) -> Caller:
    """Whoever says to be this account, as far as the request at hand tells."""
    return Caller(name, request.remote_addr or "", _kept().get(name, ""), request.user_agent.string)


def remembered(target: str, name: str) -> Response:
    """After a sign-in: on to a page, and this browser knows the account."""
    response = make_response(redirect(target))
    remember(response, name)
    return response


def remember(response: Response, name: str) -> None:
    """This browser knows the account from now on. An office's shared computer knows the last few."""
    kept = _kept()
    number = kept.pop(name, "") or secrets.token_urlsafe(12)
    newest = dict([*kept.items(), (name, number)][-MOST_ACCOUNTS:])
    response.set_cookie(
        COOKIE,
        _signer().dumps(newest),
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["QUIZAPP"].secure,
        path="/staff",
    )


def refused(refusal: BadCredentials | SlowDown, page: Callable[[str], str]) -> Response:
    """The page again with what was wrong, or how long to wait after too many tries."""
    wait = refusal.facts.get("retry_after")
    said = say("试得太多了，请过 %(m)s 分钟再试。", m=-(-wait // 60)) if wait else refusal.said
    response = make_response(page(speak(said)), problem.STATUS[refusal.code])
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def _kept() -> dict[str, str]:
    try:
        kept: dict[str, str] = _signer().loads(request.cookies.get(COOKIE, ""))
    except BadSignature:
        return {}
    return kept


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="known-device")
