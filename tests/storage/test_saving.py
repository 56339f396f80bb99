"""The save: it says what the domain says, loses nothing, is one statement, and lasts once it has answered."""

from __future__ import annotations

import random
import string
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from quizapp.domain.attempt import Answer, Attempt, Save, Saved, State, accept, due
from quizapp.domain.clock import from_us, to_us
from quizapp.domain.marking import Marks
from quizapp.domain.refusals import NotFound, Refusal
from quizapp.storage import attempts, saving, tables
from quizapp.storage.database import db, transaction
from tests.builders import World
from tests.properties import examples
from tests.storage.shelf import an_open_attempt, entries, names, start, stored, together

US = timedelta(microseconds=1)
NOTHING = Marks((), 0, 0, 0)


def set_columns(attempt: Attempt, **values: Any) -> Attempt:
    with transaction():
        db.session.execute(update(tables.attempts).where(tables.attempts.c.id == attempt.id).values(values))
    return stored(attempt)


# --- the statement and the domain never disagree -------------------------------------------------------------------

clients = st.sampled_from(["page-1", "page-2", "Page", "%s", '"', "\\", "'", "$1", "null"]) | st.text(
    string.printable.strip(), min_size=1, max_size=64
)
texts = st.sampled_from(["a", "b", "c", ""]) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5
)
saves = st.builds(
    lambda place, client, seq, answers, at, key: ("save", place, client, seq, answers, at, key),
    st.sampled_from([0, 0, 0, 10_000, 10_001]),
    clients,
    st.integers(1, 6),
    st.dictionaries(st.integers(0, 4), st.lists(texts, max_size=3).map(tuple), max_size=4),
    st.sampled_from([timedelta(), timedelta(minutes=10), timedelta(minutes=10, seconds=5)]).flatmap(
        lambda span: st.sampled_from([span - US, span, span + US])
    ),
    st.sampled_from([1, 1, 1, 1, 2]),
)
events = st.sampled_from([("pause",), ("run on",), ("longer",), ("close",), ("expire",), ("void",), ("withdraw key",)])
plays = st.lists(st.one_of(saves, saves, saves, events), min_size=1, max_size=9)


def happen(attempt: Attempt, event: str) -> Attempt:
    """Let something else than a save happen, in the database and to the attempt at hand."""
    if event == "pause":
        with transaction():
            attempts.pause(attempt.contest_id, attempt.started_at)
    elif event == "run on":
        with transaction():
            attempts.run_on(attempt.contest_id)
    elif event == "longer":
        set_columns(attempt, deadline=attempt.deadline + US)
    elif event == "withdraw key":
        set_columns(attempt, key_number=2)
    elif event == "void":
        set_columns(attempt, state="voided", score=0)
    else:
        state = State.HANDED_IN if event == "close" else State.EXPIRED
        with transaction():
            attempts.close(attempt.id, state, NOTHING, passed=False, ended_at=attempt.deadline, duration=timedelta())
    return stored(attempt)


def outcome(attempt: Attempt, save: Save, at_us: int, key_number: int) -> tuple[Attempt, Saved | None]:
    try:
        return accept(attempt, save, from_us(at_us), key_number)
    except Refusal:
        return attempt, None


def test_the_statement_and_the_domain_never_disagree(either_world: World) -> None:
    first = an_open_attempt(either_world)
    fresh = {
        "state": "open",
        "sheet": {},
        "saved_seq": 0,
        "paused_at": None,
        "key_number": 1,
        "score": None,
        "deadline": first.deadline,
    }

    @examples(80)
    @given(plays)
    def check(play: list[tuple[Any, ...]]) -> None:
        attempt = set_columns(first, **fresh)
        for kind, *details in play:
            if kind != "save":
                attempt = happen(attempt, kind)
                continue
            above, client, seq, answers, after, key_number = details
            named = {names(attempt)[position]: options for position, options in answers.items()}
            save = Save(client, attempt.saved_seq + above if above else seq, named)
            at_us = to_us(first.started_at + after)
            attempt, expected = outcome(attempt, save, at_us, key_number)
            assert saving.save(attempt.id, key_number, save, at_us) == expected
            assert stored(attempt) == attempt

    check()


