"""Standing: the one definition of 'ahead of'. Redis, SQL and a plain sort are held against each other on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from quizapp.domain.clock import to_us
from quizapp.domain.contest import Ranking

TIE_DIGITS = 16
_TIE_LIMIT = 10**TIE_DIGITS


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands in a stage, as SQL keeps it; `version` grows with each change."""

    person_id: int
    points: int
    duration: timedelta
    started_at: datetime
    finished_at: datetime
    version: int
    attempts: int
    passed: bool
    name: str
    area: str
    unit: str
    population: str

    def tie_values(self, rules: Ranking) -> tuple[int, ...]:
        """Whole microseconds, the smaller the better, in the declared order."""
        values = {
            "duration": self.duration // timedelta(microseconds=1),
            "started_at": to_us(self.started_at),
            "finished_at": to_us(self.finished_at),
        }
        return tuple(values[tie] for tie in rules.ties)


def order_key(standing: Standing, rules: Ranking) -> tuple[int, ...]:
    """Smaller is ahead. Equal keys share a rank; lists put the lower person number first among them."""
    return (-standing.points, *standing.tie_values(rules))


def ranked(standings: Iterable[Standing], rules: Ranking) -> list[tuple[int, Standing]]:
    """Ranks 1, 2, 2, 4 … by a plain sort."""
    ordered = sorted(standings, key=lambda s: (order_key(s, rules), s.person_id))
    result: list[tuple[int, Standing]] = []
    for place, standing in enumerate(ordered, 1):
        if result and order_key(result[-1][1], rules) == order_key(standing, rules):
            result.append((result[-1][0], standing))
        else:
            result.append((place, standing))
    return result


def tie_key(standing: Standing, rules: Ranking) -> str:
    """The tie values as text of fixed width whose byte order is the order of standing."""
    return "".join(f"{min(max(value, 0), _TIE_LIMIT - 1):0{TIE_DIGITS}d}" for value in standing.tie_values(rules))
