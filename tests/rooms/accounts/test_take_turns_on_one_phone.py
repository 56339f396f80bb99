"""A family answers on one phone: up to six, the next one at one tap, each with attempts of their own."""

from __future__ import annotations

import re

from quizapp.console import roster as roster_verbs
from tests.builders import TESTER, Phone, World, body_of
from tests.pages import Browser
from tests.refusals import places, refused
from tests.rooms.accounts.door import MOBILE, TOWN, add, code_for, come_in, open_contest, person


def choose(phone: Phone, person_id: str) -> dict[str, object]:
    reply = phone.post("/session/person", {"person": person_id})
    assert reply.status_code == 200, reply.text
    return body_of(reply)


def test_each_has_attempts_of_their_own(world: World) -> None:
    open_contest(world)
    phone = come_in(world)
    first = add(phone, "张三")["person"]["id"]
    assert phone.start("farmers").status_code == 201
    attempt = phone.attempt["attempt"]
    add(phone, "李四")
    assert phone.get("/contests/farmers/attempts").get_json() == []
    refused(phone.get(f"/attempts/{attempt}"), 404, "not-found")
    assert phone.start("farmers").status_code == 201
    assert choose(phone, first)["person"] == {"id": first, "name": "张三"}
    assert [line["attempt"] for line in phone.get("/contests/farmers/attempts").get_json()] == [attempt]


def test_six_are_the_most(world: World) -> None:
    phone = come_in(world)
    for number in range(6):
        added = add(phone, f"人{number}")
        world.clock.move(seconds=1)
    assert [each["name"] for each in added["people"]] == [f"人{number}" for number in range(6)]
    assert places(refused(phone.post("/people", person("人6")), 422, "invalid")) == ["people"]
    again = come_in_again(world)
    assert places(refused(again.post("/people", person("人6")), 422, "invalid")) == ["people"]


def test_at_the_next_sign_in_all_are_there_and_nobody_is_chosen_for_them(world: World) -> None:
    phone = come_in(world)
    add(phone, "张三")
    alone = body_of(come_in_again(world).get("/session"))
    assert alone["person"]["name"] == "张三"
    world.clock.move(seconds=1)
    add(phone, "李四")
    both = body_of(come_in_again(world).get("/session"))
    assert [each["name"] for each in both["people"]] == ["张三", "李四"]
    assert both["person"] is None


def test_whoever_is_on_a_roster_with_this_number_is_among_them(world: World) -> None:
    world.contest()
    rows = f"name,area,population,phone\n王奶奶,{TOWN},elderly,{MOBILE}\n赵六,{TOWN},farmer,13900000000\n"
    roster_verbs.import_roster(rows.encode(), "r.csv", "farmers", TESTER, world.now)
    phone = come_in(world)
    assert body_of(phone.get("/session"))["person"]["name"] == "王奶奶"
    assert phone.start("farmers").status_code == 201


def test_nobody_of_another_phone_can_be_chosen(world: World) -> None:
    stranger = add(come_in(world, "13900000000"), "赵六")["person"]["id"]
    phone = come_in(world)
    for person_id in (stranger, "1", "x", "9" * 30, ""):
        refused(phone.post("/session/person", {"person": person_id}), 404, "not-found")


def test_an_attempt_goes_on_on_another_phone_by_the_code(world: World) -> None:
    open_contest(world)
    first = come_in(world)
    add(first, "张三")
    first.start("farmers")
    question = first.attempt["questions"][0]["id"]
    assert first.save({question: [first.attempt["questions"][0]["options"][0]["id"]]}).status_code == 200
    second = come_in_again(world)
    assert second.start("farmers").status_code == 200
    assert second.attempt["attempt"] == first.attempt["attempt"]
    assert list(second.attempt["saved"]["answers"]) == [question]


def test_somebody_with_a_slip_and_a_further_one_take_turns(world: World) -> None:
    world.contest()
    (code,) = world.codes("farmers", "张三")
    phone = world.phone(code)
    world.clock.move(seconds=1)
    add(phone, "李四")
    assert [each["name"] for each in body_of(phone.get("/session"))["people"]] == ["张三", "李四"]
    back = body_of(phone.get("/session"))["people"][0]["id"]
    assert choose(phone, back)["person"] == {"id": back, "name": "张三"}
    assert phone.start("farmers").status_code == 201


def test_what_an_organizer_said_is_not_for_the_person_to_change(world: World) -> None:
    world.contest()
    rows = f"name,area,population,birth_year,guardian_consent\n小明,{TOWN},youth,2015,否\n"
    code = roster_verbs.import_roster(rows.encode(), "r.csv", "farmers", TESTER, world.now).slips[0].code
    phone = world.phone(code)
    headers = {"Authorization": f"Bearer {phone.token}"}
    for change in ({"birth_year": 1980}, {"guardian_consent": True}):
        refused(phone.http.patch("/api/v1/people/me", json=change, headers=headers), 403, "forbidden")
    assert phone.http.patch("/api/v1/people/me", json={"name": "小明明"}, headers=headers).status_code == 200
    assert body_of(phone.get("/session"))["person"]["name"] == "小明明"


def test_the_next_one_is_one_tap_away_without_script(world: World) -> None:
    open_contest(world)
    browser = Browser(world.app).open("/enter/phone?next=/c/farmers").press("/enter/phone", phone=MOBILE)
    browser.press("/enter/phone/code", otp=code_for())
    for name in ("张三", "李四"):
        given = {"name": [name], "area": [TOWN], "population": ["farmer"], "consent": ["1"]}
        browser.open("/people/form?next=/c/farmers")
        browser.send(browser.address, browser.form("").fields | given)
    assert "换张三答" in browser.text
    number = re.findall(r'name="person" value="(\d+)">换张三答', browser.page.text)[0]
    browser.press("/people/choose", person=number)
    assert "换李四答" in browser.text
    assert browser.address == "/c/farmers"
    browser.follow("换人答题")
    assert "这部手机最多 6 个人用" in browser.text
    browser.press("/leave")
    assert Browser(world.app).open("/people").page.status_code == 200
    assert "张三" not in browser.open("/").text


def come_in_again(world: World) -> Phone:
    world.clock.move(minutes=1)
    return come_in(world)
