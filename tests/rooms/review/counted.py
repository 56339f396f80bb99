"""A contest whose figures were worked out by hand: ties, several populations, an empty town, missing denominators.

新兖镇  张三 farmer 50 then 80, 李四 farmer 80, 王五 elderly 55, 赵六 farmer starts and never answers
大安镇  钱七 youth 100; nobody said how many are registered
漕河镇  孙八 farmer 40, 周九 farmer 65; one person is registered
小孟镇  nobody, though 50 are registered
"""

from __future__ import annotations

from datetime import date
from typing import Any

from quizapp.domain.contest import Chances
from quizapp.operations import hand_in
from quizapp.review import service
from tests.builders import TESTER, World, a_contest, body_of, right_answer

XINYAN, DAAN, CAOHE, XIAOMENG = "370812105", "370812101", "370812107", "370812111"
YEAR_END = date(2025, 12, 31)


def hold(world: World) -> None:
    """Hold the contest `farmers`; afterwards everybody's time is over."""
    world.clock.move(hours=-5)  # before the opening, where denominators belong
    register(world, XINYAN, "", 8)
    register(world, XINYAN, "farmer", 5)
    register(world, CAOHE, "", 1)
    register(world, XIAOMENG, "", 50)
    world.clock.move(hours=5)
    world.contest(a_contest(chances=Chances("day", 2)))
    farmers = world.codes("farmers", "张三", "李四", "赵六", area=XINYAN)
    (elder,) = world.codes("farmers", "王五", area=XINYAN, population="elderly")
    (young,) = world.codes("farmers", "钱七", area=DAAN, population="youth")
    others = world.codes("farmers", "孙八", "周九", area=CAOHE)
    for code, *scores in (
        (farmers[0], 50, 80),
        (farmers[1], 80),
        (elder, 55),
        (young, 100),
        (others[0], 40),
        (others[1], 65),
    ):
        for score in scores:
            sit(world, code, score)
    idle = world.phone(farmers[2])
    idle.start("farmers")
    world.clock.move(minutes=11)
    hand_in.expire(int(idle.attempt["attempt"]), world.now, world.app.config["QUIZAPP"].timezone)


def register(world: World, area: str, population: str, count: int) -> None:
    service.set_denominator(area, population, count, YEAR_END, "统计公报", TESTER, world.now)


def sit(world: World, code: str, score: int) -> int:
    """Answer so many questions right that the score comes out; the number of the attempt."""
    phone = world.phone(code)
    phone.start("farmers")
    answers = answers_for(phone.attempt["questions"], score)
    world.clock.move(seconds=30)
    phone.save(answers)
    world.clock.move(seconds=30)
    done = body_of(phone.submit())
    assert done["score"] in {score, None}  # None where the contest does not show it
    return int(done["attempt"])


def answers_for(questions: list[dict[str, Any]], score: int) -> dict[str, list[str]]:
    """Right answers worth `score` of a builder's paper: four questions at 5 points, eight at 10."""
    fives = 1 if score % 10 else 0
    while (score - 5 * fives) // 10 > 8:
        fives += 2
    wanted = {5: fives, 10: (score - 5 * fives) // 10}
    answers = {}
    for question in questions:
        if wanted[question["points"]]:
            wanted[question["points"]] -= 1
            answers[question["id"]] = right_answer(question)
    return answers
