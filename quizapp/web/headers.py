"""Headers on every answer: a strict content policy, no framing, no sniffing, no caching unless a view says so."""

from __future__ import annotations

from flask import Response, g

from quizapp.config import Config
from quizapp.web.i18n import LANGUAGE_COOKIE
from quizapp.web.lean import LeanFlask

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
YEAR = 365 * 24 * 3600


def init_app(app: LeanFlask, config: Config) -> None:
    fixed = {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    if config.secure:
        fixed["Strict-Transport-Security"] = f"max-age={YEAR}"
    app.fixed_headers = tuple(fixed.items())

    @app.after_request
    def add(response: Response) -> Response:
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        if choice := g.get("language_choice"):
            response.set_cookie(
                LANGUAGE_COOKIE, choice, max_age=YEAR, httponly=True, samesite="Lax", secure=config.secure
            )
        return response
