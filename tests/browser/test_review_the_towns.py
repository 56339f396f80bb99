"""An official reads the towns' figures, goes down to one answer, and takes the same figures home as a file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from tests.browser import season
from tests.browser.conftest import Phones, Site
from tests.browser.desk import sit_down
from tests.browser.season import FIGURES, TITLE, XINYAN

pytestmark = pytest.mark.browser
PICTURE = Path(__file__).parent.parent.parent / "docs" / "pictures" / "desk-towns.png"
TOWNS = "tbody tr[data-area]:not([data-population])"
# What a file holds beside the page's figures: how many reached the mark.
PASSED = (4, 4, 5, 2, 3, 3, 5, 5, 2, 0, 3, 36)
Line = tuple[str, ...]


def shown(page: Page) -> list[Line]:
    """The lines of the table of the towns, without the cell of the picture."""
    lines = page.locator(TOWNS).evaluate_all(
        "(rows) => rows.map((row) => [...row.cells].filter((cell) => !cell.matches('.bar')).map((c) => c.innerText))"
    )
    return [tuple(line) for line in lines]


def in_file(path: Path) -> list[list[object]]:
    table = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    head = next(index for index, row in enumerate(table) if row[0] == "镇街代码")
    return [[row[1], row[3], *row[6:14]] for row in table[head + 1 :]]


def as_numbers(line: Line, passed: int) -> list[object]:
    """A line of the page as the file holds it: numbers, rates without their sign, the passed between the rates."""
    numbers = [cell if cell == "—" else float(cell.removesuffix("%")) for cell in line[1:]]
    return [line[0], *numbers[:5], passed, *numbers[5:]]


def test_from_the_towns_to_one_answer_and_home_with_the_file(site: Site, phone: Phones, tmp_path: Path) -> None:
    season.hold(site)
    page = sit_down(site, phone, "official", name="镇街审阅（演示）")
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", name=f"{TITLE}：各镇街成绩")).to_be_visible()
    expect(page.locator(".figures div")).to_have_text(
        [re.compile(f"^{figure}") for figure in ("50", "51", r"33\.8%", r"67\.8", r"72\.0%")]
    )
    assert shown(page) == list(FIGURES)
    page.screenshot(path=PICTURE)

    page.get_by_role("link", name="平均", exact=True).click()
    expect(page.get_by_role("columnheader", name="平均↓")).to_have_attribute("aria-sort", "descending")
    assert [line[0] for line in shown(page)][:3] == ["颜店镇", "新兖镇", "龙桥街道"]
    assert [line[0] for line in shown(page)][-2:] == ["小孟镇", "全区"], "what has no mean stands behind all others"
    page.get_by_role("link", name="平均↓").click()
    expect(page.get_by_role("columnheader", name="平均↑")).to_have_attribute("aria-sort", "ascending")
    assert shown(page)[0][0] == "漕河镇"

    with page.expect_download() as coming:
        page.get_by_role("link", name="下载 Excel").click()
    coming.value.save_as(tmp_path / "towns.xlsx")
    wanted = {line[0]: as_numbers(line, passed) for line, passed in zip(FIGURES, PASSED, strict=True)}
    lines = in_file(tmp_path / "towns.xlsx")
    assert lines == [wanted[name] for name, *_ in shown(page)], "in the order of the page"

    page.locator(f"tr[data-area='{XINYAN}']").first.get_by_role("link", name="7").click()
    expect(page.get_by_text("一共 7 份，计入人次 7 份")).to_be_visible()
    counted = page.get_by_role("row", name="4 分 10 秒")
    expect(counted).to_contain_text("取这次的成绩")
    counted.get_by_role("link", name="李**").click()
    expect(page.get_by_role("heading", name="李**：第 2 次作答")).to_be_visible()
    expect(page.locator(".figures div").first).to_have_text(re.compile("^80"))
    expect(page.locator("table.answers tbody tr")).to_have_count(12)
    put_right = page.locator("table.answers tbody tr").filter(has=page.locator("td:last-child", has_text="1"))
    expect(put_right).to_have_count(1)
    expect(put_right).to_contain_text("10 / 10")
    first, last = put_right.locator("td").nth(3).inner_text(), put_right.locator("td").nth(4).inner_text()
    assert (first[-3:], last[-3:]) == (":20", ":20"), "answered after 20 seconds, put right a minute later"
    assert first != last
    expect(page.get_by_role("row", name="自己交卷")).to_contain_text("80")


def test_an_official_of_a_town_sees_the_town_and_no_other(site: Site, phone: Phones) -> None:
    season.hold(site)
    page = sit_down(site, phone, "official", XINYAN)
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", name=f"{TITLE}：新兖镇成绩")).to_be_visible()
    assert shown(page) == [FIGURES[7]]
    page.get_by_role("link", name="7", exact=True).click()
    expect(page.get_by_text("一共 7 份，计入人次 7 份")).to_be_visible()

    reply = page.goto(f"/desk/towns/{season.SLUG}/370812101/attempts")
    assert reply is not None
    assert reply.status == 404
    expect(page.get_by_text("大安镇")).to_have_count(0)
    page.goto("/desk/denominators")
    expect(page.get_by_label("镇街", exact=True).locator("option")).to_have_text(["新兖镇"])
