"""A participant takes a contest on a phone with script: through a dead network, on two pages, against the clock."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from quizapp.domain.contest import Paper
from quizapp.domain.question import lettered
from quizapp.operations import extend
from tests.browser.conftest import Phones, Site, enter, start
from tests.builders import TESTER, a_question

pytestmark = pytest.mark.browser
PICTURE = Path(__file__).parent.parent.parent / "docs" / "pictures" / "phone-question.png"
STATE = "#saved"


def ten_questions(site: Site) -> Paper:
    """Ten single choices in a fixed order, ten points each; the right answer is always b. The seventh has a face."""
    questions = [a_question("single_choice", number) for number in range(1, 11)]
    questions[6] = replace(
        questions[6],
        stem="雷雨天在田里干活，附近没有房屋，下面哪种做法比较安全？",
        options=lettered(["到最高的大树下躲雨", "蹲在低处，双脚并拢，远离铁器", "扛着铁锹跑回村里", "躺在地上不动"]),
    )
    site.add_questions(*questions)
    refs = tuple(question.ref for question in questions)
    return Paper("fixed", questions=refs, points=10_000, shuffle_questions=False, shuffle_options=False)


def choose(page: Page, letter: str) -> None:
    page.locator(".option", has_text=re.compile(f"^{letter}")).click()


def state_is(page: Page, sentence: str) -> None:
    expect(page.locator(STATE)).to_have_text(sentence)


def test_from_the_code_to_the_rank_through_a_dead_network(site: Site, phone: Phones) -> None:
    site.open_contest(seconds=455, paper=ten_questions(site))
    (code,) = site.codes("farmers", "张三")
    page = start(phone(), code)
    for number in range(1, 7):
        expect(page.get_by_role("heading", name=f"第 {number} 题")).to_be_visible()
        if number == 4:
            page.context.set_offline(True)
        choose(page, "B")
        state_is(page, "已保存" if number < 4 else "没有网络，答案已存在手机里")
        page.get_by_role("button", name="下一题").click()
    assert site.saved() == [["b"]] * 3

    page.context.set_offline(False)
    state_is(page, "已保存")
    assert site.saved() == [["b"]] * 6
    for number in range(7, 11):
        choose(page, "A" if number == 10 else "B")
        state_is(page, "已保存")
        if number == 7:
            page.screenshot(path=PICTURE)
        page.get_by_role("button", name="下一题" if number < 10 else "去交卷").click()
    expect(page.get_by_text("全部答完了，可以交卷。")).to_be_visible()
    page.get_by_role("button", name="交卷", exact=True).click()

    page.wait_for_url("**/result")
    expect(page.locator(".score")).to_contain_text("90")
    expect(page.locator(".facts div").first).to_contain_text("全区名次第 1 名")
    page.get_by_role("link", name="看排行榜").click()
    expect(page.get_by_text("您是第 1 名，共 1 人")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0


def test_answers_of_a_dead_network_survive_the_page(site: Site, started: Page) -> None:
    page = started
    page.route("**/answers", lambda route: route.abort())
    choose(page, "B")
    state_is(page, "没有网络，答案已存在手机里")
    page.unroute("**/answers")
    page.goto("/c/farmers")
    assert site.saved() == []

    page.get_by_role("link", name="继续答题").click()
    state_is(page, "已保存")
    assert site.saved() == [["b"]]


def test_a_busy_server_is_waited_for(started: Page) -> None:
    def busy(route: Route) -> None:
        route.fulfill(status=503, content_type="application/problem+json", body='{"code": "busy"}')

    started.route("**/answers", busy)
    choose(started, "B")
    state_is(started, "人多，正在排队，答案已存在手机里")
    started.unroute("**/answers")
    state_is(started, "已保存")


def test_two_pages_of_one_phone_show_and_keep_the_same_answers(site: Site, started: Page) -> None:
    one, two = started, started.context.new_page()
    two.goto(one.url)
    expect(two.get_by_text("选了就会自动保存。")).to_be_visible()
    choose(one, "A")
    state_is(one, "已保存")
    expect(two.get_by_role("radio", name="正确")).to_be_checked()
    choose(two, "B")
    state_is(two, "已保存")
    expect(one.get_by_role("radio", name="错误")).to_be_checked()
    one.get_by_role("button", name="下一题").click()
    choose(one, "A")
    state_is(one, "已保存")
    assert site.saved() == [["b"], ["a"]]


def test_a_later_answer_of_another_phone_stands_and_is_told(site: Site, phone: Phones) -> None:
    site.open_contest()
    (code,) = site.codes("farmers", "张三")
    one = start(phone(), code)
    one.context.set_offline(True)
    choose(one, "A")
    state_is(one, "没有网络，答案已存在手机里")

    two = enter(phone(), code)
    two.get_by_role("link", name="继续答题").click()
    expect(two.get_by_text("选了就会自动保存。")).to_be_visible()
    for letter in "AB":
        choose(two, letter)
        state_is(two, "已保存")

    one.context.set_offline(False)
    expect(one.get_by_text("第 1 题在别处改过，现在以那边的答案为准。")).to_be_visible()
    expect(one.get_by_role("radio", name="错误")).to_be_checked()
    assert site.saved() == [["b"]]


def test_what_is_not_answered_is_named_before_handing_in(started: Page) -> None:
    choose(started, "A")
    started.get_by_role("button", name="答题卡").click()
    expect(started.locator("#missing")).to_have_text("还有 11 道题没有答：第 2、3、4、5、6、7、8、9、10、11、12 题。")
    expect(started.get_by_role("link", name="第 1 题，答了")).to_be_visible()
    started.get_by_role("link", name="第 9 题，没有答").click()
    expect(started.get_by_role("heading", name="第 9 题")).to_be_visible()
    for letter in "AC":
        choose(started, letter)
    state_is(started, "已保存")
    started.reload()
    expect(started.get_by_role("heading", name="第 9 题")).to_be_visible()
    expect(started.get_by_role("checkbox", checked=True)).to_have_count(2)


def test_at_the_deadline_the_page_hands_in_by_itself(site: Site, phone: Phones) -> None:
    site.open_contest(seconds=4)
    (code,) = site.codes("farmers", "张三")
    page = start(phone(), code)
    choose(page, "A")
    state_is(page, "已保存")
    page.wait_for_url("**/result")
    expect(page.locator(".score")).to_contain_text("5")
    attempt = site.attempt()
    assert (attempt.state, attempt.duration) == ("handed_in", timedelta(seconds=4))


def test_without_network_at_the_deadline_what_arrived_counts(site: Site, phone: Phones) -> None:
    site.open_contest(seconds=3)
    (code,) = site.codes("farmers", "张三")
    page = start(phone(), code)
    choose(page, "A")
    state_is(page, "已保存")
    page.context.set_offline(True)
    page.get_by_role("button", name="下一题").click()
    choose(page, "A")
    expect(page.get_by_text("时间到了，还没有联系上。到时前送到的答案都算数，有了网络就能看到成绩。")).to_be_visible()
    page.wait_for_timeout(5_000)  # the worker hands in after deadline, grace and its own margin of 2 s

    page.context.set_offline(False)
    page.wait_for_url("**/result?late=1")
    expect(page.get_by_text("有 1 道题的答案送到时卷子已经交了，没有算进去。")).to_be_visible()
    expect(page.locator(".score")).to_contain_text("5")


def test_a_later_end_is_heard_before_the_page_hands_in(site: Site, phone: Phones) -> None:
    site.open_contest(lasts=4)
    (code,) = site.codes("farmers", "张三")
    page = start(phone(), code)
    extend.extend("farmers", site.now + timedelta(hours=1), "下雨", TESTER, site.now)
    expect(page.get_by_text("时间改了，请看右上角。")).to_be_visible()
    expect(page.locator("#time")).to_have_text(re.compile("剩 9:5"))
    choose(page, "A")
    state_is(page, "已保存")


def test_the_time_is_told_at_five_minutes_and_at_one(site: Site, phone: Phones) -> None:
    site.open_contest(seconds=302)
    (code,) = site.codes("farmers", "张三")
    page = start(phone(), code)
    expect(page.get_by_role("alert").get_by_text("还有 5 分钟。")).to_be_visible()


def test_the_phones_own_clock_is_of_no_account(site: Site, phone: Phones) -> None:
    site.open_contest()
    (code,) = site.codes("farmers", "张三")
    page = phone()
    page.add_init_script("Date.now = () => 0")
    start(page, code)
    expect(page.locator("#time")).to_have_text(re.compile("剩 9:5"))


def test_a_stopped_contest_waits_and_goes_on(site: Site, started: Page) -> None:
    extend.stop("farmers", "停电", TESTER, site.now)
    choose(started, "A")
    expect(started.get_by_text("竞赛暂停了，停下的时间会还给您。")).to_be_visible()
    state_is(started, "答案已存在手机里，恢复后送出")
    left = started.locator("#time").inner_text()
    started.wait_for_timeout(1_500)
    assert started.locator("#time").inner_text() == left

    extend.resume("farmers", "来电了", TESTER, site.now)
    # Whoever takes the phone in hand again does not wait for its next question to the server.
    started.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(started.get_by_text("竞赛恢复了，请接着答。")).to_be_visible()
    state_is(started, "已保存")
    assert site.saved() == [["a"]]


def test_handed_in_elsewhere_leads_to_the_result(site: Site, phone: Phones) -> None:
    site.open_contest()
    (code,) = site.codes("farmers", "张三")
    page = start(phone(), code)
    other = site.phone(code)
    other.start("farmers")
    other.submit()
    choose(page, "A")
    page.wait_for_url("**/result?late=1")


def test_the_page_of_a_contest_opens_itself_by_the_servers_clock(site: Site, phone: Phones) -> None:
    site.coming_contest(4)
    (code,) = site.codes("farmers", "张三")
    page = enter(phone(), code)
    expect(page.get_by_role("button", name="到时间就可以开始")).to_be_disabled()
    expect(page.locator("[data-countdown]")).to_have_text(re.compile("^0:0[1-4]$"))
    page.evaluate("window.notReloaded = true")
    page.get_by_role("button", name="开始答题").click()
    expect(page.get_by_role("heading", name="第 1 题")).to_be_visible()
    assert 1 <= sum(address.endswith("/api/v1/contests/farmers") for address in phone.asked) <= 3
