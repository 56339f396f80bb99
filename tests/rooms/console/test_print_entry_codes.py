"""An organizer imports a roster, prints its entry codes then and there, and gives a lost one anew."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest

from quizapp.formats.sheets import read_tables
from tests.builders import World
from tests.rooms.pages import Browser, a_file, clerk

ROOT = "/desk/contests/farmers"
IMPORT = f"{ROOT}/roster/import"
LIST = "姓名,镇街,人群,编号\n张三,新兖镇,农民,A1\n李四,颜店镇,农民,A2\n孙悟空,花果山,农民,A3\n八戒,新兖镇,神仙,A4\n"
CODE = re.compile(r'class="code">([0-9A-Z]{5}-[0-9A-Z]{5})<')


@pytest.fixture
def browser(world: World) -> Browser:
    world.contest()
    return clerk(world)


def test_the_answer_holds_slips_lists_and_a_file_and_is_kept_nowhere(world: World, browser: Browser) -> None:
    reply = browser.send(IMPORT, {"file": a_file(LIST)})
    assert reply.status_code == 200
    assert reply.headers["Cache-Control"] == "no-store"
    assert "导入了 2 人，2 处没有导入" in reply.text
    assert "入场码只显示这一次。" in reply.text
    codes = CODE.findall(reply.text)
    assert len(codes) == 4, "each on a slip and on a list"
    assert set(codes[:2]) == set(codes[2:])
    assert reply.text.count('class="qr"') == 2
    assert "一共 12 道题，满分 100 分。" in reply.text

    embedded = re.search(r'href="data:text/csv;base64,([^"]+)"', reply.text)
    assert embedded is not None
    rows = read_tables(base64.b64decode(embedded[1]))[0].rows
    plain = [code.replace("-", "") for code in codes]
    assert rows == [["ref", "name", "entry_code"], ["A1", "张三", plain[0]], ["A2", "李四", plain[1]]]
    world.phone(codes[0])
    for path in (f"{ROOT}/roster", f"{ROOT}/lists", ROOT):
        assert not CODE.search(browser.open(path).text)


def test_refused_rows_are_named_as_excel_counts_them(browser: Browser) -> None:
    text = browser.send(IMPORT, {"file": a_file(LIST)}).text
    rows = re.findall(r"<tr><td>(第 \d+ 行)</td><td>(.+?)</td><td>(.+?)</td></tr>", text)
    assert [(place, column) for place, column, _ in rows] == [("第 4 行", "镇街"), ("第 5 行", "人群")]
    assert "镇街「花果山」没有登记过，请写镇街代码或全名。" in rows[0][2]


def test_the_same_sending_enters_nobody_twice(world: World, browser: Browser) -> None:
    browser.open(IMPORT)
    assert browser.last is not None
    form = browser.last.text
    nameless = "姓名,镇街,人群\n张三,新兖镇,农民\n"
    browser.send_again(IMPORT, {"file": a_file(nameless)})
    sending = re.search(r'name="sending"[^>]*value="([^"]+)"', form)
    assert sending is not None
    again = browser.send(IMPORT, {"file": a_file(nameless), "sending": sending[1]})
    assert again.status_code == 422
    assert "这一次已经导入过了，入场码只显示一次；没印下来的，请到人员名单里补发。" in again.text
    assert "1 人。入场码只在导入时显示一次" in browser.open(f"{ROOT}/roster").text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "这是一张图片，应是 .xlsx、.csv 或文本。"),
        (b"%PDF-1.7 ...", "这是 PDF 文件，应是 .xlsx、.csv 或文本。"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 64, "这是旧版的 .xls 或 .doc 文件"),
        ("姓名,人群\n张三,农民\n".encode(), "里没有「镇街」这一列。"),
        (b"", "文件是空的。"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_in_a_sentence(browser: Browser, content: bytes, sentence: str) -> None:
    reply = browser.send(IMPORT, {"file": a_file(content, "名单.xlsx")})
    assert reply.status_code == 422
    assert sentence in reply.text


def test_no_file_at_all(browser: Browser) -> None:
    reply = browser.send(IMPORT)
    assert reply.status_code == 422
    assert "请先选一个名单文件。" in reply.text


def test_more_than_20_megabytes_are_refused_in_a_sentence(browser: Browser) -> None:
    reply = browser.http.post(
        IMPORT,
        content_type="multipart/form-data; boundary=edge",
        environ_overrides={"CONTENT_LENGTH": str(20 * 1024 * 1024 + 1)},
    )
    assert reply.status_code == 413
    assert "内容太大了：文件最多 20 MB，粘贴的文字最多 2 MB；请拆成几份。" in reply.text


def test_the_template_can_be_filled_and_imported(browser: Browser) -> None:
    data = browser.open("/desk/roster-template.xlsx").data
    tables = read_tables(data)
    assert tables[0].rows[0] == ["姓名", "镇街", "人群", "单位", "电话", "编号", "出生年", "监护人同意"]
    header = ",".join(tables[0].rows[0])
    filled = f"{header}\n张三,新兖镇,农民,,13800000000,A1,1980,是\n"
    assert "导入了 1 人" in browser.send(IMPORT, {"file": a_file(filled)}).text


def test_after_the_end_nobody_is_added(browser: Browser) -> None:
    browser.send(f"{ROOT}/close")
    reply = browser.send(IMPORT, {"file": a_file(LIST)})
    assert reply.status_code == 422
    assert "「farmers」已经结束，不能再加人。" in reply.text


def test_a_lost_code_is_replaced_and_the_old_one_opens_nothing(world: World, browser: Browser) -> None:
    old = CODE.findall(browser.send(IMPORT, {"file": a_file(LIST)}).text)[0]
    page = browser.open(f"{ROOT}/roster/reissue?ref=A1").text
    assert "给张三补发入场码" in page
    assert "原来的入场码马上作废" in page
    reply = browser.send_again(f"{ROOT}/roster/reissue")
    new = CODE.findall(reply.text)
    assert len(new) == 1
    assert "新兖镇" in reply.text
    world.phone(new[0])
    refused = world.client().post("/session", {"entry_code": old})
    assert refused.status_code == 401


def test_a_ref_that_nobody_has(browser: Browser) -> None:
    reply = browser.open(f"{ROOT}/roster/reissue?ref=Z9")
    assert reply.status_code == 404
    assert "名单里没有编号「Z9」。" in reply.text


def test_somebody_is_found_by_name_or_ref(browser: Browser) -> None:
    browser.send(IMPORT, {"file": a_file(LIST)})
    for wanted in ("三", "a1"):
        page = browser.open(f"{ROOT}/roster?q={wanted}").text
        assert "张三" in page
        assert "李四" not in page
    assert "没有找到" in browser.open(f"{ROOT}/roster?q=无此人").text
    assert "李四" not in browser.open(f"{ROOT}/roster?area=370812105").text


def test_a_long_roster_has_pages(world: World, browser: Browser) -> None:
    people = "".join(f"张三,新兖镇,农民,N{number:03}\n" for number in range(101))
    browser.send(IMPORT, {"file": a_file(f"姓名,镇街,人群,编号\n{people}")})
    first, second = browser.open(f"{ROOT}/roster").text, browser.open(f"{ROOT}/roster?page=2").text
    assert "第 1 页，共 2 页" in first
    assert ("N099" in first, "N100" in first) == (True, False)
    assert ("N099" in second, "N100" in second) == (False, True)
    assert "只列出前 100 人，请写得再细一点。" in browser.open(f"{ROOT}/roster?q=三").text


def test_units_are_registered_from_a_list_and_give_a_class_list_each(world: World, browser: Browser) -> None:
    units = "代码,名称,镇街,类别\ns1,兖州一中,新兖镇,学校\ns2,颜店小学,颜店镇,学校\ns3,无处小学,花果山,学校\n"
    page = browser.send("/desk/units", {"file": a_file(units)}).text
    assert "登记了 2 个单位。" in page
    assert "镇街代码「花果山」没有登记过。" in page
    people = (
        "姓名,镇街,人群,单位,编号\n"
        "张三,新兖镇,青少年,兖州一中,1\n"
        "李四,颜店镇,青少年,颜店小学,2\n"
        "王五,新兖镇,青少年,兖州一中,3\n"
    )
    browser.send(IMPORT, {"file": a_file(people)})
    lists = _class_lists(browser.open(f"{ROOT}/lists").text)
    assert lists == {"颜店镇 · 颜店小学": ["李**"], "新兖镇 · 兖州一中": ["张**", "王**"]}


def _class_lists(page: str) -> dict[str, Any]:
    blocks = page.split('<div class="class-list">')[1:]
    return {
        re.findall(r"<h2>(.+?)</h2>", block)[0]: re.findall(r'num left">.+?</td><td>(.+?)</td>', block)
        for block in blocks
    }
