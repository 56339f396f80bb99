"""Boards in Redis: disposable copies of the standings.

Keys of a contest carry the hash tag `{c<id>}`. A board of a stage is a generation of keys: a hash `people` (person
→ [version, member, points, name, duration ms, area, unit, population]) and one sorted set for each scope. The sorted
sets hold −points as score, so that the best come first and equal scores follow their members' byte order:
member = tie key of fixed width + ':' + person.

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
from quizapp.storage.resources import resources
from quizapp.storage.standings import BoardScope

MILLISECOND = timedelta(milliseconds=1)
BATCH = 500

# KEYS: the pointers to write through. ARGV: prefix, then for each person: id, version, entry as JSON, member, score,
# number of scopes, scopes.
_WRITE = """
local generations = {}
for _, pointer in ipairs(KEYS) do
  local name = redis.call('GET', pointer)
  if name then generations[#generations + 1] = ARGV[1] .. name end
end
local i = 2
while i <= #ARGV do
  local person, version, entry, member, score = ARGV[i], ARGV[i+1], ARGV[i+2], ARGV[i+3], ARGV[i+4]
  local count = tonumber(ARGV[i+5])
  for _, base in ipairs(generations) do
    local people = base .. ':people'
    local old = redis.call('HGET', people, person)
    local stored = old and cjson.decode(old) or nil
    if not stored or tonumber(version) > stored[1] then
      redis.call('HSET', people, person, entry)
      for j = i + 6, i + 5 + count do
        local zset = base .. ':' .. ARGV[j]
        if stored and stored[2] ~= member then redis.call('ZREM', zset, stored[2]) end
        redis.call('ZADD', zset, score, member)
      end
    end
  end
  i = i + 6 + count
end
return #generations
"""

# KEYS: live, building. ARGV: the finished generation. Answers the generation that it replaces.
_SWITCH = """
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return false end
local old = redis.call('GET', KEYS[1])
redis.call('SET', KEYS[1], ARGV[1])
redis.call('DEL', KEYS[2])
return old or ''
"""

# KEYS: live. ARGV: prefix, scope, offset, limit. Answers nil without a marker, else total, the entries of the page,
# and how many stand strictly ahead of the first one (its rank - 1).
_AHEAD = """
local function ahead(zset, score, member, width)
  local first = redis.call('ZCOUNT', zset, '-inf', '(' .. score)
  if width == 0 then return first end
  local low, high = first, first + redis.call('ZCOUNT', zset, score, score)
  local key = string.sub(member, 1, width)
  while low < high do
    local middle = math.floor((low + high) / 2)
    local there = redis.call('ZRANGE', zset, middle, middle)[1]
    if string.sub(there, 1, width) < key then low = middle + 1 else high = middle end
  end
  return low
end
"""
_PAGE = (
    _AHEAD
    + """
local live = redis.call('GET', KEYS[1])
if not live then return false end
local base = ARGV[1] .. live
local zset = base .. ':' .. ARGV[2]
local members = redis.call('ZRANGE', zset, ARGV[3], tonumber(ARGV[3]) + tonumber(ARGV[4]) - 1, 'WITHSCORES')
local width = tonumber(ARGV[5])
local entries, first = {}, 0
for k = 1, #members, 2 do
  if k == 1 then first = ahead(zset, members[2], members[1], width) end
  local person = string.match(members[k], '[^:]*$')
  entries[#entries + 1] = person
  entries[#entries + 1] = redis.call('HGET', base .. ':people', person)
end
return {redis.call('ZCARD', zset), first, entries}
"""
)
_RANK = (
    _AHEAD
    + """
local live = redis.call('GET', KEYS[1])
if not live then return false end
local base = ARGV[1] .. live
local entry = redis.call('HGET', base .. ':people', ARGV[2])
if not entry then return {} end
local stored = cjson.decode(entry)
local result = {entry}
for k = 4, #ARGV do
  local zset = base .. ':' .. ARGV[k]
  local score = redis.call('ZSCORE', zset, stored[2])
  if score then
    result[#result + 1] = ahead(zset, score, stored[2], tonumber(ARGV[3])) + 1
    result[#result + 1] = redis.call('ZCARD', zset)
  else
    result[#result + 1] = 0
    result[#result + 1] = redis.call('ZCARD', zset)
  end
end
return result
"""
)


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
    resources().redis.eval(_WRITE, len(keys), *keys, *arguments)


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
            resources().redis.eval(_WRITE, 1, building, _prefix(contest_id, stage), *batch)
            batch, size = [], 0
    if batch:
        resources().redis.eval(_WRITE, 1, building, _prefix(contest_id, stage), *batch)
    return count


def finish_rebuild(contest_id: int, stage: int, generation: str) -> bool:
    """Make the new generation the valid one; False if another rebuild began meanwhile. Old keys go."""
    redis = resources().redis
    old = redis.eval(_SWITCH, 2, *_pointers(contest_id, stage), generation)
    if old is None:
        return False
    prefix = _prefix(contest_id, stage)
    keep = f"{prefix}{generation}:"
    stale = [key for key in redis.scan_iter(match=f"{prefix}*:*", count=1_000) if not key.startswith(keep)]
    if stale:
        redis.unlink(*stale)
    return True


def page(board: BoardScope, offset: int, limit: int, rules: Ranking) -> BoardPage | None:
    """One page of a valid board, or None where there is no valid board."""
    answer: Any = resources().redis.eval(
        _PAGE,
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
    entries = [(int(flat[i]), _entry(flat[i + 1])) for i in range(0, len(flat), 2)]
    return BoardPage(total, ahead, entries)


def ranks(
    contest_id: int, stage: int, person_id: int, scopes: Sequence[str], rules: Ranking
) -> tuple[BoardEntry | None, list[tuple[int, int]]] | None:
    """A person's (rank, of how many) in each scope; rank 0 = not in it. None where there is no valid board."""
    answer: Any = resources().redis.eval(
        _RANK,
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


def tie_width(rules: Ranking) -> int:
    return 16 * len(rules.ties)


def _packed(standing: Standing, rules: Ranking) -> list[str | int]:
    entry = BoardEntry(
        version=standing.version,
        member=f"{tie_key(standing, rules)}:{standing.person_id}",
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
