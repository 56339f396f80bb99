"""The frame of the desk pages: who is signed in, and the menu of what they may open."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Flask, current_app, request, url_for

from quizapp.domain.words import say
from quizapp.storage.database import Unreachable
from quizapp.web import guards
from quizapp.web.i18n import speak


class MenuEntry(NamedTuple):
    name: str
    href: str
    here: bool


# Endpoint of each entry; who sees it follows from the route table.
MENU = (
    ("console.list_contests", say("竞赛")),
    ("bank.show_bank", say("题库")),
    ("review.list_contests", say("镇街成绩")),
)


def init_app(app: Flask) -> None:
    app.context_processor(_frame)


def menu() -> list[MenuEntry]:
    """What the member of staff who is signed in may open, in the menu's order."""
    role = guards.signed_in_staff().role
    room = (request.blueprint or "").partition(".")[0]
    return [
        MenuEntry(speak(name), url_for(endpoint), endpoint.startswith(f"{room}."))
        for endpoint, name in MENU
        if endpoint in current_app.view_functions and role in guards.ROUTES[endpoint].who
    ]


def _frame() -> dict[str, Any]:
    try:
        who = guards.identity() if request.endpoint else None
    except Unreachable:  # the page at hand is the one that says so
        who = None
    if who is None or who.staff is None:
        return {"staff": None, "desk_menu": []}
    return {"staff": who.staff, "desk_menu": menu()}
