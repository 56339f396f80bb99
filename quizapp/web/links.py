"""Signed links that let a phone in to one area or unit of a contest, without a code and without SMS."""

from __future__ import annotations

from flask import current_app, url_for
from itsdangerous import BadSignature, URLSafeSerializer

from quizapp.domain.people import Place

LONGEST = 300


def address(place: Place, public_url: str) -> str:
    """What a QR code on a wall holds."""
    return f"{public_url}{url_for('accounts.link_page', link=token(place))}"


def token(place: Place) -> str:
    signed: str = _signer().dumps(str(place))
    return signed


def read(signed: str) -> Place | None:
    """Where a link lets in; None for one that was not made here."""
    try:
        return Place.read(_signer().loads(signed)) if len(signed) <= LONGEST else None
    except BadSignature:
        return None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="entry-link")
