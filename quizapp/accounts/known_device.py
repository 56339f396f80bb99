"""The devices on which somebody has signed in to an account: a signed cookie with a random number for each account.

With it an owner is counted apart from those who guess at the account elsewhere, and is never locked out by them.
"""

from __future__ import annotations

import secrets

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

COOKIE = "known_device"
YEAR = 365 * 24 * 3600
MOST_ACCOUNTS = 8


def device_of(name: str) -> str:
    """This browser's number for the account; '' where it has never signed in to it."""
    return _kept().get(name, "")


def remember(response: Response, name: str) -> None:
    """After a sign-in: this browser knows the account. An office's shared computer knows the last few."""
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


def _kept() -> dict[str, str]:
    try:
        kept: dict[str, str] = _signer().loads(request.cookies.get(COOKIE, ""))
    except BadSignature:
        return {}
    return kept


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="known-device")
