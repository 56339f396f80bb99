"""A teacher shows a PIN, the pupils type it and wait, and all of them start at one moment."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from werkzeug.test import TestResponse

from quizapp.domain.contest import Chances
from quizapp.domain.people import Details
from quizapp.storage import attempts, audit, class_starts, phone_sessions, profiles
from quizapp.storage.database import db, transaction
from tests.builders import Phone, World, a_contest, body_of
from tests.pages import Browser
from tests.rooms.coordination.school import ROOT, UnitDesk, enter, found, hold, person_of, record
from tests.rooms.desk import rows

CLASS = f"{ROOT}/class"


class Room:
    """A classroom: the teacher's desk, the PIN on the board."""

    def __init__(self, world: World, unit: str = "s1-31", part: str = "") -> None:
        self.desk = UnitDesk(world, unit)
        self.address = self.open(part)
        self.pin = self.shown_pin()

    def open(self, part: str = "") -> str:
        reply = self.desk.post(CLASS, {"unit": part}, at=CLASS)
        assert reply.status_code == 303, reply.text
        return str(reply.location)

    def shown_pin(self) -> str:
        found = re.search(r'class="pin">.*?<b class="num">(\d{4})</b>', self.page(), re.DOTALL)
        assert found is not None
        return found[1]

    def page(self) -> str:
        return self.desk.page(self.address)

    def joined(self) -> dict[str, str]:
        return {given["ref"]: cells[3] for given, cells in rows(self.page()) if "ref" in given}

    def begin(self) -> TestResponse:
        return self.desk.post(f"{self.address}/begin", {}, at=self.address)

    def end(self) -> TestResponse:
        return self.desk.post(f"{self.address}/end", {}, at=self.address)


def told(reply: TestResponse) -> dict[str, str]:
    """Who did not start with the others, and why."""
    return {given["ref"]: cells[3] for given, cells in rows(reply.text) if "ref" in given}


def join(phone: Phone, pin: str) -> TestResponse:
    return phone.post("/contests/farmers/class", {"pin": pin})


def opened(phone: Phone) -> str | None:
    attempt: str | None = body_of(phone.get("/contests/farmers"))["open_attempt"]
    return attempt


def test_all_who_joined_start_at_one_moment(either_world: World) -> None:
    world = either_world
    codes = hold(world)
    room = Room(world, "s1-3")
    phones = [world.phone(codes[ref]) for ref in ("A1", "A2", "B1")]
    for phone in phones:
        world.clock.move(seconds=7)
        reply = join(phone, room.pin)
        assert (reply.status_code, body_of(reply)) == (200, {"state": "waiting", "attempt": None})
        assert opened(phone) is None
    assert room.joined() == {"A1": "还没开始", "A2": "还没开始", "B1": "还没开始"}

    moment = world.clock.move(seconds=7)
    reply = room.begin()
    assert reply.status_code == 200
    assert "3 人同时开始了" in reply.text
    world.clock.move(seconds=5)
    numbers = [int(opened(phone) or 0) for phone in phones]
    assert len(set(numbers)) == 3
    db.session.rollback()
    started = [attempts.get(number) for number in numbers]
    assert {each.started_at for each in started if each} == {moment}
    assert {each.deadline for each in started if each} == {moment + timedelta(minutes=10)}
    assert room.joined() == {"A1": "正在答", "A2": "正在答", "B1": "正在答"}
    db.session.rollback()
    actions = [(row["action"], row["details"]) for row in audit.about(f"class:{room.address.rpartition('/')[2]}")]
    assert actions == [
        ("class.open", {"contest": "farmers", "unit": "s1-3"}),
        ("class.start", {"contest": "farmers", "unit": "s1-3", "started": 3, "refused": 0}),
    ]


def test_who_cannot_start_keeps_nobody_back_and_is_named(either_world: World) -> None:
    world = either_world
    found(world)
    world.contest()
    codes = enter(
        world,
        "ref,name,area,population,unit,birth_year,guardian_consent\n"
        "A1,张一,370812105,youth,s1-31,2016,是\nA2,张二,370812105,youth,s1-31,2016,是\n"
        "A3,张三,370812105,youth,s1-31,2016,是\nA4,张四,370812105,youth,s1-31,2016,否\n",
    )
    phones = {ref: world.phone(code) for ref, code in codes.items()}
    phones["A2"].start("farmers")
    phones["A2"].submit()
    phones["A3"].start("farmers")
    before = opened(phones["A3"])
    room = Room(world)
    for phone in phones.values():
        assert join(phone, room.pin).status_code == 200
    reply = room.begin()
    assert "1 人同时开始了" in reply.text
    assert told(reply) == {
        "A2": "答题机会用完了。",
        "A3": "先前已经开始，还没有交卷，接着答。",
        "A4": "不满 14 岁，要有监护人同意才能正式答题；现在可以先练习。",
    }
    assert opened(phones["A1"]) is not None
    assert opened(phones["A2"]) is None
    assert opened(phones["A3"]) == before
    assert opened(phones["A4"]) is None


