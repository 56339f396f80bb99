"""JSON: the boards."""

from __future__ import annotations

import hashlib

import msgspec
from flask import Response, request

from quizapp.domain.refusals import Invalid
from quizapp.domain.words import say
from quizapp.leaderboard import blueprint, service
from quizapp.web import guards
from quizapp.web.clock import received_at
from quizapp.web.json_api import Answer, Operation, points, reply, rfc3339


class Entry(Answer):
    rank: int
    name: str
    area: str
    score: float | int
    duration: int


class Board(Answer):
    as_of: str
    behind: bool
    total: int
    entries: list[Entry]


class Place(Answer):
    scope: str
    key: str
    rank: int
    total: int


class OwnPlaces(Answer):
    as_of: str
    behind: bool
    places: list[Place]


_QUERY = {
    "scope": "overall, area, unit or population",
    "key": "code of the area or unit, or name of the population",
    "stage": "number of the stage, from 0",
    "limit": "1 to 100",
    "offset": "from 0",
}
SCHEMAS = (
    Operation(
        "GET",
        "/contests/{slug}/leaderboard",
        "A page of a board, names masked, durations in whole seconds (as milliseconds)",
        {200: Board},
        query=_QUERY,
        refusals=("not-found", "forbidden", "invalid"),
        open=True,
    ),
    Operation(
        "GET",
        "/contests/{slug}/leaderboard/me",
        "The own places",
        {200: OwnPlaces},
        query={"stage": "number of the stage, from 0"},
        refusals=("not-signed-in", "not-found", "forbidden", "invalid"),
    ),
)


@blueprint.get("/api/v1/contests/<slug>/leaderboard")
def show_board(slug: str) -> Response:
    now = received_at()
    asked = service.Asked(
        scope=request.args.get("scope", "overall"),
        key=request.args.get("key", ""),
        stage=_number("stage", 0),
        limit=_number("limit", 50),
        offset=_number("offset", 0),
    )
    _, page = service.board_page(slug, asked, now, by_staff=_by_staff())
    entries = [
        Entry(row.rank, row.name, row.area, points(row.points), row.duration_ms // 1000 * 1000) for row in page.rows
    ]
    response = reply(Board(rfc3339(now) or "", page.behind, page.total, entries))
    # The moment of asking is no part of what the board says: equal boards have equal tags.
    response.set_etag(hashlib.sha256(msgspec.json.encode((page.behind, page.total, entries))).hexdigest()[:20])
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return response


@blueprint.get("/api/v1/contests/<slug>/leaderboard/me")
def show_mine(slug: str) -> Response:
    now = received_at()
    _, ranks, behind = service.own_places(slug, guards.signed_in_person(), _number("stage", 0), now)
    places = [Place(rank.scope, rank.key, rank.rank, rank.total) for rank in ranks]
    return reply(OwnPlaces(rfc3339(now) or "", behind, places))


def _number(name: str, default: int) -> int:
    text = request.args.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise Invalid.at(name, say("要写一个整数。"))
    return int(text)


def _by_staff() -> bool:
    who = guards.identity()
    return who is not None and who.staff is not None
