"""An official enters how many people are registered in the own area, with date and source."""

from __future__ import annotations

from typing import Any

import pytest

from quizapp.storage import audit
from tests.builders import World
from tests.rooms.desk import Desk, plain, rows
from tests.rooms.review.counted import CAOHE, XINYAN

PAGE = "/desk/denominators"


def filled(**changes: str) -> dict[str, Any]:
    standard = {"area": XINYAN, "population": "", "count": "21,400", "as_of": "2025-12-31", "source": "统计公报"}
    return standard | changes


def test_entered_and_shown_with_date_and_source(either_world: World) -> None:
    desk = Desk(either_world, "official", XINYAN)
    assert "还没有登记过" in desk.page(PAGE)
    reply = desk.post(PAGE, filled(), at=PAGE)
    assert (reply.status_code, reply.location) == (303, f"{PAGE}?saved=1")
    desk.post(PAGE, filled(population="farmer", count="９０００"), at=PAGE)
    shown = desk.page(f"{PAGE}?saved=1")
    assert "登记好了" in shown
    assert [cells for _, cells in rows(shown)] == [
        ["新兖镇", "全部人群", "21,400", "2025-12-31", "统计公报"],
        ["新兖镇", "农民", "9,000", "2025-12-31", "统计公报"],
    ]
    (first, _) = audit.about(f"area:{XINYAN}")
    assert (first["action"], first["details"]["registered"], first["details"]["source"]) == (
        "areas.set",
        21400,
        "统计公报",
    )


def test_the_area_of_another_is_not_found(world: World) -> None:
    desk = Desk(world, "official", XINYAN)
    assert "漕河镇" not in desk.page(PAGE)
    assert desk.post(PAGE, filled(area=CAOHE), at=PAGE).status_code == 404
    assert "还没有登记过" in Desk(world, "official").page(PAGE)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"count": "两万"}, "请写一个整数。"),
        ({"count": "-3"}, "请写一个整数。"),
        ({"count": "100000001"}, "基数要是 0 到一亿之间的整数。"),
        ({"as_of": "去年"}, "请写日期，像 2026-06-30。"),
        ({"as_of": "2062-06-30"}, "这一天还没有到，请核对年份。"),
        ({"source": " "}, "请写明数字的来源，最多 200 个字。"),
        ({"source": "长" * 201}, "请写明数字的来源，最多 200 个字。"),
        ({"population": "martian"}, "人群「martian」不认识。"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(world: World, wrong: dict[str, str], sentence: str) -> None:
    desk = Desk(world, "official", XINYAN)
    reply = desk.post(PAGE, filled(**wrong), at=PAGE)
    assert reply.status_code == 422
    assert sentence in plain(reply.text)
    assert "还没有登记过" in reply.text