def test_the_start_counts_once(world: World) -> None:
    codes = hold(world)
    room, phone = Room(world), world.phone(codes["A1"])
    join(phone, room.pin)
    page = room.page()
    assert ">开始</button>" in page
    room.begin()
    assert ">开始</button>" not in room.page()
    again = room.begin()
    assert again.status_code == 303
    assert again.location == room.address
    assert len(attempts.of_person(record().id, person_of("A1"))) == 1


def test_whoever_comes_after_the_start_starts_at_once(world: World) -> None:
    codes = hold(world)
    room = Room(world)
    join(world.phone(codes["A1"]), room.pin)
    room.begin()
    late = world.clock.move(minutes=2)
    phone = world.phone(codes["A2"])
    answer = body_of(join(phone, room.pin))
    assert answer == {"state": "started", "attempt": opened(phone)}
    db.session.rollback()
    attempt = attempts.get(int(answer["attempt"]))
    assert attempt is not None
    assert attempt.started_at == late
    assert body_of(join(phone, room.pin)) == answer
    assert list(room.joined()) == ["A1", "A2"]


def test_the_pin_again_after_handing_in_burns_no_second_chance(world: World) -> None:
    found(world)
    world.contest(a_contest(chances=Chances("unlimited")))
    codes = enter(world, "ref,name,area,population,unit\nT1,赵老师,370812105,worker,s1\n")
    room, phone = Room(world, "s1"), world.phone(codes["T1"])
    join(phone, room.pin)
    room.begin()
    phone.start("farmers")
    phone.submit()
    assert body_of(join(phone, room.pin)) == {"state": "over", "attempt": None}
    assert len(attempts.of_person(record().id, person_of("T1"))) == 1


def test_the_pin_of_another_class_opens_nothing(world: World) -> None:
    codes = hold(world)
    room = Room(world, "s1-31")
    for ref in ("B1", "C1", "T1", "Z1"):
        refused = join(world.phone(codes[ref]), room.pin)
        assert (refused.status_code, body_of(refused)["code"]) == (422, "invalid"), ref
    assert room.joined() == {}


def test_a_pin_for_the_whole_school_lets_every_class_in(world: World) -> None:
    codes = hold(world)
    room = Room(world, "s1")
    for ref in ("A1", "B1", "C1", "T1"):
        assert join(world.phone(codes[ref]), room.pin).status_code == 200
    assert sorted(room.joined()) == ["A1", "B1", "C1", "T1"]


def test_a_head_of_school_opens_for_one_class(world: World) -> None:
    codes = hold(world)
    room = Room(world, "s1", part="s1-32")
    assert join(world.phone(codes["B1"]), room.pin).status_code == 200
    assert join(world.phone(codes["A1"]), room.pin).status_code == 422


def test_wrong_pins_are_slowed_for_that_pupil_alone(world: World) -> None:
    codes = hold(world)
    room = Room(world)
    wrong = f"{(int(room.pin) + 1) % 10_000:04}"
    guesser, neighbour = world.phone(codes["A1"]), world.phone(codes["A2"])
    assert [join(guesser, wrong).status_code for _ in range(6)] == [422, 422, 422, 422, 422, 429]
    slowed = join(guesser, room.pin)
    assert slowed.status_code == 429
    assert int(slowed.headers["Retry-After"]) > 0
    assert join(neighbour, room.pin).status_code == 200


def test_a_pin_is_good_for_half_an_hour(world: World) -> None:
    codes = hold(world)
    room = Room(world)
    world.clock.move(minutes=29, seconds=59)
    assert join(world.phone(codes["A1"]), room.pin).status_code == 200
    world.clock.move(seconds=1)
    assert join(world.phone(codes["A2"]), room.pin).status_code == 422
    page = UnitDesk(world, "s1-31").page(room.address)
    assert "口令已过期" in page
    assert room.pin not in page


def test_an_expired_class_is_not_started(world: World) -> None:
    codes = hold(world)
    room, phone = Room(world), world.phone(codes["A1"])
    join(phone, room.pin)
    page = room.page()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token is not None
    world.clock.move(minutes=29)
    room.page()
    world.clock.move(minutes=2)
    reply = room.desk.http.post(f"{room.address}/begin", data={"csrf_token": token[1]})
    assert reply.status_code == 409
    assert opened(phone) is None


