"""Verbs of the board: a page of it, the own place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from quizapp.domain.contest import ContestRecord
from quizapp.domain.feedback import Visible, visible
from quizapp.domain.refusals import Forbidden, Invalid, NotFound
from quizapp.domain.tags import POPULATIONS
from quizapp.domain.words import Sentence, say
from quizapp.operations import read_board
from quizapp.operations.read_board import OwnRank, Page
from quizapp.storage import areas, contests, people
from quizapp.storage.standings import SCOPES, BoardScope

LARGEST_PAGE = 100
FEWEST_MEMBERS = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of which board."""

    scope: str = "overall"
    key: str = ""
    stage: int = 0
    limit: int = 50
    offset: int = 0


def board_page(slug: str, asked: Asked, now: datetime, *, by_staff: bool = False) -> tuple[ContestRecord, Page]:
    """A page of a public board. Raises NotFound, Forbidden while scores are not shown, Invalid.

    In a small unit everybody knows whom a masked name means: its board is for staff.
    """
    record = _shown(slug, now)
    _check(record, asked)
    if asked.scope == "unit" and not by_staff and people.members(record.id, asked.key) < FEWEST_MEMBERS:
        raise Forbidden(say("这个单位不到 %(n)s 个人参加，排行榜只给工作人员看。", n=FEWEST_MEMBERS))
    scope = BoardScope(record.id, asked.stage, asked.scope, asked.key)
    return record, read_board.page(record, scope, asked.offset, asked.limit, now)


def own_places(slug: str, person_id: int, stage: int, now: datetime) -> tuple[ContestRecord, list[OwnRank], bool]:
    """The own places in a contest that one has entered."""
    record = _shown(slug, now)
    if people.entry(record.id, person_id) is None:
        raise Forbidden(say("您不在这场竞赛的名单里，请用这场竞赛的入场码。"))
    if not 0 <= stage < len(record.contest.stages):
        raise Invalid.at("stage", say("没有这个赛段。"))
    ranks, behind = read_board.own_ranks(record, stage, person_id)
    return record, ranks, behind


@dataclass(frozen=True, slots=True)
class Tab:
    """One board of a contest that a reader may turn to."""

    scope: str
    key: str
    name: Sentence


def tabs(record: ContestRecord, person_id: int | None, asked: Asked) -> list[Tab]:
    """The whole district, the reader's own town and population, and whichever else is being looked at."""
    entry = people.entry(record.id, person_id) if person_id else None
    boards = [("overall", "")]
    if entry is not None:
        boards += [("area", entry.area), ("population", entry.population)]
    if (asked.scope, asked.key) not in boards:
        boards.append((asked.scope, asked.key))
    return [Tab(scope, key, read_board.scope_in_words(scope, key)) for scope, key in boards]


def own_rank(record: ContestRecord, person_id: int | None, asked: Asked) -> OwnRank | None:
    """The reader's place on the board that is being looked at, if they stand on it."""
    if person_id is None:
        return None
    ranks, _ = read_board.own_ranks(record, asked.stage, person_id)
    return next((rank for rank in ranks if (rank.scope, rank.key) == (asked.scope, asked.key)), None)


def area_names() -> dict[str, str]:
    return {code: area.name for code, area in areas.all_areas().items()}


def _shown(slug: str, now: datetime) -> ContestRecord:
    record = contests.by_slug(slug)
    if record is None or record.life.published_at is None:
        raise NotFound(say("没有找到这场竞赛。"))
    rules = record.contest.stages[0].rules.feedback
    if visible(rules, record.settled_phase(now)) < Visible.SCORE:
        raise Forbidden(say("成绩还没有公布。"))
    return record


def _check(record: ContestRecord, asked: Asked) -> None:
    if asked.scope not in SCOPES:
        raise Invalid.at("scope", say("可以是：%(allowed)s。", allowed="、".join(SCOPES)))
    known = {
        "overall": {""},
        "area": areas.all_areas().keys() if asked.scope == "area" else (),
        "unit": areas.all_units().keys() if asked.scope == "unit" else (),
        "population": POPULATIONS.keys(),
    }[asked.scope]
    if asked.key not in known:
        raise Invalid.at("key", say("没有「%(key)s」。", key=asked.key))
    if not 1 <= asked.limit <= LARGEST_PAGE:
        raise Invalid.at("limit", say("%(found)s 不在 %(low)s 到 %(high)s 之间。", found=asked.limit, low=1, high=100))
    if not 0 <= asked.offset <= read_board.DEEPEST_OFFSET:
        raise Invalid.at(
            "offset",
            say("%(found)s 不在 %(low)s 到 %(high)s 之间。", found=asked.offset, low=0, high=read_board.DEEPEST_OFFSET),
        )
    if not 0 <= asked.stage < len(record.contest.stages):
        raise Invalid.at("stage", say("没有这个赛段。"))
