"""What stands on every slip beside person and code: the picture for a phone, the address, the rules in short."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for

from quizapp.domain import entry_code
from quizapp.domain.contest import Contest
from quizapp.domain.rules_in_words import in_short
from quizapp.web import qr
from quizapp.web.i18n import speak


def public_url() -> str:
    address: str = current_app.config["QUIZAPP"].public_url
    return address


def around(contest: Contest) -> dict[str, Any]:
    """What `slip.html` needs beside the slips."""
    address = f"{public_url()}{url_for('accounts.enter')}"
    return {
        "shown": entry_code.shown,
        "qr": lambda code: qr.svg(f"{address}#{code}"),
        "address": address,
        "short": [speak(sentence) for sentence in in_short(contest.stages[0])],
    }
