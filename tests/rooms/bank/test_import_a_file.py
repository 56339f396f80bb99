"""A curator imports a file of questions: uploads it, looks at what would come in, confirms."""

from __future__ import annotations

import io
import re
import stat
import time
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from quizapp.bank import service
from quizapp.bank.service import Wanted
from quizapp.formats.question_template import question_template
from quizapp.storage import audit, bank
from tests.builders import TESTER, World, a_question
from tests.rooms.bank import sheets
from tests.rooms.desk import Desk, plain, rows

IMPORT, PREVIEW, CONFIRM = "/desk/bank/import", "/desk/bank/import/preview", "/desk/bank/import/confirm"
TOKEN = re.compile(r'name="token"[^>]*value="([^"]+)"')
SEVEN_BAD = [
    ["第 3 行", "没有题干。", ""],
    ["第 5 行", "没有答案。", ""],
    ["第 7 行", "答案「F」不在选项里。", "F"],
    ["第 9 行", "选项少于两个。", ""],
    ["第 11 行", "单选题只能有一个答案，这里是「AB」。", "AB"],
    ["第 12 行", "判断题的答案「也许」看不懂，应是正确或错误。", "也许"],
]


def upload(desk: Desk, data: bytes, name: str) -> TestResponse:
    return desk.post(PREVIEW, {"file": (io.BytesIO(data), name), "text": ""}, at=IMPORT)


def token_of(page: str) -> str:
    found = TOKEN.search(page)
    assert found is not None
    return found[1]


def confirm(desk: Desk, token: str, collection: str) -> TestResponse:
    return desk.post(CONFIRM, {"token": token, "collection": collection}, at=IMPORT)


def figures(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'<div><b class="num">(\d+)</b>', page)]


def waiting(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "uploads").iterdir())


def test_seven_bad_rows_are_named_and_the_others_come_in(either_world: World) -> None:
    desk = Desk(either_world, "curator")
    preview = upload(desk, sheets.with_seven_bad_rows(), "农民 300.xlsx")
    assert preview.status_code == 200
    assert "农民 300.xlsx · Excel 表格 · 还没有存进题库" in plain(preview.text)
    assert figures(preview.text) == [12, 5, 0, 7]  # read, would come in, duplicates, refused
    named = [cells for _, cells in rows(preview.text)]
    assert named[:6] == SEVEN_BAD
    assert named[6][0] == "第 13 行"
    assert named[6][1].startswith("「简答」不能导入")
    assert 'value="农民 300"' in preview.text  # the suggested name
    assert "第 2 行 · 单选 第1题问什么？ A. 甲1 B. 乙1 ✓ 答案 C. 丙1" in plain(preview.text)
    assert "题库里还没有题" in desk.page("/desk/bank")

    done = confirm(desk, token_of(preview.text), "农民三百题")
    assert done.status_code == 200
    assert figures(done.text) == [5, 0, 7]
    assert [cells for _, cells in rows(done.text)][:6] == SEVEN_BAD
    assert bank.page(0, 10)[0] == 5
    assert bank.collection_sizes() == {"农民三百题": 5}
    (noted,) = audit.about("collection:农民三百题")
    assert noted["details"] == {"file": "农民 300.xlsx", "imported": 5, "duplicates": 0, "refused": 7}


def test_the_way_to_a_contest_is_offered_to_whoever_may_go_it(world: World) -> None:
    if "console.new_contest" not in world.app.view_functions:
        world.app.add_url_rule("/desk/contests/new", "console.new_contest", lambda: "")
    data = sheets.xlsx([sheets.good_row(1)])
    for role, offered in (("organizer", True), ("curator", False)):
        desk = Desk(world, role)
        done = confirm(desk, token_of(upload(desk, data, "a.xlsx").text), "安全 & 健康")
        assert ("collection=%E5%AE%89%E5%85%A8+%26+%E5%81%A5%E5%BA%B7" in done.text) is offered
        assert ("用它办一场竞赛" in desk.page("/desk/bank")) is offered


def test_pasted_text(world: World) -> None:
    text = "1. 水在多少度结冰？（ ）\nA. 0℃\nB. 10℃\nC. 50℃\nD. 100℃\n答案：A\n解析：标准大气压下。\n"
    desk = Desk(world, "curator")
    preview = desk.post(PREVIEW, {"text": text}, at=IMPORT)
    assert preview.status_code == 200
    assert figures(preview.text) == [1, 1, 0, 0]
    assert "A. 0℃ ✓ 答案" in plain(preview.text)
    assert confirm(desk, token_of(preview.text), "结冰").status_code == 200
    (kept,) = bank.page(0, 10)[1]
    assert (kept.question.stem, kept.question.key, kept.state) == ("水在多少度结冰？（ ）", frozenset("a"), "approved")


def test_duplicates_are_told_and_join_the_collection(world: World) -> None:
    desk = Desk(world, "curator")
    data = sheets.xlsx([sheets.good_row(1), sheets.good_row(2)])
    confirm(desk, token_of(upload(desk, data, "a.xlsx").text), "甲")
    again = sheets.xlsx([sheets.good_row(2), sheets.good_row(3), sheets.good_row(3)])
    preview = upload(desk, again, "b.xlsx")
    assert figures(preview.text) == [3, 1, 2, 0]
    assert [cells[:2] for _, cells in rows(preview.text)] == [
        ["第 2 行", "题库里已经有这道题，没有重复导入。"],
        ["第 4 行", "和第 3 行是同一道题，只导入一次。"],
    ]
    confirm(desk, token_of(preview.text), "乙")
    assert bank.page(0, 10)[0] == 3
    assert bank.collection_sizes() == {"甲": 2, "乙": 2}


