"""Boards in Redis: disposable copies of the standings.

Keys of a contest carry the hash tag `{c<id>}`. A board of a stage is a generation of keys: a hash `people` (person
→ [version, member, points, name, duration ms, area, unit, population]) and one sorted set for each scope. The sorted
sets hold −points as score, so that the best come first and equal scores follow their members' byte order:
member = tie key of fixed width + ':' + person of fixed width, so that equals follow their numbers as in SQL.

The key `live` names the valid generation and is the board's marker: it is set last by a rebuild, so a flushed or
half-built board is told from a valid one. While a rebuild runs, `building` names its generation and updates go to
both. Every entry is written by one script that ignores a version not above the stored one. Reads never write.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec

from quizapp.domain.contest import Ranking
from quizapp.domain.standing import Standing, tie_key
from quizapp.storage.board_scripts import PAGE, RANK, SWITCH, WRITE
from quizapp.storage.resources import resources
from quizapp.storage.standings import BoardScope

MILLISECOND = timedelta(milliseconds=1)
BATCH = 500


class BoardEntry(msgspec.Struct, array_like=True):
    """A person on a board, as the hash keeps it; `points` in 1/1000, `duration_ms` whole milliseconds."""

    version: int
    member: str
    points: int
    name: str
    duration_ms: int
    area: str
    unit: str
    population: str

    def same_rank(self, other: BoardEntry) -> bool:
        return self.points == other.points and _tie(self.member) == _tie(other.member)


@dataclass(frozen=True, slots=True)
class BoardPage:
    total: int
    ahead_of_first: int
    entries: list[tuple[int, BoardEntry]]


def scopes_of(standing: Standing) -> tuple[str, ...]:
    scopes = ["overall", f"area:{standing.area}", f"population:{standing.population}"]
    return (*scopes, f"unit:{standing.unit}") if standing.unit else tuple(scopes)


def scope_name(board: BoardScope) -> str:
    return board.scope if board.scope == "overall" else f"{board.scope}:{board.key}"


def write(contest_id: int, stage: int, standings: Sequence[Standing], rules: Ranking) -> None:
    """Tell the board. Returns once Redis has acknowledged; raises `redis_client.Away` otherwise."""
    keys = _pointers(contest_id, stage)
    arguments: list[str | int] = [_prefix(contest_id, stage)]
    for standing in standings:
        arguments += _packed(standing, rules)
    resources().redis.eval(WRITE, len(keys), *keys, *arguments)


def is_live(contest_id: int, stage: int) -> bool:
    return bool(resources().redis.exists(_pointers(contest_id, stage)[0]))


def begin_rebuild(contest_id: int, stage: int) -> str:
    """Name a new generation; from now on updates go to it too. A rebuild that was cut off is thereby forgotten."""
    generation = secrets.token_hex(6)
    resources().redis.set(_pointers(contest_id, stage)[1], generation)
    return generation


def fill(contest_id: int, stage: int, generation: str, standings: Iterable[Standing], rules: Ranking) -> int:
    """Write standings into a generation that is being built; answers how many."""
    building = _pointers(contest_id, stage)[1]
    count = 0
    batch: list[str | int] = []
    size = 0
    for standing in standings:
        batch += _packed(standing, rules)
        size, count = size + 1, count + 1
        if size == BATCH:
            resources().redis.eval(WRITE, 1, building, _prefix(contest_id, stage), *batch)
            batch, size = [], 0
    if batch:
        resources().redis.eval(WRITE, 1, building, _prefix(contest_id, stage), *batch)
    return count


def finish_rebuild(contest_id: int, stage: int, generation: str) -> bool:
    """Make the new generation the valid one; False if another rebuild began meanwhile. Old keys go."""
    if not resources().redis.eval(SWITCH, 2, *_pointers(contest_id, stage), generation):
        return False
    _forget_old(contest_id, stage)
    return True


def _forget_old(contest_id: int, stage: int) -> None:
    """Remove generations that are neither valid nor being built: replaced ones, and what a cut-off rebuild left.

    The pointers are read after the keys, so that a rebuild which begins meanwhile loses nothing.
    """
    redis = resources().redis
    prefix = _prefix(contest_id, stage)
    keys = list(redis.scan_iter(match=f"{prefix}*:*", count=1_000))
    pointers: Any = redis.mget(_pointers(contest_id, stage))
    kept = tuple(f"{prefix}{name}:" for name in pointers if name)
    stale = [key for key in keys if not key.startswith(kept)]
    if stale:
        redis.unlink(*stale)


def page(board: BoardScope, offset: int, limit: int, rules: Ranking) -> BoardPage | None:
    """One page of a valid board; None where there is no valid board, or where an entry of the page is missing."""
    answer: Any = resources().redis.eval(
        PAGE,
        1,
        _pointers(board.contest_id, board.stage)[0],
        _prefix(board.contest_id, board.stage),
        scope_name(board),
        offset,
        limit,
        tie_width(rules),
    )
    if answer is None:
        return None
    total, ahead, flat = answer
    if None in flat:
        return None
    entries = [(int(flat[i]), _entry(flat[i + 1])) for i in range(0, len(flat), 2)]
    return BoardPage(total, ahead, entries)


def ranks(
    contest_id: int, stage: int, person_id: int, scopes: Sequence[str], rules: Ranking
) -> tuple[BoardEntry | None, list[tuple[int, int]]] | None:
    """A person's (rank, of how many) in each scope; rank 0 = not in it. None where there is no valid board."""
    answer: Any = resources().redis.eval(
        RANK,
        1,
        _pointers(contest_id, stage)[0],
        _prefix(contest_id, stage),
        person_id,
        tie_width(rules),
        *scopes,
    )
    if answer is None:
        return None
    if not answer:
        return None, []
    return _entry(answer[0]), [(answer[i], answer[i + 1]) for i in range(1, len(answer), 2)]


