"""Tell the boards in Redis what SQL says. A Redis that is away fails nothing: the outbox keeps the message."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from quizapp.domain.contest import ContestRecord, Ranking
from quizapp.domain.refusals import NotFound
from quizapp.domain.standing import Standing
from quizapp.storage import board, contests, outbox, standings
from quizapp.storage.board import BoardEntry
from quizapp.storage.database import transaction
from quizapp.storage.redis_client import Away


@dataclass(frozen=True, slots=True)
class Difference:
    """One person on whom Redis and SQL do not agree; None = not there."""

    person_id: int
    in_sql: str | None
    in_redis: str | None


def at_once(message: outbox.Due) -> None:
    """Right after a commit, so that the own rank is fresh. The outbox row stays: the worker tells it again."""
    try:
        _tell([message])
    except Away:
        return


def drain() -> int:
    """Tell everything that waits, oldest first; rows go once Redis has acknowledged. Raises Away."""
    waiting = outbox.oldest()
    if not waiting:
        return 0
    _tell(waiting)
    with transaction():
        outbox.done([message.id for message in waiting])
    return len(waiting)


def rebuild(contest_id: int, stage: int) -> int:
    """Make a stage's board anew from SQL while updates go on; answers how many people stand on it. Raises Away."""
    rules = ranking_of(contest_id, stage)
    generation = board.begin_rebuild(contest_id, stage)
    count = board.fill(contest_id, stage, generation, standings.every(contest_id, stage), rules)
    board.finish_rebuild(contest_id, stage, generation)
    return count


def rebuild_unfinished() -> None:
    """Make the boards of all published contests that are not finished anew. Raises Away."""
    for record in contests.published():
        if record.life.finished_at is None:
            for stage in range(len(record.contest.stages)):
                rebuild(record.id, stage)


def mend() -> list[tuple[int, int]]:
    """Rebuild every board that has no valid marker (new, flushed, half built); answers which. Raises Away."""
    mended = []
    for record in contests.published():
        for stage in range(len(record.contest.stages)):
            if not board.is_live(record.id, stage):
                rebuild(record.id, stage)
                mended.append((record.id, stage))
    return mended


def check(contest_id: int, stage: int) -> list[Difference] | None:
    """Compare a board with SQL, person by person; None where there is no valid board. Raises Away."""
    rules = ranking_of(contest_id, stage)
    on_board = board.every(contest_id, stage)
    if on_board is None:
        return None
    in_sql = {standing.person_id: _shown(standing, rules) for standing in standings.every(contest_id, stage)}
    in_redis = {person: _shown_entry(entry) for person, entry in on_board.items()}
    return [
        Difference(person, in_sql.get(person), in_redis.get(person))
        for person in sorted(in_sql.keys() | in_redis.keys())
        if in_sql.get(person) != in_redis.get(person)
    ]


def ranking_of(contest_id: int, stage: int) -> Ranking:
    record: ContestRecord | None = contests.by_id(contest_id)
    if record is None:
        raise NotFound()
    return record.contest.stages[stage].rules.ranking


def _tell(messages: list[outbox.Due]) -> None:
    by_board: dict[tuple[int, int], set[int]] = defaultdict(set)
    for message in messages:
        by_board[message.contest_id, message.stage].add(message.person_id)
    for (contest_id, stage), persons in by_board.items():
        found = standings.of_people(contest_id, stage, persons)
        board.write(contest_id, stage, found, ranking_of(contest_id, stage))


def _shown(standing: Standing, rules: Ranking) -> str:
    member = board.member_of(standing, rules)
    return f"v{standing.version} {standing.points} {member} {standing.area} {standing.unit} {standing.population}"


def _shown_entry(entry: BoardEntry) -> str:
    return f"v{entry.version} {entry.points} {entry.member} {entry.area} {entry.unit} {entry.population}"
