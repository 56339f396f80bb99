"""Pages: a contest's board."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from quizapp.domain.refusals import Forbidden
from quizapp.leaderboard import blueprint, service
from quizapp.web import guards
from quizapp.web.clock import received_at
from quizapp.web.i18n import speak

ROWS = 50


@blueprint.get("/c/<slug>/board")
def board_page(slug: str) -> ResponseReturnValue:
    asked = service.Asked(
        scope=request.args.get("scope", "overall"),
        key=request.args.get("key", ""),
        stage=request.args.get("stage", 0, type=int),
        limit=ROWS,
        offset=request.args.get("offset", 0, type=int),
    )
    who = guards.identity()
    try:
        record, page = service.board_page(slug, asked, received_at(), by_staff=bool(who and who.staff))
    except Forbidden as refusal:
        return render_template("leaderboard/not_yet.html", slug=slug, said=speak(refusal.said), scope=asked.scope)
    person_id = who.person_id if who else None
    return render_template(
        "leaderboard/board.html",
        contest=record.contest,
        asked=asked,
        page=page,
        tabs=service.tabs(record, person_id, asked),
        own=service.own_rank(record, person_id, asked),
        person_id=person_id,
        area_names=service.area_names(),
    )
