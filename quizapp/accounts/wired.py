"""What pages and API of this room share: the session in the cookie, the gateway of the settings."""

from __future__ import annotations

from flask import current_app, session

from quizapp.accounts import service
from quizapp.config import Config
from quizapp.domain.people import Place
from quizapp.operations.send_sms import Gateway
from quizapp.web import guards
from quizapp.web.clock import received_at

LONGEST_NUMBER = 18


def config() -> Config:
    found: Config = current_app.config["QUIZAPP"]
    return found


def gateway() -> Gateway:
    settings = config()
    return Gateway(settings.sms_url, settings.sms_secret, settings.instance, settings.sms_aloud)


def carry(token: str) -> None:
    """Let this browser carry a session from now on, and nothing of the one before."""
    session.clear()
    session["token"] = token
    session.permanent = True


def sign_in_by_link(place: Place | None, *, shared: bool = False) -> str:
    """The token of the session that a link opens, or of the one at hand that it goes on with."""
    who = guards.identity()
    at_hand = who.phone if who else None
    new = service.sign_in_by_link(place, at_hand, received_at(), shared=shared)
    return new or guards.session_token() or ""
