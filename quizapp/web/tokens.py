"""The attempt's own token: its id and a key number, signed. Good for nothing but this attempt; holds no deadline."""

from __future__ import annotations

import base64
import hmac
from functools import lru_cache

from flask import current_app, request

from quizapp.domain.refusals import NotFound

PREFIX = "at"


def attempt_token(attempt_id: int, key_number: int) -> str:
    body = f"{PREFIX}.{attempt_id}.{key_number}"
    return f"{body}.{_mac(body)}"


def read_attempt_token(attempt_id: int) -> int | None:
    """The key number, if the request carries this attempt's own token; None if it carries none at all.

    Raises NotFound for one that is forged or another attempt's.
    """
    header = request.headers.get("Authorization", "")
    if not header.startswith(f"Bearer {PREFIX}."):
        return None
    body, _, mac = header[7:].rpartition(".")
    _, number, key_number = [*body.split("."), "", ""][:3]
    if not hmac.compare_digest(mac.encode(), _mac(body).encode()) or number != str(attempt_id):
        raise NotFound()
    return int(key_number)


def carries_attempt_token() -> bool:
    return request.headers.get("Authorization", "").startswith(f"Bearer {PREFIX}.")


def _mac(body: str) -> str:
    return _signature(current_app.config["SECRET_KEY"], body)


@lru_cache(maxsize=20_000)
def _signature(key: str, body: str) -> str:
    """Kept, since a phone shows the same token with every answer."""
    digest = hmac.digest(key.encode(), b"attempt-token/" + body.encode(), "sha256")
    return base64.urlsafe_b64encode(digest[:18]).decode()
