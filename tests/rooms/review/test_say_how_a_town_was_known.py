"""Each figure by town says how the town was known: from a roster, from the link on the wall, from the person."""

from __future__ import annotations

import csv
import io
import re

from quizapp.domain.people import Place
from quizapp.web import links
from tests.builders import World, body_of
from tests.rooms.accounts.door import OTHER_TOWN, TOWN, add, come_in, link_contest, open_contest
from tests.rooms.desk import Desk


def known_on_page(world: World, slug: str) -> dict[str, str]:
    page = Desk(world, "official").page(f"/desk/towns/{slug}")
    return dict(re.findall(r'<li data-known="(\d+)">(.*?)</li>', page))


def test_from_a_roster(world: World) -> None:
    world.contest()
    world.codes("farmers", "甲", "乙", area=TOWN)
    assert known_on_page(world, "farmers") == {TOWN: "新兖镇：按名单 2 人"}


def test_from_the_person(world: World) -> None:
    open_contest(world)
    for number, area in enumerate((TOWN, TOWN, OTHER_TOWN)):
        phone = come_in(world, f"1381111111{number}")
        add(phone, f"人{number}", area=area)
        assert phone.start("farmers").status_code == 201
    found = known_on_page(world, "farmers")
    assert found[TOWN] == "新兖镇：本人所选 2 人"
    assert found[OTHER_TOWN].endswith("：本人所选 1 人")


def test_from_the_link_on_page_and_in_the_file(world: World) -> None:
    record = link_contest(world)
    phone = world.client()
    phone.token = body_of(phone.post("/session", {"link": links.token(Place(record.id, TOWN))}))["token"]
    add(phone, "王五", area=None)
    assert phone.start("village").status_code == 201
    assert known_on_page(world, "village") == {TOWN: "新兖镇：按二维码 1 人"}
    text = Desk(world, "official").get("/desk/towns/village/towns.csv").data.decode("utf-8-sig")
    lines = {row[0]: row[-1] for row in csv.reader(io.StringIO(text)) if len(row) == 15}
    assert lines["镇街代码"] == "镇街是怎么知道的"
    assert lines[TOWN] == "按二维码 1 人"
