"""A district's contest of last week: simulated people of every town answered it, through the verbs, at given moments.

What each of them scored stands here, and what follows for each town was worked out from it by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product

from quizapp.console import roster
from quizapp.domain.attempt import Attempt, Save
from quizapp.domain.blueprint import PaperItem, question_id
from quizapp.domain.clock import to_us
from quizapp.domain.contest import Chances
from quizapp.domain.people import Actor
from quizapp.domain.question import Question
from quizapp.operations import publish
from quizapp.operations.hand_in import hand_in
from quizapp.operations.start import start
from quizapp.review import service as review
from quizapp.storage import contests, people
from quizapp.storage.database import transaction
from quizapp.taking.service import save_answers
from tests.browser.conftest import Site, between
from tests.builders import TESTER, a_contest, some_questions

SLUG, TITLE = "season", "农民科学素质网络竞赛（演示）"
SIMULATED = Actor("system", "simulation")
MADE_UP = "演示数据，非真实统计"
FIVE = 5_000
XINYAN, XIAOMENG = "370812105", "370812111"
# Code: how many are registered, how many on the roster never came, what each of those who came scored.
TOWNS: dict[str, tuple[int, int, tuple[int, ...]]] = {
    "370812001": (12, 2, (90, 85, 70, 60, 55, 40)),
    "370812003": (10, 1, (100, 80, 75, 65, 50)),
    "370812006": (15, 2, (95, 90, 80, 60, 60, 45)),
    "370812007": (9, 2, (85, 60, 30)),
    "370812101": (16, 2, (80, 70, 65, 55, 50, 45, 35)),
    "370812102": (14, 3, (75, 70, 60, 40)),
    "370812103": (20, 1, (100, 95, 90, 85, 80)),
    XINYAN: (18, 2, (80, 95, 90, 75, 60, 55)),  # the first, 李小红, comes twice: 50 on the day before
    "370812107": (13, 3, (65, 60, 40, 25)),
    XIAOMENG: (11, 3, ()),
    "370812-park": (10, 2, (90, 70, 65, 50)),
}
# Name, registered, on the roster, people, attempts, participation, pass rate, mean, best: as the page writes them.
FIGURES = (
    ("鼓楼街道", "12", "8", "6", "6", "50.0%", "66.7%", "66.667", "90"),
    ("龙桥街道", "10", "6", "5", "5", "50.0%", "80.0%", "74", "100"),
    ("酒仙桥街道", "15", "8", "6", "6", "40.0%", "83.3%", "71.667", "95"),
    ("兴隆庄街道", "9", "5", "3", "3", "33.3%", "66.7%", "58.333", "85"),
    ("大安镇", "16", "9", "7", "7", "43.8%", "42.9%", "57.143", "80"),
    ("新驿镇", "14", "7", "4", "4", "28.6%", "75.0%", "61.25", "75"),
    ("颜店镇", "20", "6", "5", "5", "25.0%", "100.0%", "90", "100"),
    ("新兖镇", "18", "8", "6", "7", "33.3%", "83.3%", "75.833", "95"),
    ("漕河镇", "13", "7", "4", "4", "30.8%", "50.0%", "47.5", "65"),
    ("小孟镇", "11", "3", "0", "0", "0.0%", "—", "—", "—"),
    ("兖州工业园区", "10", "6", "4", "4", "40.0%", "75.0%", "68.75", "90"),
    ("全区", "148", "73", "50", "51", "33.8%", "72.0%", "67.8", "100"),
)


def names() -> Iterator[str]:
    """Made-up names of three characters, none twice."""
    for given, family in product(
        ("建国", "秀英", "桂兰", "志强", "小红", "文杰", "玉梅", "海涛", "春生"), "王李张刘陈杨赵黄周吴徐孙"
    ):
        yield family + given


def hold(site: Site) -> None:
    """Hold the contest from ten to three days ago, and finish it."""
    opened = (site.now - timedelta(days=10)).replace(hour=0, minute=30, second=0, microsecond=0)
    site.add_questions(*some_questions(12, start=7001))
    contest = replace(
        a_contest(SLUG, chances=Chances("day", 2)), title=TITLE, populations=("farmer",), demonstration=True
    )
    with transaction():
        publish.apply(between(contest, opened, opened + timedelta(days=7)), TESTER, opened - timedelta(hours=2))
        publish.publish(SLUG, TESTER, opened - timedelta(hours=1))
        coming = _enter(opened - timedelta(hours=1))
        (twice, _), *others = coming
        for number, (person, score) in enumerate(others):
            _sit(site, person, score, opened + timedelta(days=number % 6, minutes=23 * number % 600), 4 + number % 5)
        _sit(site, twice, 50, opened + timedelta(days=1, hours=2), 6)
    _sit_slowly(site, twice, opened + timedelta(days=2, hours=3))
    publish.finish(SLUG, TESTER, site.now)


def _enter(at: datetime) -> list[tuple[int, int]]:
    """Enter everybody; the numbers of those who will come with their scores, who comes twice in front."""
    called = names()
    roll = {code: [next(called) for _ in range(absent + len(scores))] for code, (_, absent, scores) in TOWNS.items()}
    rows = "".join(f"{name},{code},farmer,1968\n" for code, people_of in roll.items() for name in people_of)
    entered = roster.import_roster(f"name,area,population,birth_year\n{rows}".encode(), "roster.csv", SLUG, TESTER, at)
    assert entered.problems == []
    for code, (registered, _, _) in TOWNS.items():
        review.set_denominator(code, "farmer", registered, date(2025, 12, 31), MADE_UP, TESTER, at)
        review.set_denominator(code, "", registered, date(2025, 12, 31), MADE_UP, TESTER, at)
    record = contests.by_slug(SLUG)
    assert record is not None
    numbers = {name: entry.person_id for entry, name in people.roster(record.id)}
    order = sorted(TOWNS, key=lambda code: code != XINYAN)
    return [(numbers[name], score) for code in order for name, score in zip(roll[code], TOWNS[code][2], strict=False)]


def _sit(site: Site, person: int, score: int, at: datetime, minutes: int) -> None:
    zone = site.app.config["QUIZAPP"].timezone
    attempt = start(SLUG, person, at, zone).attempt
    hand_in(
        attempt.id, at + timedelta(minutes=minutes), zone, SIMULATED, Save("simulation", 1, answers(attempt, score))
    )


def _sit_slowly(site: Site, person: int, at: datetime) -> None:
    """The attempt with evidence: one question is answered wrongly and put right a minute later; 80 in the end."""
    zone = site.app.config["QUIZAPP"].timezone
    attempt = start(SLUG, person, at, zone).attempt
    final, wrong = answers(attempt, 80), answers(attempt, 0)
    first = next(name for name in final if final[name] != wrong[name])
    rest = {name: options for name, options in final.items() if name != first}
    for seq, given, seconds in ((1, {first: wrong[first]}, 20), (2, {first: final[first]}, 80), (3, rest, 240)):
        moment = to_us(at + timedelta(seconds=seconds))
        save_answers(attempt.id, attempt.key_number, Save("simulation", seq, given), moment)
    hand_in(attempt.id, at + timedelta(seconds=250), zone, SIMULATED)


def answers(attempt: Attempt, score: int) -> dict[str, tuple[str, ...]]:
    """Answers to every question of a builder's paper of 100 points, right for so many points and wrong for the rest."""
    pool = contests.snapshot(attempt.snapshot_id)
    tens = min(8, score // 10)
    right = {False: tens, True: (score - 10 * tens) // 5}
    given = {}
    for item in attempt.paper:
        right[item.points == FIVE] -= 1
        given[question_id(item.position)] = _given(item, pool[item.position], right=right[item.points == FIVE] >= 0)
    return given


def _given(item: PaperItem, question: Question, *, right: bool) -> tuple[str, ...]:
    return tuple(sorted(question.key)) if right else (next(o for o in item.options if o not in question.key),)