def test_the_same_pin_is_shown_until_the_class_has_started(world: World) -> None:
    hold(world)
    room = Room(world)
    assert room.open() == room.address
    room.begin()
    assert room.open() != room.address


def test_a_pin_that_was_taken_back_opens_nothing(world: World) -> None:
    codes = hold(world)
    room = Room(world)
    assert room.end().status_code == 303
    assert join(world.phone(codes["A1"]), room.pin).status_code == 422
    assert room.open() != room.address


def test_before_the_contest_opens_pupils_wait_and_the_teacher_is_told(world: World) -> None:
    world.clock.move(hours=-5)
    codes = hold(world)
    room, phone = Room(world), world.phone(codes["A1"])
    assert join(phone, room.pin).status_code == 200
    early = room.begin()
    assert early.status_code == 409
    assert "竞赛还没有开始。" in early.text
    assert opened(phone) is None


def test_a_class_of_another_unit_is_not_found(world: World) -> None:
    hold(world)
    room = Room(world)
    for unit in ("s2", "s1-32"):
        stranger = UnitDesk(world, unit)
        assert stranger.get(room.address).status_code == 404
        for verb in ("begin", "end"):
            assert stranger.post(
                f"{room.address}/{verb}", {}, at=CLASS if unit == "s1-32" else "/desk/unit"
            ).status_code in {403, 404}
    assert room.desk.get("/desk/unit/class/999").status_code == 404
    assert room.desk.post(CLASS, {"unit": "s2"}, at=CLASS).status_code == 404
    db.session.rollback()
    assert [each.unit for each in class_starts.open_ones(record().id, world.now)] == ["s1-31"]


def test_without_script_a_pupil_types_the_pin_and_waits(world: World) -> None:
    codes = hold(world)
    room = Room(world)
    browser = Browser(world.app).enter(codes["A1"]).open("/c/farmers").follow("老师发了口令，点这里")
    wrong = f"{(int(room.pin) + 1) % 10_000:04}"
    browser.press("/class", pin=wrong)
    assert browser.page.status_code == 422
    assert "口令不对，请看清老师给的 4 位数字再输一次。" in browser.text
    browser.press("/class", pin=room.pin)
    assert "等老师开始" in browser.text
    browser.follow("看看开始没有")
    assert "等老师开始" in browser.text
    room.begin()
    browser.follow("看看开始没有")
    assert browser.address.startswith("/a/")
    assert "第 1 题" in browser.text


def test_a_full_width_pin_is_taken(world: World) -> None:
    codes = hold(world)
    room = Room(world)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in room.pin)
    assert join(world.phone(codes["A1"]), f" {wide} ").status_code == 200


def test_who_has_no_unit_sees_no_door_to_a_class(world: World) -> None:
    world.contest()
    (code,) = world.codes("farmers", "张三")
    browser = Browser(world.app).enter(code).open("/c/farmers")
    assert "老师发了口令，点这里" not in browser.text
    assert join(world.phone(code), "1234").status_code == 422


def test_somebody_of_another_contest_is_kept_out(world: World) -> None:
    hold(world)
    world.contest(a_contest("others"))
    (code,) = world.codes("others", "李四")
    kept_out = world.phone(code).post("/contests/farmers/class", {"pin": "1234"})
    assert kept_out.status_code == 403


def test_where_there_is_no_roster_the_pin_enters_whoever_says_the_unit(world: World) -> None:
    found(world)
    world.contest(replace(a_contest(), entry="open", area_from="self", ask=("name", "area", "unit", "population")))
    desk = UnitDesk(world, "s1")
    assert "本单位还没有人来" in desk.page(ROOT)
    room = Room(world, "s1", part="s1-31")
    with transaction():
        mine, other = (
            profiles.add(Details(name, "370812105", unit, "youth", 2005, None), "", None, world.now)
            for name, unit in (("张一", "s1-31"), ("李一", "s1-32"))
        )
        tokens = [phone_sessions.start(world.now, timedelta(days=1), person_id=each) for each in (mine, other)]
    phones = [world.client() for _ in tokens]
    for phone, token in zip(phones, tokens, strict=True):
        phone.token = token
    assert [join(phone, room.pin).status_code for phone in phones] == [200, 422]
    room.begin()
    assert opened(phones[0]) is not None
    (line,) = [cells for given, cells in rows(desk.page(ROOT)) if "ref" in given]
    assert line[1:4] == ["张一", "三年级 1班", "正在答"]
