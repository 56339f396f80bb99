"""The per-town table: figures of a contest by area, each from the persons and attempts behind it.

Persons (人数) count once, attempts (人次) each time. A rate needs a denominator that somebody entered; where it is
missing the rate is None and shown as '—', never 0. `pass_rate` is the share of takers at or above the mark
(答题达标率): whoever enters a contest chose to, so it is no survey's proportion of civic science literacy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from quizapp.domain.areas import Area, Denominator
from quizapp.domain.marking import half_up
from quizapp.domain.tags import POPULATIONS


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums of a group of persons; points in 1/1000.

    `by_self`, `by_link`: of how many entered the town was known from themselves, from a signed link; of all others
    from a roster.
    """

    persons: int = 0
    attempts: int = 0
    points_sum: int = 0
    passed: int = 0
    best: int | None = None
    entered: int = 0
    by_self: int = 0
    by_link: int = 0

    def __add__(self, other: Figures) -> Figures:
        bests = [best for best in (self.best, other.best) if best is not None]
        return Figures(
            self.persons + other.persons,
            self.attempts + other.attempts,
            self.points_sum + other.points_sum,
            self.passed + other.passed,
            max(bests) if bests else None,
            self.entered + other.entered,
            self.by_self + other.by_self,
            self.by_link + other.by_link,
        )

    @property
    def by_roster(self) -> int:
        return self.entered - self.by_self - self.by_link

    @property
    def mean(self) -> int | None:
        """Mean of what persons stand with, in 1/1000 points, half-up; None without anybody."""
        return half_up(Fraction(self.points_sum, self.persons)) if self.persons else None

    @property
    def pass_rate(self) -> Fraction | None:
        return Fraction(self.passed, self.persons) if self.persons else None


@dataclass(frozen=True, slots=True)
class TownLine:
    """One area; `populations` holds the figures of each population that anybody is of."""

    area: Area
    figures: Figures
    registered: Denominator | None
    populations: Mapping[str, Figures]
    registered_of: Mapping[str, Denominator]

    @property
    def participation(self) -> Fraction | None:
        return rate(self.figures.persons, self.registered)


@dataclass(frozen=True, slots=True)
class TownTable:
    lines: list[TownLine]
    whole: Figures
    populations: Mapping[str, Figures]

    @property
    def registered(self) -> int | None:
        """The district's denominator: only where every area has one."""
        counts = [line.registered.count for line in self.lines if line.registered]
        return sum(counts) if self.lines and len(counts) == len(self.lines) else None

    @property
    def participation(self) -> Fraction | None:
        return Fraction(self.whole.persons, self.registered) if self.registered else None


def rate(persons: int, registered: Denominator | None) -> Fraction | None:
    """Share of the registered; more participants than registered is real and stays above 1."""
    return Fraction(persons, registered.count) if registered and registered.count else None


def table(
    areas: Iterable[Area],
    figures: Mapping[tuple[str, str], Figures],
    denominators: Mapping[tuple[str, str], Denominator],
    invited: Sequence[str] = (),
) -> TownTable:
    """Put the table together from figures by (area, population); areas without anybody have their line too.

    `invited`: the populations that the contest is for, none for everyone; they decide what a rate is measured by.
    """
    lines = []
    for area in areas:
        mine = {name: figures[area.code, name] for name in POPULATIONS if (area.code, name) in figures}
        lines.append(
            TownLine(
                area=area,
                figures=_sum(mine.values()),
                registered=_registered(area.code, invited, denominators),
                populations=mine,
                registered_of={
                    name: denominators[area.code, name] for name in POPULATIONS if (area.code, name) in denominators
                },
            )
        )
    populations = {
        name: _sum(line.populations[name] for line in lines if name in line.populations)
        for name in POPULATIONS
        if any(name in line.populations for line in lines)
    }
    return TownTable(lines, _sum(line.figures for line in lines), populations)


def of_population(whole: TownTable, population: str) -> TownTable:
    """The same table for one population alone, measured by that population's own denominators."""
    lines = [
        TownLine(
            area=line.area,
            figures=line.populations.get(population, Figures()),
            registered=line.registered_of.get(population),
            populations={},
            registered_of={},
        )
        for line in whole.lines
    ]
    return TownTable(lines, _sum(line.figures for line in lines), {})


def _registered(
    area: str, invited: Sequence[str], denominators: Mapping[tuple[str, str], Denominator]
) -> Denominator | None:
    """Who is registered of those invited, where every one of these populations was entered; else everybody."""
    found = [denominators[area, name] for name in invited if (area, name) in denominators]
    if not found or len(found) < len(invited):
        return denominators.get((area, ""))
    if len(found) == 1:
        return found[0]
    sources = "、".join(dict.fromkeys(one.source for one in found))
    return Denominator(area, "", sum(one.count for one in found), min(one.as_of for one in found), sources)


def _sum(figures: Iterable[Figures]) -> Figures:
    return sum(figures, Figures())
