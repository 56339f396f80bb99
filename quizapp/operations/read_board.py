"""Read a board: from Redis where it is valid, else from SQL, bounded, and said to be behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from quizapp.domain.contest import ContestRecord
from quizapp.domain.standing import order_key
from quizapp.domain.tags import POPULATIONS
from quizapp.domain.words import Sentence, say
from quizapp.storage import areas, board, outbox, standings
from quizapp.storage.redis_client import Away
from quizapp.storage.standings import BoardScope

# An outbox row older than this has not been told yet: the board is behind.
TOLD_WITHIN = timedelta(seconds=5)
DEEPEST_OFFSET = 10_000


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a board: points in 1/1000, names masked, durations in whole milliseconds."""

    rank: int
    person_id: int
    name: str
    area: str
    points: int
    duration_ms: int


@dataclass(frozen=True, slots=True)
class Page:
    total: int
    rows: list[Row]
    behind: bool


@dataclass(frozen=True, slots=True)
class OwnRank:
    """Place in one scope: `rank` of `total`."""

    scope: str
    key: str
    rank: int
    total: int


def page(record: ContestRecord, scope: BoardScope, offset: int, limit: int, now: datetime) -> Page:
    """Part of a board, best first. Ranks are shared among equals."""
    rules = record.contest.stages[scope.stage].rules.ranking
    try:
        found = board.page(scope, offset, limit, rules)
    except Away:
        found = None
    if found is None:
        return _page_from_sql(record, scope, offset, limit)
    rows: list[Row] = []
    previous: board.BoardEntry | None = None
    for place, (person_id, entry) in enumerate(found.entries, offset + 1):
        rank = place if previous else found.ahead_of_first + 1
        if previous and entry.same_rank(previous):
            rank = rows[-1].rank
        rows.append(Row(rank, person_id, entry.name, entry.area, entry.points, entry.duration_ms))
        previous = entry
    return Page(found.total, rows, outbox.waiting(record.id, scope.stage, now - TOLD_WITHIN) > 0)


def own_ranks(record: ContestRecord, stage: int, person_id: int) -> tuple[list[OwnRank], bool]:
    """A person's places overall, in the own area, unit and population; and whether this is from SQL."""
    standing = standings.get(record.id, stage, person_id)
    if standing is None:
        return [], False
    scopes = board.scopes_of(standing)
    rules = record.contest.stages[stage].rules.ranking
    try:
        answer = board.ranks(record.id, stage, person_id, scopes, rules)
    except Away:
        answer = None
    if answer is None or answer[0] is None or answer[0].version < standing.version or _is_damaged(answer[1]):
        boards = [BoardScope(record.id, stage, *_split(name)) for name in scopes]
        return [
            OwnRank(each.scope, each.key, standings.ahead(each, standing, rules) + 1, standings.total(each))
            for each in boards
        ], True
    places = zip(scopes, answer[1], strict=True)
    return [OwnRank(*_split(name), rank, total) for name, (rank, total) in places], False


def _is_damaged(places: list[tuple[int, int]]) -> bool:
    """A person whom the board knows stands in all of its scopes, or somebody meddled with it."""
    return any(rank == 0 for rank, _ in places)


def scope_in_words(scope: str, key: str) -> Sentence:
    """What a board is called: the whole district, a town, a school or a population."""
    if scope == "area" and key in (known := areas.all_areas()):
        return Sentence("%(name)s", {"name": known[key].name})
    if scope == "unit" and key in (known_units := areas.all_units()):
        return Sentence("%(name)s", {"name": known_units[key].name})
    return POPULATIONS.get(key, say("全区"))


def _page_from_sql(record: ContestRecord, scope: BoardScope, offset: int, limit: int) -> Page:
    rules = record.contest.stages[scope.stage].rules.ranking
    found = standings.page(scope, min(offset, DEEPEST_OFFSET), limit)
    rows: list[Row] = []
    for place, standing in enumerate(found, offset + 1):
        if not rows:
            rank = standings.ahead(scope, standing, rules) + 1
        else:
            previous = found[place - offset - 2]
            rank = rows[-1].rank if order_key(previous, rules) == order_key(standing, rules) else place
        rows.append(
            Row(
                rank,
                standing.person_id,
                standing.name,
                standing.area,
                standing.points,
                standing.duration // timedelta(milliseconds=1),
            )
        )
    return Page(standings.total(scope), rows, behind=True)


def _split(name: str) -> tuple[str, str]:
    scope, _, key = name.partition(":")
    return scope, key
