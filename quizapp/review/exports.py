"""What the per-town table says, built once for the page and for its files: so that no two of them can differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from quizapp.domain.areas import Denominator, order_of
from quizapp.domain.contest import Phase
from quizapp.domain.marking import half_up
from quizapp.domain.rules_in_words import counting_rule, listed, passing_rule
from quizapp.domain.tags import POPULATIONS
from quizapp.domain.towns import Figures, TownLine, TownTable, of_population
from quizapp.domain.words import Sentence, say
from quizapp.formats.results import Sheet, Value, write_csv, write_xlsx
from quizapp.review.service import TownReport
from quizapp.web.i18n import moment, speak
from quizapp.web.json_api import points

EVERYBODY = say("全部人群")
CAVEAT = say("参加的人是自愿来的，所以答题达标率不是全区公民具备科学素质的比例，不能和公民科学素质调查的结果直接比较。")
WHAT_RATES_MEAN = (
    say("人数：同一个人只算一次。人次：每交一次卷算一次。"),
    say("参与率＝参加人数÷登记基数，没有登记基数的写「—」；来的人比登记的多，参与率就超过 100%。"),
    say("答题达标率＝达标人数÷参加人数。"),
    CAVEAT,
)
KNOWN_BY_ROSTER, KNOWN_BY_LINK, KNOWN_BY_SELF = say("按名单"), say("按二维码"), say("本人所选")
SORTS = ("code", "registered", "entered", "persons", "attempts", "participation", "pass_rate", "mean", "best")
TIME = say("y年M月d日 HH:mm")


@dataclass(frozen=True, slots=True)
class Row:
    """One line, as page and files say it. Rates are percentages with one decimal; None is what cannot be said."""

    code: str
    name: str
    population: str
    registered: int | None
    as_of: date | None
    source: str
    entered: int
    persons: int
    attempts: int
    participation: float | None
    passed: int
    pass_rate: float | None
    mean: float | None
    best: float | None
    known: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The table of a report for one population or all; `total` is the last line of the files and the five figures."""

    rows: list[Row]
    total: Row
    by_population: list[Row]
    notes: list[Sentence]

    @property
    def lines(self) -> list[Row]:
        """The rows, and their total where there is more than one."""
        return [*self.rows, self.total] if len(self.rows) > 1 else self.rows

    @property
    def without_registered(self) -> int:
        return sum(row.registered is None for row in self.rows)


def show(report: TownReport, population: str = "", sort: str = "code") -> Shown:
    """Build the rows of a report, sorted by a column of SORTS, downwards with a `-` before it; unknown ones last."""
    table = of_population(report.table, population) if population else report.table
    return Shown(
        rows=_sorted([_line(line, population) for line in table.lines], sort),
        total=_total(report, table, population),
        by_population=[] if population else _by_population(report),
        notes=_notes(report, population),
    )


def xlsx(shown: Shown) -> bytes:
    """A workbook: the towns, and the populations of each where the table is of all."""
    sheets = [_sheet(say("各镇街"), shown, shown.lines)]
    if shown.by_population:
        sheets.append(_sheet(say("各镇街各人群"), shown, shown.by_population))
    return write_xlsx(sheets)


def csv(shown: Shown) -> bytes:
    """The first of these tables as separated text."""
    return write_csv(_sheet(say("各镇街"), shown, shown.lines))


def percent(share: Fraction | None) -> float | None:
    """A share as a percentage with one decimal, rounded half up from the exact fraction."""
    return None if share is None else half_up(share * 1000) / 10


COLUMNS: list[tuple[Sentence, Callable[[Row], Value]]] = [
    (say("镇街代码"), lambda row: row.code),
    (say("镇街"), lambda row: row.name),
    (say("人群"), lambda row: speak(population_name(row.population))),
    (say("登记基数"), lambda row: row.registered),
    (say("基数日期"), lambda row: row.as_of.isoformat() if row.as_of else None),
    (say("基数来源"), lambda row: row.source or None),
    (say("名单人数"), lambda row: row.entered),
    (say("参加人数（人）"), lambda row: row.persons),
    (say("答题次数（人次）"), lambda row: row.attempts),
    (say("参与率（%）"), lambda row: row.participation),
    (say("达标人数"), lambda row: row.passed),
    (say("答题达标率（%）"), lambda row: row.pass_rate),
    (say("平均成绩"), lambda row: row.mean),
    (say("最好成绩"), lambda row: row.best),
    (say("镇街是怎么知道的"), lambda row: row.known or None),
]