def every(contest_id: int, stage: int) -> dict[int, BoardEntry] | None:
    """Everybody on a valid board, for the comparison with SQL; also checks that set and hash agree."""
    redis = resources().redis
    live: Any = redis.get(_pointers(contest_id, stage)[0])
    if live is None:
        return None
    base = f"{_prefix(contest_id, stage)}{live}"
    scores: dict[str, float] = dict(redis.zscan_iter(f"{base}:overall", count=1_000))
    entries = {int(person): _entry(packed) for person, packed in redis.hscan_iter(f"{base}:people", count=1_000)}
    return {person: entry for person, entry in entries.items() if scores.get(entry.member) == -entry.points}


def member_of(standing: Standing, rules: Ranking) -> str:
    """What stands in the sorted sets for a person; person numbers have at most 16 digits."""
    return f"{tie_key(standing, rules)}:{standing.person_id:016d}"


def tie_width(rules: Ranking) -> int:
    return 16 * len(rules.ties)


def _packed(standing: Standing, rules: Ranking) -> list[str | int]:
    entry = BoardEntry(
        version=standing.version,
        member=member_of(standing, rules),
        points=standing.points,
        name=standing.name,
        duration_ms=standing.duration // MILLISECOND,
        area=standing.area,
        unit=standing.unit,
        population=standing.population,
    )
    scopes = scopes_of(standing)
    packed = msgspec.json.encode(entry).decode()
    return [standing.person_id, standing.version, packed, entry.member, -entry.points, len(scopes), *scopes]


def _entry(packed: str) -> BoardEntry:
    return msgspec.json.decode(packed, type=BoardEntry)


def _tie(member: str) -> str:
    return member.partition(":")[0]


def _prefix(contest_id: int, stage: int) -> str:
    return f"{{c{contest_id}}}:board:{stage}:"


def _pointers(contest_id: int, stage: int) -> tuple[str, str]:
    return f"{{c{contest_id}}}:live:{stage}", f"{{c{contest_id}}}:building:{stage}"
