"""Flask without the work that this application never needs. It stands on the way of every answer that is saved.

Measured on the save (`docs/performance.md`): a session was opened and a signer built for phones that have no cookie,
each hook was asked whether it is a coroutine, and fixed headers were checked one by one: a fifth of the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


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
    """None of our views and hooks is a coroutine; headers that never change are added in one step on the way out."""

    session_interface = LazySessions()
    fixed_headers: tuple[tuple[str, str], ...] = ()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Callable[[bytes], object]:
            return start_response(status, [*headers, *self.fixed_headers], *more)

        return super().wsgi_app(environ, start)
