"""A person sees what is kept about them, takes a copy along, and withdraws: theirs alone, at a tap, without script."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from quizapp.domain.contest import Feedback
from quizapp.storage import attempts, audit, personal
from quizapp.storage.database import db
from tests.builders import Phone, World, a_contest, all_right
from tests.pages import Browser
from tests.refusals import refused
from tests.rooms.accounts.door import MOBILE, add, come_in, open_contest


def page(phone: Phone, path: str) -> Any:
    return phone.http.get(path, headers={"Authorization": f"Bearer {phone.token}"})


def copy_of(phone: Phone) -> dict[str, Any]:
    reply = page(phone, "/me/data.json")
    assert reply.status_code == 200
    found: dict[str, Any] = reply.get_json()
    return found


def test_the_page_tells_in_short_words_what_is_kept_and_who_asked(world: World) -> None:
    world.contest(replace(a_contest(), department="区科协"))
    browser = Browser(world.app).enter(world.codes("farmers", "张三")[0]).start()
    browser.open("/c/farmers").follow("我的资料")
    assert browser.address == "/me/data"
    for words in ("姓名 张三", "镇街 新兖镇", "人群 农民", "答卷 1 份", "农民科学素质网络竞赛 区科协"):
        assert words in browser.text, browser.text
    assert '"name": "张三"' in browser.text
    assert "手机号" not in browser.text.partition("还有您")[0]
    assert "我们会留下什么" in browser.follow("同意书：我们会留下什么，做什么用").text


def test_the_copy_is_a_file_with_the_own_name_and_answers_and_nobody_elses(world: World) -> None:
    world.contest()
    one, two = (world.phone(code) for code in world.codes("farmers", "张三", "李四"))
    for phone, sign in ((one, "甲"), (two, "丁")):
        phone.start("farmers")
        question = next(each for each in phone.attempt["questions"] if each["kind"] == "single_choice")
        (chosen,) = (option["id"] for option in question["options"] if option["text"].endswith(sign))
        phone.submit({question["id"]: [chosen]})
    reply = page(one, "/me/data.json")
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert reply.mimetype == "application/json"
    assert "张三" in reply.text
    assert "李四" not in reply.text
    (answer,) = copy_of(one)["attempts"][0]["answers"]
    assert [text[-1] for text in answer["answer"]] == ["甲"]
    (answer,) = copy_of(two)["attempts"][0]["answers"]
    assert [text[-1] for text in answer["answer"]] == ["丁"]


@pytest.mark.parametrize(("when", "later"), [("close", 100), ("never", None)])
def test_the_copy_tells_no_score_before_the_contest_does(world: World, when: str, later: int | None) -> None:
    world.contest(a_contest(feedback=Feedback(when)))
    phone = world.phone(world.codes("farmers", "张三")[0])
    phone.start("farmers")
    phone.submit(all_right(phone.attempt))
    copied = copy_of(phone)
    (attempt,) = copied["attempts"]
    assert (attempt["score"], attempt["passed"], len(attempt["answers"])) == (None, None, 12)
    assert all(set(each) == {"question", "answer", "first_at", "last_at", "changes"} for each in attempt["answers"])
    assert "的解析" not in page(phone, "/me/data").text
    assert all("score" not in row["details"] for row in copied["audit"])
    world.clock.move(hours=9)
    assert copy_of(phone)["attempts"][0]["score"] == later


def test_on_a_phone_of_several_it_is_of_whoever_is_chosen(world: World) -> None:
    open_contest(world)
    phone = come_in(world)
    add(phone, "张三")
    add(phone, "李四")
    assert copy_of(phone)["person"]["name"] == "李四"
    assert copy_of(phone)["person"]["phone"] == MOBILE
    assert "张三" not in page(phone, "/me/data").text


def test_two_taps_and_the_person_is_gone(world: World) -> None:
    world.contest()
    code, other = world.codes("farmers", "张三", "李四")
    browser, sister = Browser(world.app).enter(code), world.phone(other)
    elsewhere = world.phone(code)
    number = copy_of(elsewhere)["person"]["number"]
    browser.open("/me/data").follow("撤回同意，删除我的资料")
    assert "删除张三的资料？" in browser.text
    assert "不带名字的成绩数字" in browser.text
    browser.press("/me/erase")
    assert "已经删除了" in browser.text
    assert "张三" not in browser.open("/c/farmers").text
    assert "输入入场码" in browser.open("/me/data").text
    refused(elsewhere.get("/session"), 401, "not-signed-in")
    refused(world.client().post("/session", {"entry_code": code}), 401, "bad-credentials")
    db.session.rollback()
    gone = personal.profile(number)
    assert gone is not None
    assert (gone.name, gone.erased_at) == ("已删除", world.now)
    row = audit.about(f"person:{number}")[-1]
    assert (row["action"], row["actor"]) == ("person.erase", f"person:{number}")
    assert row["details"]["reason"] == "consent withdrawn"
    assert copy_of(sister)["person"]["name"] == "李四"


def test_what_was_saved_of_an_open_paper_is_handed_in_later(world: World) -> None:
    world.contest()
    browser = Browser(world.app).enter(world.codes("farmers", "张三")[0]).start()
    paper = browser.address.partition("?")[0]
    assert "到时间按已经保存的答案交上" in browser.open("/me/erase").text
    browser.press("/me/erase")
    assert "输入入场码" in browser.open(paper).text
    world.clock.move(minutes=11)
    world.work()
    db.session.rollback()
    found = attempts.get(int(paper.rpartition("/")[2]))
    assert found is not None
    assert found.state.value == "expired"


def test_whoever_was_chosen_meanwhile_is_not_erased_by_the_page_of_another(world: World) -> None:
    open_contest(world)
    phone = come_in(world)
    first = add(phone, "张三")["person"]["id"]
    add(phone, "李四")
    headers = {"Authorization": f"Bearer {phone.token}"}
    for named in (first, ""):
        reply = phone.http.post("/me/erase", data={"person": named}, headers=headers)
        assert reply.status_code == 422
        assert "请再看一遍是谁的资料" in reply.text
        assert "删除李四的资料？" in reply.text
    assert phone.get("/session").get_json()["person"]["name"] == "李四"


def test_the_others_of_the_phone_stay_and_come_in_again(world: World) -> None:
    open_contest(world)
    phone = come_in(world)
    add(phone, "张三")
    gone = add(phone, "李四")["person"]["id"]
    headers = {"Authorization": f"Bearer {phone.token}"}
    assert phone.http.post("/me/erase", data={"person": gone}, headers=headers).status_code == 200
    world.clock.move(minutes=1)
    again = come_in(world)
    assert [each["name"] for each in again.get("/session").get_json()["people"]] == ["张三"]


def test_another_site_erases_nobody(world: World) -> None:
    world.contest()
    browser = Browser(world.app).enter(world.codes("farmers", "张三")[0]).open("/me/erase")
    person = browser.form("/me/erase").fields["person"]
    assert browser.http.post("/me/erase", data={"person": person}).status_code == 403
    assert "张三" in browser.open("/me/data").text


def test_it_is_there_in_english(world: World) -> None:
    world.contest()
    browser = Browser(world.app).enter(world.codes("farmers", "张三")[0])
    assert "My data" in browser.open("/me/data?lang=en").text
    browser.follow("Withdraw my consent and erase my data")
    assert "Erase the data of 张三?" in browser.text
    assert "Your data is erased" in browser.press("/me/erase").text
