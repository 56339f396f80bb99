"""Coming in through WeChat: its OAuth, by Authlib, an optional package that is only there where it is used."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from quizapp.config import WeChat
from quizapp.domain.refusals import BadCredentials, Busy
from quizapp.domain.staff import PARTICIPANT_LIFE
from quizapp.domain.words import say
from quizapp.storage import phone_sessions, profiles
from quizapp.storage.database import transaction

TIMEOUT_SECONDS = 5
LONGEST_ID = 128
NOT_LET_IN = say("微信没有让您进来，请再点一次；也可以用手机号或者字条进来。")


@dataclass(frozen=True, slots=True)
class Journey:
    """Where to send somebody, and the word by which they are known again when they come back."""

    address: str
    state: str


def begin(settings: WeChat, back: str) -> Journey:
    """The way to WeChat's own page; `back`: where it sends people afterwards."""
    client = _client(settings, back)
    address, state = client.create_authorization_url(settings.authorize_url, appid=settings.app_id)
    return Journey(f"{address}#wechat_redirect", state)


def sign_in(settings: WeChat, code: str, back: str, now: datetime) -> str:
    """Open a session for whoever WeChat says it is; answers its token. Raises BadCredentials, Busy.

    Where one person alone came in by this WeChat before, it is they who answer.
    """
    open_id = _open_id(settings, code, back)
    with transaction():
        bearers = profiles.with_wechat(open_id)
        only = bearers[0] if len(bearers) == 1 else None
        index = profiles.wechat_index(open_id)
        return phone_sessions.start(now, PARTICIPANT_LIFE, person_id=only, wechat=index)


def _open_id(settings: WeChat, code: str, back: str) -> str:
    client = _client(settings, back)
    own = {"appid": settings.app_id, "secret": settings.secret, "timeout": TIMEOUT_SECONDS}
    try:
        answer: dict[str, Any] = client.fetch_token(settings.token_url, method="GET", code=code, **own)
    except OSError as error:  # what `requests` raises where there is no answer
        raise Busy(NOT_LET_IN) from error
    except ValueError as error:  # no JSON
        raise BadCredentials(NOT_LET_IN) from error
    open_id = answer.get("openid")
    if not isinstance(open_id, str) or not 0 < len(open_id) <= LONGEST_ID:
        raise BadCredentials(NOT_LET_IN)
    return open_id


def _client(settings: WeChat, back: str) -> Any:
    """Imported here, since the base install does without; the settings are refused where it is missing."""
    authlib = importlib.import_module("authlib.integrations.requests_client")
    no_further_secret = {"token_endpoint_auth_method": "none"}  # WeChat's own names carry it
    return authlib.OAuth2Session(settings.app_id, redirect_uri=back, scope="snsapi_base", **no_further_secret)
