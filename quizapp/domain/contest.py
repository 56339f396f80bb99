"""A contest: its rules as one object, its stages, and the phase that it is in at a moment.

The contest file and the organizer's form are two faces of `Contest`. Fields are named as in the file; what a key
means stands in the contract. Durations are whole seconds here, as people write them; points are whole or decimal
in the file and 1/1000 in the domain.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from quizapp.domain.blueprint import Section

ENTRIES = ("open", "link", "roster")
OTHERS = ("refuse",)
ASK = ("name", "area", "unit", "population", "birth_year")
# How the town of a participant may be known, for each way in; the first holds where a contest file does not say.
AREA_FROM_BY_ENTRY = {"open": ("self",), "link": ("link", "self"), "roster": ("roster",)}
AREA_FROM = ("self", "link", "roster")
DELIVERIES = ("sheet",)
THEN = ("shared",)
BOARDS = ("final",)
DRAWS = ("random", "fixed")
CHANCES_PER = ("day", "week", "stage", "contest", "until_passed", "unlimited")
MULTIPLE_CHOICE = ("all_or_nothing", "proportional", "right_minus_wrong")
COUNTED = ("best", "last", "first", "sum", "average", "sum_of_daily_best")
TIES = ("duration", "started_at", "finished_at")
MARK_IN = ("points", "percent", "right_answers")
FEEDBACK_WHEN = ("attempt", "close", "never")
FEEDBACK_SHOW = ("key_and_explanation", "score_only", "nothing")
PRACTICE_SECONDS = 3_600


@dataclass(frozen=True, slots=True)
class Paper:
    draw: str = "random"
    from_: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    points: int = 1_000
    delivery: str = "sheet"
    shuffle_questions: bool = True
    shuffle_options: bool = True
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Timing:
    """`attempt_seconds` 0 = no limit of its own; every attempt is cut at `closes_at`."""

    attempt_seconds: int = 600
    grace_seconds: int = 5
    start_spread_seconds: int = 0


@dataclass(frozen=True, slots=True)
class Chances:
    """`count` chances `per` day, week, stage or contest; `total` 0 = no limit over the whole contest."""

    per: str = "day"
    count: int = 1
    total: int = 0


@dataclass(frozen=True, slots=True)
class Practice:
    allowed: bool = False
    from_: tuple[str, ...] = ()
    same_pool: bool = False


@dataclass(frozen=True, slots=True)
class Marking:
    """`wrong`: points (1/1000) for a wrong answer; may be negative."""

    multiple_choice: str = "all_or_nothing"
    wrong: int = 0


@dataclass(frozen=True, slots=True)
class Counting:
    attempts: str = "best"


@dataclass(frozen=True, slots=True)
class Ranking:
    """`ties`: what decides between equal points, in order; who is then still equal shares the rank."""

    ties: tuple[str, ...] = ("duration", "finished_at")
    then: str = "shared"
    boards: tuple[str, ...] = ("final",)


@dataclass(frozen=True, slots=True)
class Passing:
    """`mark` in 1/1000 (of a point, of a percent, of an answer)."""

    mark: int = 60_000
    mark_in: str = "points"
    strictly_above: bool = False


@dataclass(frozen=True, slots=True)
class Feedback:
    when: str = "attempt"
    show: str = "key_and_explanation"


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything that a stage may have of its own."""

    paper: Paper = field(default_factory=Paper)
    timing: Timing = field(default_factory=Timing)
    chances: Chances = field(default_factory=Chances)
    practice: Practice = field(default_factory=Practice)
    marking: Marking = field(default_factory=Marking)
    counting: Counting = field(default_factory=Counting)
    ranking: Ranking = field(default_factory=Ranking)
    passing: Passing = field(default_factory=Passing)
    feedback: Feedback = field(default_factory=Feedback)


@dataclass(frozen=True, slots=True)
class Stage:
    """A span of time with rules. A contest without written stages has one, with an empty name."""

    name: str
    opens_at: datetime
    closes_at: datetime
    rules: Rules


@dataclass(frozen=True, slots=True)
class Contest:
    slug: str
    title: str
    stages: tuple[Stage, ...]
    entry: str = "open"
    ask: tuple[str, ...] = ("name", "area", "population")
    area_from: str = "self"
    populations: tuple[str, ...] = ()
    others: str = "refuse"
    campaign: str = ""
    plan: str = ""
    task: int = 0
    department: str = ""
    demonstration: bool = False

    @property
    def opens_at(self) -> datetime:
        return min(stage.opens_at for stage in self.stages)

    @property
    def closes_at(self) -> datetime:
        return max(stage.closes_at for stage in self.stages)


class Phase(StrEnum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    OPEN = "open"
    STOPPED = "stopped"
    CLOSED = "closed"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Life:
    """What an organizer did with a contest, apart from its rules."""

    published_at: datetime | None = None
    stopped_at: datetime | None = None
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ContestRecord:
    """A contest as it is kept: its number, its rules, what was done with it; `version` grows with each change."""

    id: int
    contest: Contest
    life: Life
    version: int

    def phase(self, now: datetime) -> Phase:
        return phase_at(self.contest, self.life, now)

    def settled_phase(self, now: datetime) -> Phase:
        """The phase as keys and scores see it: closed only when the grace of the last answers is over, too."""
        grace = max(stage.rules.timing.grace_seconds for stage in self.contest.stages)
        return self.phase(now - timedelta(seconds=grace))


def phase_at(contest: Contest, life: Life, now: datetime) -> Phase:
    """The one answer to 'may people answer now?'. A window holds its first moment and not its last."""
    if life.published_at is None:
        return Phase.DRAFT
    if life.finished_at is not None:
        return Phase.FINISHED
    if now >= contest.closes_at and life.stopped_at is None:
        return Phase.CLOSED
    if life.stopped_at is not None:
        return Phase.STOPPED
    return Phase.OPEN if stage_at(contest, now) is not None else Phase.SCHEDULED


def stage_at(contest: Contest, now: datetime) -> int | None:
    """Position of the stage whose window holds `now`, or None between stages and outside."""
    for position, stage in enumerate(contest.stages):
        if stage.opens_at <= now < stage.closes_at:
            return position
    return None


def deadline_of(
    stage: Stage, started_at: datetime, extra: timedelta = timedelta(), *, practice: bool = False
) -> datetime:
    """Until when a start at `started_at` may answer: min(limit, what is left of the window).

    `extra` is time given back (a stop) or granted; it moves the limit and never the window.
    """
    limit = PRACTICE_SECONDS if practice else stage.rules.timing.attempt_seconds
    if not limit:
        return stage.closes_at
    return min(started_at + timedelta(seconds=limit) + extra, stage.closes_at)
