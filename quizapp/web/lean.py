"""Flask without the work that this application never needs. It stands on the way of every answer that is saved.

Measured on the save (`docs/performance.md`): a session was opened and a signer built for phones that have no cookie,
and each hook was asked whether it is a coroutine.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin


class LazySessions(SecureCookieSessionInterface):
    """Flask's signed cookie, for those who bring one or get one; all others cost nothing."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if session or session.modified:
            super().save_session(app, session, response)


class LeanFlask(Flask):
    """None of our views and hooks is a coroutine."""

    session_interface = LazySessions()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func
