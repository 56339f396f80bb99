"""A hall of 1,500 signs in from one address within two minutes, while somebody elsewhere guesses; and what the time
of an answer tells a guesser: nothing."""

from __future__ import annotations

import itertools
import logging
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from werkzeug.test import TestResponse

from quizapp.domain import entry_code
from quizapp.storage.resources import resources
from tests.builders import Phone, World
from tests.rooms.accounts.door import add, code_for, come_in, open_contest

log = logging.getLogger(__name__)
BY_CODE, BY_PHONE, GUESSES = 1_200, 300, 10_000
HALL = "10.0.0.1"
SECONDS = 120.0
# Of the answers to two kinds of guess, taken in turns: how far the middle ones may lie apart.
MOST_APART = 0.25


def test_all_come_in_and_no_guess_opens_anything(world: World) -> None:
    world.contest()
    open_contest(world, "everybody", questions=0)
    codes = world.codes("farmers", *(f"人{number}" for number in range(BY_CODE)))
    numbers = [f"138{number:08}" for number in range(BY_PHONE)]
    chance = random.Random(3)
    guesses = itertools.islice(_guesses(world, chance, numbers), GUESSES)
    arrivals: list[Callable[[], int]] = [partial(_with_code, world, code) for code in codes]
    arrivals += [partial(_with_phone, world, number) for number in numbers]
    chance.shuffle(arrivals)
    came, guessed = Counter[int](), Counter[int]()
    began = world.now
    for arrive in arrivals:
        guessed.update(next(guesses) for _ in range(GUESSES // len(arrivals)))
        came[arrive()] += 1
        world.clock.move(seconds=SECONDS / len(arrivals))
    guessed.update(guesses)
    assert (world.now - began).total_seconds() <= SECONDS + 1
    assert came == {201: BY_CODE + BY_PHONE}
    assert set(guessed) == {401, 429}
    assert guessed.total() == GUESSES
    assert guessed[429] > 1_000
    log.info("%s came in; guesses were answered %s", came.total(), dict(guessed))


def test_whoever_was_guessed_at_still_comes_in(world: World) -> None:
    """All guesses at one number, from many addresses, while its owner has the code before them."""
    owner = world.client()
    owner.post("/session/otp", {"phone": "13800000000"})
    code = code_for("13800000000")
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for number in range(500):
        reply = _try(world.client(), {"phone": "13800000000", "otp": wrong}, f"172.16.{number % 200}.9")
        assert reply.status_code in {401, 429}
    assert _try(owner, {"phone": "13800000000", "otp": code}, HALL).status_code == 201


def test_the_answer_is_the_same_for_known_and_unknown_numbers(world: World) -> None:
    known, unknown = "13811111111", "13822222222"
    add(come_in(world, known))
    world.clock.move(minutes=1)
    asked = [world.client().post("/session/otp", {"phone": number}) for number in (known, unknown)]
    assert [(reply.status_code, reply.data) for reply in asked] == [(202, b"")] * 2
    again = [world.client().post("/session/otp", {"phone": number}) for number in (known, unknown)]
    assert again[0].status_code == 429
    assert again[0].data == again[1].data
    tried = [world.client().post("/session", {"phone": number, "otp": "000000"}) for number in (known, unknown)]
    assert tried[0].status_code == 401
    assert tried[0].data == tried[1].data


@pytest.mark.parametrize("what", ["a number at the sign-in", "a number that asks for a code", "an entry code"])
def test_the_time_of_an_answer_does_not_tell_who_is_known(world: World, what: str) -> None:
    world.contest()
    (code,) = world.codes("farmers", "张三")
    add(come_in(world, "13811111111"))
    resources().redis.flushall()
    taken = _code_with_a_right_check(code)
    path = "/session/otp" if what == "a number that asks for a code" else "/session"
    spent: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(240):
        known = turn % 2 == 0
        world.clock.move(minutes=1)  # so that a further code is sent
        client, body = world.client(), _asked(what, known, taken)
        start = time.perf_counter()
        client.post(path, body)
        spent[known].append(time.perf_counter() - start)
        world.clock.move(hours=3)  # and no number has had its ten of the day
    middles = [statistics.median(spent[known][10:]) for known in (True, False)]
    apart = abs(middles[0] - middles[1]) / max(middles)
    log.info("%s: known %.3f ms, unknown %.3f ms", what, middles[0] * 1000, middles[1] * 1000)
    assert apart < MOST_APART


def _asked(what: str, known: bool, taken: str) -> dict[str, str]:
    """One call of a kind: with a number that somebody has, or a code close to one; or with one that nobody has."""
    number = "13811111111" if known else f"139{random.randrange(10**8):08}"
    bodies = {
        "a number at the sign-in": {"phone": number, "otp": "000000"},
        "a number that asks for a code": {"phone": number},
        "an entry code": {"entry_code": taken if known else entry_code.new()},
    }
    return bodies[what]


def _guesses(world: World, chance: random.Random, numbers: list[str]) -> Iterator[int]:
    """Codes and OTPs in turns, from twenty addresses that are not the hall's; answers the status of each."""
    guesser = world.client()
    while True:
        address = f"203.0.113.{chance.randrange(20)}"
        otp = {"phone": chance.choice(numbers), "otp": f"{chance.randrange(10**6):06}"}
        for body in ({"entry_code": entry_code.new()}, otp):
            yield _try(guesser, body, address).status_code


def _with_code(world: World, code: str) -> int:
    return _try(world.client(), {"entry_code": code}, HALL).status_code


def _with_phone(world: World, number: str) -> int:
    phone = world.client()
    origin = {"REMOTE_ADDR": HALL}
    asked = phone.http.post("/api/v1/session/otp", json={"phone": number}, environ_overrides=origin)
    assert asked.status_code == 202, asked.text
    return _try(phone, {"phone": number, "otp": code_for(number)}, HALL).status_code


def _try(phone: Phone, body: dict[str, str], address: str) -> TestResponse:
    return phone.http.post("/api/v1/session", json=body, environ_overrides={"REMOTE_ADDR": address})


def _code_with_a_right_check(code: str) -> str:
    """A code that looks like one and is near to one that was given out."""
    body = ("1" if code[0] == "0" else "0") + code[1:-1]
    return body + entry_code.check_character(body)
