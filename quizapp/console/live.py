"""What happens in a contest at this moment, by town: figures from the database, in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from quizapp.console import service
from quizapp.domain.attempt import State
from quizapp.domain.contest import ContestRecord, Phase
from quizapp.storage import areas, review


@dataclass(frozen=True, slots=True)
class TownNow:
    """People: on the roster, not started yet, started; attempts: being answered now, handed in."""

    code: str
    name: str
    entered: int
    waiting: int
    started: int
    answering: int
    handed_in: int


@dataclass(frozen=True, slots=True)
class LiveFigures:
    record: ContestRecord
    phase: Phase
    at: datetime
    towns: list[TownNow]
    whole: TownNow


def figures(slug: str, now: datetime) -> LiveFigures:
    """The towns that have anybody on the roster, and the sum. Raises NotFound."""
    record = service.contest(slug)
    started, progress = review.started_people(record.id), review.progress(record.id)
    entered: dict[str, int] = {}
    for (area, _), count in review.entered(record.id).items():
        entered[area] = entered.get(area, 0) + count
    towns = [
        _town(area.code, area.name, entered[area.code], started.get(area.code, 0), progress.get(area.code, {}))
        for area in areas.all_areas().values()
        if area.code in entered
    ]
    return LiveFigures(record, record.phase(now), now, towns, _sum(towns))


def _town(code: str, name: str, entered: int, started: int, states: dict[str, int]) -> TownNow:
    done = states.get(State.HANDED_IN.value, 0) + states.get(State.EXPIRED.value, 0)
    return TownNow(code, name, entered, entered - started, started, states.get(State.OPEN.value, 0), done)


def _sum(towns: list[TownNow]) -> TownNow:
    return TownNow(
        "",
        "",
        sum(town.entered for town in towns),
        sum(town.waiting for town in towns),
        sum(town.started for town in towns),
        sum(town.answering for town in towns),
        sum(town.handed_in for town in towns),
    )
