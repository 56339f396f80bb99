"""An organizer comes from a table of questions and a list of people to a running contest, and makes it longer."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from quizapp.domain.attempt import Save
from quizapp.operations.hand_in import hand_in
from quizapp.operations.start import start as start_attempt
from quizapp.storage import contests, people
from tests.browser.conftest import Phones, Site, start
from tests.browser.desk import sit_down
from tests.browser.season import SIMULATED, answers, names
from tests.rooms.bank import sheets

pytestmark = pytest.mark.browser
PICTURE = Path(__file__).parent.parent.parent / "docs" / "pictures" / "desk-live.png"
TITLE, SLUG, COLLECTION = "秋季农民科学素质竞赛（演示）", "autumn-2026", "秋季题目"
PARTS = {"判断": 8, "单选": 8, "多选": 4}  # what the form proposes for a new contest
# How many of each town are on the list, answer now, have handed in; one more of 新兖镇 comes by phone.
AT_WORK = {
    "370812001": (9, 3, 2),
    "370812003": (8, 2, 3),
    "370812006": (10, 4, 3),
    "370812007": (6, 1, 2),
    "370812101": (9, 2, 4),
    "370812102": (8, 3, 1),
    "370812103": (7, 2, 2),
    "370812105": (11, 3, 4),
    "370812107": (6, 1, 1),
    "370812111": (5, 0, 2),
    "370812-park": (6, 2, 1),
}


def questions(folder: Path) -> Path:
    """A workbook as a curator sends it: enough for a paper, and one row without a key."""
    rows = [["判断", f"说法{n}是对的。", "", "", "", "", "正确", "有道理。"] for n in range(PARTS["判断"])]
    rows += [sheets.good_row(n) for n in range(PARTS["单选"])]
    rows += [["多选", f"第{n}题哪些对？", "甲", "乙", "丙", "丁", "AC", "有道理。"] for n in range(PARTS["多选"])]
    rows += [["单选", "没有答案的题？", "甲", "乙", "丙", "丁", "", ""]]
    path = folder / f"{COLLECTION}.xlsx"
    path.write_bytes(sheets.xlsx(rows))
    return path


def roster(folder: Path) -> Path:
    called = names()
    rows = "".join(f"{next(called)},{town},农民,1970\n" for town, (size, _, _) in AT_WORK.items() for _ in range(size))
    path = folder / "名单.csv"
    path.write_bytes(f"姓名,镇街,人群,出生年\n{rows}".encode("gb18030"))  # as Excel writes it in a county office
    return path


def typed(site: Site, at: datetime) -> str:
    """A moment as a field of the form takes it."""
    return at.astimezone(site.app.config["QUIZAPP"].timezone).strftime("%Y-%m-%dT%H:%M")


def import_questions(page: Page, table: Path) -> None:
    page.get_by_role("link", name="题库").click()
    page.get_by_role("link", name="导入题目").click()
    page.get_by_label("题目文件").set_input_files(table)
    page.get_by_role("button", name="看一看").click()
    expect(page.get_by_text("有 1 道不能导入，原因在下面。")).to_be_visible()
    expect(page.get_by_role("row", name="第 22 行")).to_contain_text("没有答案。")
    expect(page.get_by_label("题集的名字")).to_have_value(COLLECTION)
    page.get_by_role("button", name="导入 20 道题").click()
    expect(page.get_by_role("heading", name="导入好了")).to_be_visible()


def make_contest(site: Site, page: Page, closes_at: datetime) -> None:
    page.get_by_role("link", name="用这个题集办一场竞赛").click()
    expect(page.get_by_role("checkbox", name=f"{COLLECTION}（20 题）")).to_be_checked()
    page.get_by_label("标题").fill(TITLE)
    page.get_by_label("网址名").fill(SLUG)
    page.get_by_label("开始", exact=True).fill(typed(site, site.now - timedelta(hours=1)))
    page.get_by_label("结束", exact=True).fill(typed(site, closes_at))
    page.get_by_role("button", name="先看看规则").click()
    expect(page.get_by_text("题目够了，每份卷子都抽得出来。")).to_be_visible()
    expect(page.get_by_text("一共 20 道题，满分 100 分。").first).to_be_visible()
    page.get_by_role("button", name="存下来").last.click()
    expect(page.get_by_text("规则存好了。")).to_be_visible()


def publish(page: Page) -> None:
    page.get_by_role("link", name="发布", exact=True).click()
    expect(page.get_by_text("规则和试题从此定下来，不能再改；时间还可以延长。")).to_be_visible()
    page.get_by_role("button", name="发布").click()
    expect(page.get_by_text("已经发布。")).to_be_visible()


def import_roster(page: Page, table: Path) -> dict[str, str]:
    """Enter everybody; the codes of the slips, by name."""
    page.get_by_role("link", name="导入名单").click()
    page.get_by_label("名单文件").set_input_files(table)
    page.get_by_role("button", name="导入").click()
    expect(page.get_by_role("heading", name="导入了 85 人")).to_be_visible()
    slips = page.locator(".slip")
    expect(slips).to_have_count(85)
    expect(slips.locator("svg.qr")).to_have_count(85)
    expect(slips.first).to_contain_text(TITLE)
    drawn = slips.first.locator("svg.qr").bounding_box()
    assert drawn is not None
    assert drawn["width"] >= 90, "large enough for a cheap camera"
    found = slips.evaluate_all(
        "(all) => all.map((slip) => [slip.querySelector('header b').innerText, slip.querySelector('.code').innerText])"
    )
    assert all(re.fullmatch(r"[0-9A-Z]{5}-[0-9A-Z]{5}", code) for _, code in found)
    return dict(found)


def set_to_work(site: Site, but: str) -> None:
    """Some people of every town have handed in since the opening, some answer now; one person does neither."""
    record = contests.by_slug(SLUG)
    assert record is not None
    zone = site.app.config["QUIZAPP"].timezone
    waiting = dict(AT_WORK)
    for entry, name in list(people.roster(record.id)):
        town, answering, done = waiting[entry.area]
        if name == but or not answering + done:
            continue
        attempt = start_attempt(SLUG, entry.person_id, site.now - timedelta(minutes=4), zone).attempt
        waiting[entry.area] = (town, answering - (not done), done - bool(done))
        if done:
            hand_in(attempt.id, site.now, zone, SIMULATED, Save("simulation", 1, answers(attempt, 70)))


def live(page: Page, town: str = "") -> list[str]:
    """The figures of a town, or of the whole, as they stand on the page."""
    where = page.get_by_role("row", name=town).locator("td.num") if town else page.locator(".figures b")
    return where.all_inner_texts()


def test_from_a_table_of_questions_to_a_longer_contest(site: Site, phone: Phones, tmp_path: Path) -> None:
    desk = sit_down(site, phone, "organizer", name="区科协（演示）")
    import_questions(desk, questions(tmp_path))
    make_contest(site, desk, closes_at=site.now + timedelta(minutes=9))
    publish(desk)
    codes = import_roster(desk, roster(tmp_path))
    comes_by_phone = list(codes)[-18]  # 新兖镇, behind whom 漕河镇 6, 小孟镇 5 and the park 6 stand
    set_to_work(site, comes_by_phone)

    desk.get_by_role("link", name="都印好了，回到竞赛").click()
    desk.get_by_role("link", name="看现场").click()
    expect(desk.get_by_role("heading", name="现场")).to_be_visible()
    assert live(desk) == ["85", "37", "48", "23", "25"]
    assert live(desk, "新兖镇") == ["11", "4", "7", "3", "4"]

    page = start(phone(), codes[comes_by_phone])
    expect(desk.locator(".figures b").nth(3)).to_have_text("24")
    assert live(desk) == ["85", "36", "49", "24", "25"]
    assert live(desk, "新兖镇") == ["11", "3", "8", "4", "4"]
    desk.screenshot(path=PICTURE)

    desk.get_by_role("link", name=TITLE).click()
    desk.get_by_role("link", name="延长").click()
    desk.get_by_label("新的结束时间").fill(typed(site, site.now + timedelta(hours=2)))
    desk.get_by_label("原因").fill("应各镇要求")
    desk.get_by_role("button", name="延长").click()
    expect(desk.get_by_text("已经延长。")).to_be_visible()
    expect(desk.locator(".deeds")).to_contain_text("应各镇要求")

    page.locator(".option").first.click()
    expect(page.get_by_text("时间改了，请看右上角。")).to_be_visible()
    expect(page.locator("#saved")).to_have_text("已保存")
    page.get_by_role("button", name="答题卡").click()
    page.get_by_role("button", name="交卷", exact=True).click()
    page.wait_for_url("**/result")
    desk.get_by_role("link", name="看现场").click()
    expect(desk.locator(".figures b").nth(4)).to_have_text("26")
    assert live(desk) == ["85", "36", "49", "23", "26"]
