"""The frame of the desk pages: who is signed in, and the menu of what they may open."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Flask, current_app, request, url_for

from quizapp.domain.people import Staff
from quizapp.domain.staff import READ_ONLY
from quizapp.domain.words import say
from quizapp.storage.database import Unreachable
from quizapp.web import guards, routes
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
    ("coordination.list_contests", say("我的单位")),
    ("review.audit_log", say("操作记录")),
    ("accounts.list_accounts", say("账号")),
)


def init_app(app: Flask) -> None:
    app.context_processor(_frame)


def menu() -> list[MenuEntry]:
    """What the member of staff who is signed in may open, in the menu's order."""
    who = guards.signed_in_staff()
    opened = [(endpoint, name) for endpoint, name in MENU if _opens(endpoint, who)]
    here = _entry_of(request.endpoint or "", [endpoint for endpoint, _ in opened])
    return [MenuEntry(speak(name), url_for(endpoint), endpoint == here) for endpoint, name in opened]


def _opens(endpoint: str, who: Staff) -> bool:
    return endpoint in current_app.view_functions and routes.ROUTES[endpoint].lets_in(who.role, who.area)


def _entry_of(endpoint: str, entries: list[str]) -> str:
    """The entry that a page belongs to: itself, or the first of its room."""
    if endpoint in entries:
        return endpoint
    room = endpoint.partition(".")[0]
    return next((entry for entry in entries if entry.startswith(f"{room}.")), "")


def _frame() -> dict[str, Any]:
    try:
        who = guards.identity() if request.endpoint else None
    except Unreachable:  # the page at hand is the one that says so
        who = None
    if who is None or who.staff is None:
        return {"staff": None, "reads_only": False, "desk_menu": []}
    return {
        "staff": who.staff,
        "reads_only": who.role in READ_ONLY,
        "desk_menu": [] if who.missing else menu(),
    }