def test_the_highest_number_of_all_is_still_within_reach(either_world: World) -> None:
    attempt = set_columns(an_open_attempt(either_world), saved_seq=2**31 - 9)
    save = Save("page", 2**31 - 1, {names(attempt)[0]: ("a",)})
    expected, saved = accept(attempt, save, attempt.started_at, 1)
    assert saving.save(attempt.id, 1, save, to_us(attempt.started_at)) == saved
    assert stored(attempt).sheet == expected.sheet


def test_no_such_attempt_is_no_row(either_world: World) -> None:
    attempt = an_open_attempt(either_world)
    assert saving.save(attempt.id + 1, 1, Save("page", 1, {}), to_us(either_world.now)) is None


def test_an_absent_paper_is_not_remembered_as_absent(either_world: World) -> None:
    world = either_world
    record = world.contest()
    one, other = entries(world, record, 2)
    attempt = start(world, record, one.person_id)
    with pytest.raises(NotFound):
        saving.paper_of(attempt.id + 1)
    assert start(world, record, other.person_id).id == attempt.id + 1
    assert saving.paper_of(attempt.id + 1)[0] == attempt.snapshot_id
    positions = frozenset(item.position for item in attempt.paper)
    assert saving.paper_of(attempt.id) == (attempt.snapshot_id, positions)


# --- many at once --------------------------------------------------------------------------------------------------


def test_eight_phones_at_once_end_in_the_right_sheet(either_world: World) -> None:
    world = either_world
    attempt = an_open_attempt(world)
    dice = random.Random(20260901)
    questions = names(attempt)
    all_saves = [
        Save(
            f"page-{seq % 3}",
            seq,
            {name: (dice.choice("abcd"),) for name in dice.sample(questions, dice.randint(1, 4))},
        )
        for seq in range(1, 41)
    ]
    at_us = to_us(world.now)

    def one_phone(number: int) -> None:
        mine = all_saves + random.Random(number).sample(all_saves, 10)
        random.Random(number).shuffle(mine)
        for save in mine:
            saved = saving.save(attempt.id, 1, save, at_us)
            assert saved is not None
            for name, kept in saved.kept.items():
                assert (kept.seq, kept.client) > (save.seq, save.client), name

    together(world, [partial(one_phone, number) for number in range(8)])

    expected: dict[str, tuple[tuple[str, ...], int, str]] = {}
    for save in all_saves:
        expected |= {name: (options, save.seq, save.client) for name, options in save.answers.items()}
    found = stored(attempt)
    assert {name: (a.options, a.seq, a.client) for name, a in found.sheet.items()} == expected
    assert found.saved_seq == 40


# --- around the save -----------------------------------------------------------------------------------------------


def test_an_answer_survives_being_packed() -> None:
    answer = Answer(("a", "水 \"'\\"), 7, "page-1", 10, 20, 3)
    assert attempts.pack(answer) == [["a", "水 \"'\\"], 7, "page-1", 10, 20, 3]
    assert attempts.unpack(attempts.pack(answer)) == answer


def test_what_is_due_in_sql_is_what_is_due_in_the_domain(either_world: World) -> None:
    attempt = an_open_attempt(either_world)
    edge = attempt.deadline + attempt.grace + timedelta(seconds=2)
    for now in (attempt.started_at, attempt.deadline, edge - US, edge, edge + US, edge + timedelta(days=1)):
        assert (attempts.due(now) == [attempt.id]) is due(attempt, now), now
    with transaction():
        attempts.pause(attempt.contest_id, edge)
    assert attempts.due(edge + timedelta(days=1)) == []


def test_the_longest_overdue_come_first_and_not_too_many(either_world: World) -> None:
    world = either_world
    record = world.contest()
    started = []
    for entry in entries(world, record, 4):
        started.append(start(world, record, entry.person_id).id)
        world.clock.move(seconds=1)
    later = world.now + timedelta(hours=1)
    assert attempts.due(later) == started
    assert attempts.due(later, limit=3) == started[:3]