def population_name(population: str) -> Sentence:
    return POPULATIONS[population] if population else EVERYBODY


def _sheet(title: Sentence, shown: Shown, rows: Sequence[Row]) -> Sheet:
    return Sheet(
        speak(title),
        [speak(note) for note in shown.notes],
        [speak(name) for name, _ in COLUMNS],
        [[value(row) for _, value in COLUMNS] for row in rows],
    )


def _sorted(rows: list[Row], sort: str) -> list[Row]:
    column, downwards = sort.removeprefix("-"), sort.startswith("-")
    known = [row for row in rows if getattr(row, column) is not None]
    unknown = [row for row in rows if getattr(row, column) is None]
    return sorted(known, key=lambda row: _key(row, column), reverse=downwards) + unknown


def _key(row: Row, column: str) -> Any:
    return order_of(row.code) if column == "code" else getattr(row, column)


def _line(line: TownLine, population: str) -> Row:
    basis = line.registered
    count = basis.count if basis else None
    return _row(line.area.code, line.area.name, population, line.figures, count, line.participation, basis)


def _total(report: TownReport, table: TownTable, population: str) -> Row:
    name = report.area.name if report.area else speak(say("全区"))
    return _row("", name, population, table.whole, table.registered, table.participation, None)


def _row(
    code: str,
    name: str,
    population: str,
    figures: Figures,
    registered: int | None,
    participation: Fraction | None,
    basis: Denominator | None,
) -> Row:
    return Row(
        code=code,
        name=name,
        population=population,
        registered=registered,
        as_of=basis.as_of if basis else None,
        source=basis.source if basis else "",
        entered=figures.entered,
        persons=figures.persons,
        attempts=figures.attempts,
        participation=percent(participation),
        passed=figures.passed,
        pass_rate=percent(figures.pass_rate),
        mean=None if figures.mean is None else points(figures.mean),
        best=None if figures.best is None else points(figures.best),
        known=_known(figures),
    )


def _known(figures: Figures) -> str:
    """How the town of those entered was known: a figure by town is only as good as that."""
    counted = ((KNOWN_BY_ROSTER, figures.by_roster), (KNOWN_BY_LINK, figures.by_link), (KNOWN_BY_SELF, figures.by_self))
    parts = [say("%(how)s %(n)s 人", how=how, n=count) for how, count in counted if count]
    return speak(listed(parts)) if parts else ""


def _by_population(report: TownReport) -> list[Row]:
    """Town by town the populations that anybody is of, then those of the whole."""
    parts = {name: of_population(report.table, name) for name in report.table.populations}
    rows = [
        _line(parts[name].lines[number], name)
        for number, line in enumerate(report.table.lines)
        for name in parts
        if name in line.populations
    ]
    if len(report.table.lines) > 1:
        rows += [_total(report, table, name) for name, table in parts.items()]
    return rows


def _notes(report: TownReport, population: str) -> list[Sentence]:
    contest = report.record.contest
    stage = contest.stages[report.stage]
    title = (
        say("%(title)s（%(stage)s）", title=contest.title, stage=stage.name)
        if stage.name
        else say("%(title)s", title=contest.title)
    )
    return [
        title,
        as_of(report),
        standing(report),
        say("只含%(area)s。", area=report.area.name) if report.area else say("全区各镇街。"),
        say("人群：%(name)s。", name=population_name(population)),
        counting_rule(stage.rules),
        passing_rule(stage.rules),
        *WHAT_RATES_MEAN,
    ]


def as_of(report: TownReport) -> Sentence:
    """Of which moment the figures are."""
    at = moment(report.as_of, speak(TIME))
    if report.latest is None:
        return say("截至 %(at)s，还没有人交卷。", at=at)
    return say("截至 %(at)s，最近一份答卷 %(latest)s 交。", at=at, latest=moment(report.latest, speak(TIME)))


def standing(report: TownReport) -> Sentence:
    """How firm the figures are."""
    if report.record.phase(report.as_of) is Phase.FINISHED:
        return say("竞赛已经完结。")
    return say("暂定结果，竞赛还没有完结。")
