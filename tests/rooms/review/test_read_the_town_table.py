"""An official reads the towns' figures on the page and takes them home as a file: the same figures, by hand."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from fractions import Fraction

import pytest
from python_calamine import CalamineWorkbook

from quizapp.review.exports import percent
from tests.builders import World, a_contest
from tests.rooms.desk import Desk, plain, rows
from tests.rooms.review import counted
from tests.rooms.review.counted import CAOHE, DAAN, XIAOMENG, XINYAN

PAGE = "/desk/towns/farmers"
# Worked out by hand: registered, roster, persons, attempts, participation %, passed, pass rate %, mean, best.
TOWNS = {
    XINYAN: (8, 4, 3, 4, 37.5, 2, 66.7, 71.667, 80),  # (80 + 80 + 55) / 3
    DAAN: (None, 1, 1, 1, None, 1, 100.0, 100, 100),
    CAOHE: (1, 2, 2, 2, 200.0, 1, 50.0, 52.5, 65),
    XIAOMENG: (50, 0, 0, 0, 0.0, 0, None, None, None),
    "370812001": (None, 0, 0, 0, None, 0, None, None, None),
}
WHOLE = (None, 7, 6, 7, None, 4, 66.7, 70, 100)  # (80 + 80 + 55 + 100 + 40 + 65) / 6
POPULATIONS = {
    (XINYAN, "farmer"): (5, 3, 2, 3, 40.0, 2, 100.0, 80, 80),
    (XINYAN, "elderly"): (None, 1, 1, 1, None, 0, 0.0, 55, 55),
    (DAAN, "youth"): (None, 1, 1, 1, None, 1, 100.0, 100, 100),
    (CAOHE, "farmer"): (None, 2, 2, 2, None, 1, 50.0, 52.5, 65),
    ("", "youth"): (None, 1, 1, 1, None, 1, 100.0, 100, 100),
    ("", "farmer"): (None, 5, 4, 5, None, 3, 75.0, 66.25, 80),  # (80 + 80 + 40 + 65) / 4
    ("", "elderly"): (None, 1, 1, 1, None, 0, 0.0, 55, 55),
}
Figures = tuple[float | None, ...]


def on_page(figures: Figures) -> list[str]:
    """Figures by hand as the page writes them; the number that reached the mark stands in the files only."""
    registered, entered, persons, attempts, participation, _, pass_rate, mean, best = figures
    plain_numbers = [registered, entered, persons, attempts]
    rates = ["—" if rate is None else f"{rate}%" for rate in (participation, pass_rate)]
    written = ["—" if number is None else str(number) for number in plain_numbers]
    return [*written, rates[0], "", rates[1], *("—" if mark is None else str(mark) for mark in (mean, best))]


def in_file(figures: Figures) -> list[object]:
    return ["—" if value is None else value for value in figures]


def sheet(data: bytes, number: int = 0) -> dict[tuple[str, str], list[object]]:
    """(code, population) → figures of a sheet of a workbook."""
    table = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(number).to_python()
    head = next(index for index, row in enumerate(table) if row[0] == "镇街代码")
    return {(str(row[0]), str(row[2])): [row[3], *row[6:14]] for row in table[head + 1 :]}


def test_page_workbook_and_text_say_what_was_worked_out_by_hand(either_world: World) -> None:
    counted.hold(either_world)
    desk = Desk(either_world, "official")
    page = desk.page(PAGE)
    lines = {given["area"]: cells for given, cells in rows(page) if "area" in given and "population" not in given}
    assert len(lines) == 12  # eleven towns, and the whole
    for code, figures in (TOWNS | {"": WHOLE}).items():
        assert lines[code][1:] == on_page(figures), code

    workbook = desk.get(f"{PAGE}/towns.xlsx").data
    first = sheet(workbook)
    for code, figures in (TOWNS | {"": WHOLE}).items():
        assert first[code, "全部人群"] == in_file(figures), code

    text = desk.get(f"{PAGE}/towns.csv").data.decode("utf-8-sig")
    records = [record for record in csv.reader(io.StringIO(text)) if len(record) == 15]
    separated = {record[0]: [record[3], *record[6:14]] for record in records[1:]}
    for code, figures in (TOWNS | {"": WHOLE}).items():
        assert separated[code] == [str(value) for value in in_file(figures)], code


def test_the_populations_of_each_town(world: World) -> None:
    counted.hold(world)
    desk = Desk(world, "official")
    lines = {
        (given["area"], given["population"]): cells for given, cells in rows(desk.page(PAGE)) if "population" in given
    }
    names = {"farmer": "农民", "elderly": "老年人", "youth": "青少年"}
    second = sheet(desk.get(f"{PAGE}/towns.xlsx").data, 1)
    assert set(lines) == set(POPULATIONS)
    for (code, population), figures in POPULATIONS.items():
        wanted = on_page(figures)
        assert lines[code, population][1:] == [names[population], *wanted[:5], *wanted[6:]], (code, population)
        assert second[code, names[population]] == in_file(figures), (code, population)


def test_one_population_alone(world: World) -> None:
    counted.hold(world)
    desk = Desk(world, "official")
    lines = {given["area"]: cells for given, cells in rows(desk.page(f"{PAGE}?population=farmer")) if given}
    assert lines[XINYAN][1:] == on_page(POPULATIONS[XINYAN, "farmer"])
    assert lines[DAAN][1:] == on_page((None, 0, 0, 0, None, 0, None, None, None))
    assert lines[""][1:] == on_page(POPULATIONS["", "farmer"])
    file = sheet(desk.get(f"{PAGE}/towns.xlsx?population=farmer").data)
    assert file[XINYAN, "农民"] == in_file(POPULATIONS[XINYAN, "farmer"])


def test_the_five_figures_and_the_caveat_beside_them(world: World) -> None:
    counted.hold(world)
    page = Desk(world, "official").page(PAGE)
    figures = re.findall(r'<div><b class="num">(.*?)</b><span>(.*?)</span></div>', page)
    assert figures == [
        ("6", "参加人数（人）"),
        ("7", "答题次数（人次）"),
        ("—", "参与率，按登记基数"),
        ("70", "平均成绩"),
        ("66.7%", "答题达标率"),
    ]
    words = plain(page)
    assert "农民科学素质网络竞赛：各镇街成绩" in words
    assert "截至 2026年9月1日 12:18，最近一份答卷 2026年9月1日 12:17 交。" in words
    assert "答题达标率不是全区公民具备科学素质的比例" in words
    assert 'title="截至 2025-12-31，来源：统计公报">8</td>' in page
    assert "新兖镇：8，截至 2025-12-31，来源：统计公报" in words


def test_the_notes_of_a_file_say_what_when_and_what_the_rates_mean(world: World) -> None:
    counted.hold(world)
    text = Desk(world, "official").get(f"{PAGE}/towns.csv").data.decode("utf-8-sig")
    notes = text.split("镇街代码")[0]
    assert notes.startswith("农民科学素质网络竞赛\r\n")
    for sentence in (
        "截至 2026年9月1日 12:18",
        "取最好的一次成绩。",
        "达到 60 分为达标。",
        "参与率＝参加人数÷登记基数",
        "不能和公民科学素质调查的结果直接比较",
    ):
        assert sentence in notes


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("-persons", [XINYAN, CAOHE, DAAN]),
        ("-participation", [CAOHE, XINYAN, XIAOMENG]),
        ("mean", [CAOHE, XINYAN, DAAN]),
        ("code", ["370812001", "370812003", "370812006"]),
        ("-code", ["370812-park", XIAOMENG, CAOHE]),
    ],
)
def test_sorted_by_a_column_what_is_not_known_comes_last(world: World, sort: str, first: list[str]) -> None:
    counted.hold(world)
    desk = Desk(world, "official")
    order = [given["area"] for given, _ in rows(desk.page(f"{PAGE}?sort={sort}")) if "population" not in given]
    assert order[:3] == first
    assert order[11] == ""  # the whole stays below


@pytest.mark.parametrize("query", ["sort=secret", "population=martian", "stage=1", "stage=x"])
def test_an_address_that_no_link_makes_is_not_found(world: World, query: str) -> None:
    world.contest()
    assert Desk(world, "official").get(f"{PAGE}?{query}").status_code == 404


def test_a_towns_official_sees_the_town_and_nothing_of_the_others(world: World) -> None:
    counted.hold(world)
    desk = Desk(world, "official", XINYAN)
    page = desk.page(PAGE)
    lines = [(given["area"], cells) for given, cells in rows(page) if "area" in given and "population" not in given]
    assert [code for code, _ in lines] == [XINYAN]
    assert lines[0][1][1:] == on_page(TOWNS[XINYAN])
    assert re.findall(r'<div><b class="num">(.*?)</b>', page) == ["3", "4", "37.5%", "71.667", "66.7%"]
    assert 'class="mark"' not in page
    for name in ("大安镇", "漕河镇", "全区各"):
        assert name not in plain(page)
    assert set(sheet(desk.get(f"{PAGE}/towns.xlsx").data)) == {(XINYAN, "全部人群")}
    assert "漕河镇" not in desk.get(f"{PAGE}/towns.csv").data.decode()


def test_before_anybody_took_part(world: World) -> None:
    desk = Desk(world, "official")
    assert "还没有发布过竞赛" in desk.page("/desk/towns")
    world.contest()
    assert "农民科学素质网络竞赛" in desk.page("/desk/towns")
    page = plain(desk.page(PAGE))
    assert "还没有人交卷" in page
    assert "各镇街的各人群" not in page


def test_a_draft_has_no_figures(world: World) -> None:
    world.contest(a_contest("draft"), publish_it=False)
    assert Desk(world, "official").get("/desk/towns/draft").status_code == 404


def test_a_contest_for_farmers_is_measured_by_the_registered_farmers(world: World) -> None:
    farmers = a_contest()
    counted.register(world, XINYAN, "", 100)
    counted.register(world, XINYAN, "farmer", 4)
    counted.register(world, DAAN, "", 10)
    world.contest(replace(farmers, populations=("farmer",)))
    for area in (XINYAN, DAAN):
        (code,) = world.codes("farmers", "张三", area=area)
        counted.sit(world, code, 80)
    page = Desk(world, "official").page(PAGE)
    lines = {given["area"]: cells for given, cells in rows(page) if "area" in given and "population" not in given}
    assert lines[XINYAN][1:6] == ["4", "1", "1", "1", "25.0%"]
    assert lines[DAAN][1:6] == ["10", "1", "1", "1", "10.0%"]


def test_a_denominator_of_the_opening_stands_whatever_is_entered_later(world: World) -> None:
    world.clock.move(hours=-5)
    counted.register(world, XINYAN, "", 10)
    world.clock.move(hours=5)
    world.contest()
    counted.register(world, XINYAN, "", 99)
    counted.register(world, DAAN, "", 7)
    page = Desk(world, "official").page(PAGE)
    lines = {given["area"]: cells for given, cells in rows(page) if "area" in given}
    assert lines[XINYAN][1] == "10"
    assert lines[DAAN][1] == "7"


@pytest.mark.parametrize(
    ("share", "shown"),
    [(Fraction(1, 16), 6.3), (Fraction(1, 3), 33.3), (Fraction(2, 3), 66.7), (Fraction(1, 2000), 0.1), (None, None)],
)
def test_percentages_are_rounded_half_up_from_the_exact_share(share: Fraction | None, shown: float | None) -> None:
    assert percent(share) == shown