def test_the_template_comes_back_as_it_was_given(world: World) -> None:
    desk = Desk(world, "curator")
    reply = desk.get("/desk/bank/template.xlsx")
    assert reply.data == question_template()
    assert reply.headers["Content-Disposition"] == 'attachment; filename="questions-template.xlsx"'
    preview = upload(desk, reply.data, "questions-template.xlsx")
    assert "这一行是示例，没有导入。" in preview.text
    assert "token" not in TOKEN.findall(preview.text)
    assert "改好了再传一次" in preview.text


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"text": ""}, "请选一个文件，或者粘贴题目。"),
        ({"text": "1. 题", "file": (io.BytesIO(b"x"), "a.txt")}, "文件和粘贴的文字，请只用一样。"),
        ({"file": (io.BytesIO(b""), "a.xlsx")}, "文件是空的。"),
        ({"file": (io.BytesIO(b"%PDF-1.7 ..."), "a.pdf")}, "这是 PDF 文件，应是 .xlsx、.csv 或文本。"),
        ({"file": (io.BytesIO(b"PK\x03\x04broken"), "a.xlsx")}, "文件"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(
    world: World, tmp_path: Path, given: dict[str, Any], sentence: str
) -> None:
    reply = Desk(world, "curator").post(PREVIEW, given, at=IMPORT)
    assert reply.status_code == 422
    (said,) = re.findall(r'<p class="notice bad" role="alert">(.*?)</p>', reply.text)
    assert sentence in said
    assert not (tmp_path / "uploads").exists()


def test_the_collection_needs_a_name_of_bounded_length(world: World) -> None:
    desk = Desk(world, "curator")
    token = token_of(upload(desk, sheets.xlsx([sheets.good_row(1)]), "a.xlsx").text)
    for name, sentence in ((" ", "请给这批题起个名字。"), ("长" * 101, "题集名最多 100 个字。")):
        reply = confirm(desk, token, name)
        assert reply.status_code == 422
        assert sentence in reply.text
        assert token_of(reply.text) == token
    assert confirm(desk, token, "长" * 100).status_code == 200


def test_the_waiting_file_is_its_sessions_own_and_gone_after_the_import(world: World, tmp_path: Path) -> None:
    desk = Desk(world, "curator")
    token = token_of(upload(desk, sheets.xlsx([sheets.good_row(1)]), "a.xlsx").text)
    (file,) = waiting(tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert token not in file.name
    stranger = confirm(Desk(world, "curator"), token, "甲")
    assert stranger.status_code == 404
    assert "请到题库看看，没有的话再上传一次" in stranger.text
    assert confirm(desk, token, "甲").status_code == 200
    assert waiting(tmp_path) == []
    assert confirm(desk, token, "甲").status_code == 404
    assert bank.collection_sizes() == {"甲": 1}


def test_what_was_never_confirmed_is_gone_after_a_day(world: World, tmp_path: Path) -> None:
    desk = Desk(world, "curator")
    old = token_of(upload(desk, sheets.xlsx([sheets.good_row(1)]), "a.xlsx").text)
    world.clock.move(hours=23)
    desk = Desk(world, "curator")
    upload(desk, sheets.xlsx([sheets.good_row(2)]), "b.xlsx")
    assert len(waiting(tmp_path)) == 2
    world.clock.move(hours=2)
    desk = Desk(world, "curator")
    upload(desk, sheets.xlsx([sheets.good_row(3)]), "c.xlsx")
    assert len(waiting(tmp_path)) == 2
    assert confirm(desk, old, "甲").status_code == 404


def test_a_ref_of_another_question_is_refused_by_its_row(world: World) -> None:
    world.add_questions(a_question(number=1, ref="Q-1"))
    data = sheets.xlsx([[*sheets.good_row(1), "Q-1"]], [*sheets.HEADER, "题目编号"])
    preview = upload(Desk(world, "curator"), data, "a.xlsx")
    assert figures(preview.text) == [1, 0, 0, 1]
    assert [cells for _, cells in rows(preview.text)] == [
        ["第 2 行", "编号「Q-1」已经是另一道题的了，这道没有导入。", "Q-1"]
    ]


def test_fifteen_hundred_rows_in_under_five_seconds(world: World) -> None:
    data = sheets.xlsx([sheets.good_row(number) for number in range(1, 1501)])
    start = time.monotonic()
    report = service.import_file(data, "large.xlsx", Wanted(collection="大"), TESTER, world.now)
    taken = time.monotonic() - start
    assert (report.read, report.imported, report.problems) == (1500, 1500, [])
    assert bank.collection_sizes() == {"大": 1500}
    assert taken < 5


def test_a_long_preview_says_how_many_follow(world: World) -> None:
    data = sheets.xlsx([sheets.good_row(number) for number in range(1, 311)])
    page = upload(Desk(world, "curator"), data, "large.xlsx").text
    assert page.count("<article") == 300
    assert "后面还有 10 道" in page
