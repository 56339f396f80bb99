"""An official goes from a figure to the attempts behind it, and from an attempt to its answers and saves."""

from __future__ import annotations

import re

import pytest

from quizapp.domain.contest import Feedback
from tests.builders import World, a_contest, all_right, body_of
from tests.rooms.desk import Desk, plain, rows
from tests.rooms.review import counted
from tests.rooms.review.counted import CAOHE, XINYAN

ATTEMPTS = f"/desk/towns/farmers/{XINYAN}/attempts"


def test_the_attempts_behind_a_towns_figures(either_world: World) -> None:
    counted.hold(either_world)
    page = Desk(either_world, "official", XINYAN).page(ATTEMPTS)
    assert "一共 5 份，计入人次 4 份" in plain(page)
    lines = [(cells[0], cells[2], cells[4], cells[5], cells[6], cells[8]) for _, cells in rows(page)]
    assert lines == [
        ("张**", "2", "自己交卷", "1 分 0 秒", "80", "取这次的成绩"),
        ("李**", "1", "自己交卷", "1 分 0 秒", "80", "取这次的成绩"),
        ("王**", "1", "自己交卷", "1 分 0 秒", "55", "取这次的成绩"),
        ("张**", "1", "自己交卷", "1 分 0 秒", "50", "只计人次"),
        ("赵**", "1", "到时由系统交卷", "10 分 0 秒", "0", "一题没答，不计"),
    ]
    assert "张三" not in page


def test_of_one_population_and_by_the_link_in_the_table(world: World) -> None:
    counted.hold(world)
    desk = Desk(world, "official")
    table = desk.page("/desk/towns/farmers?population=elderly")
    assert f'href="{ATTEMPTS}?population=elderly"' in table
    page = desk.page(f"{ATTEMPTS}?population=elderly")
    assert [cells[0] for _, cells in rows(page)] == ["王**"]


def test_many_attempts_come_in_pages(world: World) -> None:
    world.contest()
    for code in world.codes("farmers", *[f"{name}农" for name in "赵钱孙李周吴郑王冯陈" * 6]):
        counted.sit(world, code, 0)
    desk = Desk(world, "official")
    first, second = desk.page(ATTEMPTS), desk.page(f"{ATTEMPTS}?page=2")
    assert (len(rows(first)), len(rows(second))) == (50, 10)
    assert "第 1 页，共 2 页" in first
    assert f'href="{ATTEMPTS}?page=2"' in first
    assert "没有这一页" in desk.page(f"{ATTEMPTS}?page=3")
    assert desk.get(f"{ATTEMPTS}?page=0").status_code == 404


def test_an_attempt_with_its_answers_marks_saves_and_events(world: World) -> None:
    world.contest()
    phone = world.phone(world.codes("farmers", "欧阳春")[0])
    phone.start("farmers")
    answers = all_right(phone.attempt)
    by_kind = {question["kind"]: question for question in phone.attempt["questions"]}
    right, changed = by_kind["true_false"]["id"], by_kind["single_choice"]["id"]
    called = {option["text"][-1]: option["id"] for option in by_kind["single_choice"]["options"]}
    world.clock.move(seconds=10)
    phone.save({right: answers[right], changed: [called["甲"]]})
    world.clock.move(seconds=20)
    phone.save({changed: [called["丙"]]})
    world.clock.move(seconds=30)
    done = body_of(phone.submit())

    page = Desk(world, "official", XINYAN).page(f"/desk/attempts/{done['attempt']}")
    words = plain(page)
    assert "欧阳**：第 1 次作答" in words
    assert "欧阳春" not in page
    assert "5 得分，满分 100" in words
    assert "1 分 0 秒 用时" in words
    assert "12:00:00 开始，2026-09-01" in words
    answered = [cells for _, cells in rows(page) if len(cells) == 6 and "●" in cells[1]]
    assert sorted(cells[2:] for cells in answered) == [
        ["0 / 10", "12:00:10", "12:00:30", "1"],
        ["5 / 5", "12:00:10", "12:00:10", "0"],
    ]
    single = next(cells[1] for cells in answered if cells[2] == "0 / 10")
    assert re.search(r"选项丙 ● 选了", single)
    assert re.search(r"选项乙 ✓ 答案", single)
    assert len([cells for _, cells in rows(page) if len(cells) == 6 and "没有作答" in cells[1]]) == 10
    events = [cells for _, cells in rows(page) if len(cells) == 5]
    assert events == [["2026-09-01 12:01:00", "本人", "自己交卷", "5", ""]]


def test_the_key_shows_no_sooner_than_to_participants(world: World) -> None:
    world.contest(a_contest(feedback=Feedback("never", "nothing")))
    number = counted.sit(world, world.codes("farmers", "张三")[0], 80)
    desk = Desk(world, "official", XINYAN)
    running = desk.page(f"/desk/attempts/{number}")
    assert "✓" not in running
    assert "10 / 10" not in running
    assert "正确答案和每题得分要等结束以后才显示" in running
    world.clock.move(hours=9)
    desk = Desk(world, "official", XINYAN)
    closed = desk.page(f"/desk/attempts/{number}")
    assert "✓ 答案" in closed
    assert "10 / 10" in closed


def test_an_official_of_another_area_finds_nothing(world: World) -> None:
    world.contest()
    number = counted.sit(world, world.codes("farmers", "张三")[0], 80)
    neighbour = Desk(world, "official", CAOHE)
    assert neighbour.get(ATTEMPTS).status_code == 404
    assert neighbour.get(f"/desk/attempts/{number}").status_code == 404
    assert Desk(world, "official", XINYAN).get(f"/desk/attempts/{number}").status_code == 200
    assert Desk(world, "official").get(f"/desk/attempts/{number}").status_code == 200


def test_neither_practice_nor_an_open_attempt_is_shown(world: World) -> None:
    world.contest()
    phone = world.phone(world.codes("farmers", "张三")[0])
    phone.start("farmers")
    desk = Desk(world, "official")
    assert desk.get(f"/desk/attempts/{phone.attempt['attempt']}").status_code == 404
    assert desk.get("/desk/attempts/999").status_code == 404
    assert desk.get("/desk/towns/farmers/nowhere/attempts").status_code == 404
    assert desk.get("/desk/towns/nothing/370812105/attempts").status_code == 404
    assert "这里还没有人交卷" in desk.page(ATTEMPTS)


@pytest.mark.parametrize("role", ["curator"])
def test_who_does_not_review_is_kept_out(world: World, role: str) -> None:
    counted.hold(world)
    assert Desk(world, role).get("/desk/towns/farmers").status_code == 403
