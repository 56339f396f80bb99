"""An attempt is judged by the server's clock alone, and no order of saves changes what stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.attempt import (
    Answer,
    Attempt,
    Save,
    State,
    accept,
    check_answers,
    check_save,
    due,
    duration_of,
)
from quizapp.domain.clock import to_us
from quizapp.domain.refusals import (
    AttemptExpired,
    AttemptHandedIn,
    AttemptVoided,
    Invalid,
    NotFound,
    Refusal,
    SeqOutOfRange,
    Stopped,
)
from tests.builders import NOON, a_question
from tests.domain.examples import DEADLINE, GRACE, a_save, an_attempt
from tests.properties import examples

US = timedelta(microseconds=1)
LAST_MOMENT = DEADLINE + GRACE


@pytest.mark.parametrize("at", [NOON - US, NOON, DEADLINE, DEADLINE + US, LAST_MOMENT - US, LAST_MOMENT])
def test_an_answer_in_time_is_taken(at: datetime) -> None:
    attempt, saved = accept(an_attempt(), a_save(3, q0="b"), at, key_number=1)
    assert attempt.sheet == {"q0": Answer(("b",), 3, "page-1", to_us(at), to_us(at), 0)}
    assert (saved.saved_seq, saved.deadline, saved.kept) == (3, DEADLINE, {})


@pytest.mark.parametrize("at", [LAST_MOMENT + US, LAST_MOMENT + timedelta(seconds=1), LAST_MOMENT + timedelta(days=9)])
def test_an_answer_after_the_grace_is_late(at: datetime) -> None:
    with pytest.raises(AttemptExpired):
        accept(an_attempt(), a_save(q0="b"), at, key_number=1)


@pytest.mark.parametrize(
    ("fields", "key_number", "seq", "refusal"),
    [
        ({"state": State.HANDED_IN}, 1, 1, AttemptHandedIn),
        ({"state": State.EXPIRED}, 1, 1, AttemptExpired),
        ({"state": State.VOIDED}, 1, 1, AttemptVoided),
        ({"paused_at": NOON}, 1, 1, Stopped),
        ({"paused_at": NOON, "state": State.HANDED_IN}, 1, 1, AttemptHandedIn),
        ({}, 2, 1, NotFound),
        ({"state": State.HANDED_IN}, 2, 1, NotFound),
        ({"key_number": 2}, 2, 10_001, SeqOutOfRange),
        ({"saved_seq": 5}, 1, 10_006, SeqOutOfRange),
        ({"saved_seq": 2**31 - 5}, 1, 2**31 - 1, None),
        ({}, 1, 10_000, None),
        ({"saved_seq": 5}, 1, 10_005, None),
    ],
)
def test_each_reason_to_refuse_has_its_name(
    fields: dict[str, Any], key_number: int, seq: int, refusal: type[Refusal] | None
) -> None:
    attempt = an_attempt(**fields)
    if refusal is None:
        assert accept(attempt, a_save(seq, q0="a"), NOON, key_number)[0].saved_seq == seq
        return
    with pytest.raises(refusal):
        accept(attempt, a_save(seq, q0="a"), NOON, key_number)


def test_a_stopped_clock_takes_nothing_even_before_the_deadline_and_says_so_after_it() -> None:
    stopped = an_attempt(paused_at=NOON + timedelta(minutes=1))
    for at in (NOON, LAST_MOMENT + US):
        with pytest.raises(Stopped):
            accept(stopped, a_save(q0="a"), at, key_number=1)


def test_a_later_save_replaces_and_keeps_the_evidence() -> None:
    first, second = NOON + timedelta(seconds=10), NOON + timedelta(seconds=25)
    attempt, _ = accept(an_attempt(), a_save(1, q0="a", q1="b"), first, 1)
    attempt, saved = accept(attempt, a_save(2, q0="cd"), second, 1)
    assert attempt.sheet["q0"] == Answer(("c", "d"), 2, "page-1", to_us(first), to_us(second), 1)
    assert attempt.sheet["q1"] == Answer(("b",), 1, "page-1", to_us(first), to_us(first), 0)
    assert saved.kept == {}


def test_an_older_save_is_told_what_stands_instead() -> None:
    attempt, _ = accept(an_attempt(), a_save(9, q0="a"), NOON, 1)
    attempt, saved = accept(attempt, a_save(4, q0="b", q1="c"), NOON + US, 1)
    assert saved.saved_seq == 9
    assert saved.kept == {"q0": Answer(("a",), 9, "page-1", to_us(NOON), to_us(NOON), 0)}
    assert attempt.sheet["q1"].options == ("c",)


def test_a_repeat_changes_nothing_and_is_no_refusal() -> None:
    once, _ = accept(an_attempt(), a_save(4, q0="b"), NOON, 1)
    again, saved = accept(once, a_save(4, q0="b"), NOON + timedelta(seconds=9), 1)
    assert again == once
    assert saved.kept == {}


def test_a_number_used_twice_for_different_answers_is_told_which_one_stands() -> None:
    once, _ = accept(an_attempt(), a_save(4, q0="b"), NOON, 1)
    again, saved = accept(once, a_save(4, q0="c"), NOON + US, 1)
    assert again == once
    assert saved.kept == {"q0": once.sheet["q0"]}


def test_of_two_phones_with_one_number_the_higher_name_by_its_bytes_wins() -> None:
    attempt, _ = accept(an_attempt(), a_save(4, "Zed", q0="a"), NOON, 1)
    attempt, saved = accept(attempt, a_save(4, "abc", q0="b"), NOON, 1)
    assert attempt.sheet["q0"].options == ("b",)
    attempt, saved = accept(attempt, a_save(4, "Zed", q0="c"), NOON, 1)
    assert attempt.sheet["q0"].options == ("b",)
    assert saved.kept["q0"].client == "abc"


def test_an_empty_answer_clears() -> None:
    attempt, _ = accept(an_attempt(), a_save(1, q0="a"), NOON, 1)
    attempt, _ = accept(attempt, a_save(2, q0=""), NOON, 1)
    assert attempt.sheet["q0"].options == ()
    assert attempt.sheet["q0"].changes == 1


# One page sends each number once, with the same answers whenever it repeats it.
sent = st.dictionaries(
    st.tuples(st.sampled_from(["page-1", "page-2", "Page-9"]), st.integers(1, 12)),
    st.dictionaries(st.sampled_from(["q0", "q1", "q2"]), st.sampled_from(["", "a", "b", "ac"]), max_size=3),
    min_size=1,
    max_size=10,
)


def play(saves: Iterable[Save], attempt: Attempt) -> dict[str, tuple[tuple[str, ...], int, str]]:
    for save in saves:
        attempt, _ = accept(attempt, save, NOON, 1)
    return {name: (answer.options, answer.seq, answer.client) for name, answer in attempt.sheet.items()}


@examples(80)
@given(sent, st.data())
def test_saves_in_any_order_repeated_from_two_phones_give_the_same_sheet(
    given_saves: dict[tuple[str, int], dict[str, str]], data: st.DataObject
) -> None:
    saves = [a_save(seq, client, **answers) for (client, seq), answers in given_saves.items()]
    repeated = data.draw(st.lists(st.sampled_from(saves), max_size=8))
    shuffled = data.draw(st.permutations(saves + repeated))
    expected: dict[str, tuple[tuple[str, ...], int, str]] = {}
    for save in sorted(saves, key=lambda s: (s.seq, s.client.encode())):
        expected |= {name: (options, save.seq, save.client) for name, options in save.answers.items()}
    assert play(shuffled, an_attempt()) == expected


calls = st.lists(
    st.tuples(st.integers(-700 * 10**6, 700 * 10**6), st.integers(1, 30), st.sampled_from("abcd"), st.booleans()),
    max_size=12,
)


@examples(80)
@given(calls)
def test_no_sequence_of_calls_brings_an_answer_in_after_the_grace(
    given_calls: list[tuple[int, int, str, bool]],
) -> None:
    attempt = an_attempt()
    for after_us, seq, option, near_the_end in given_calls:
        at = (LAST_MOMENT if near_the_end else NOON) + timedelta(microseconds=after_us)
        before = attempt
        try:
            attempt, _ = accept(attempt, a_save(seq, q0=option), at, 1)
            assert at <= LAST_MOMENT
        except AttemptExpired:
            assert at > LAST_MOMENT
            assert attempt is before
    assert all(answer.last_at_us <= to_us(LAST_MOMENT) for answer in attempt.sheet.values())


@pytest.mark.parametrize(("seq", "fine"), [(0, False), (1, True), (2**31 - 1, True), (2**31, False), (-1, False)])
def test_numbers_of_saves_have_bounds(seq: int, fine: bool) -> None:
    if fine:
        check_save(a_save(seq))
        return
    with pytest.raises(SeqOutOfRange):
        check_save(a_save(seq))


@pytest.mark.parametrize("client", ["", "x" * 65, "页面", "a\nb", "a\0"])
def test_what_is_no_name_of_a_client(client: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_save(a_save(1, client))
    assert [p.place for p in refusal.value.problems] == ["client"]


POOL = [a_question("true_false"), a_question("single_choice"), a_question("multiple_choice")]


def test_answers_on_the_paper_are_taken() -> None:
    check_answers({0, 1, 2}, POOL, a_save(q0="a", q1="d", q2="acd").answers)
    check_answers({0, 1, 2}, POOL, a_save(q0="", q1="", q2="").answers)
    check_answers(set(), POOL, {})


@pytest.mark.parametrize(
    ("name", "options", "sentence"),
    [
        ("q7", "a", "这份试卷里没有这道题。"),
        ("q2", "a", "这份试卷里没有这道题。"),
        ("x", "a", "这份试卷里没有这道题。"),
        ("q01", "a", "这份试卷里没有这道题。"),
        ("q0", "c", "这道题没有这样的选项。"),
        ("q1", "aa", "这道题没有这样的选项。"),
        ("q1", "ab", "这道题只能选一个。"),
        ("q0", "ab", "这道题只能选一个。"),
    ],
)
def test_what_is_not_on_the_paper_is_refused_with_its_place(name: str, options: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_answers({0, 1}, POOL, {"q0": ("a",), "q1": ("b",)} | {name: tuple(options)})
    assert [(p.place, str(p.message)) for p in refusal.value.problems] == [(f"answers.{name}", sentence)]


def test_every_wrong_answer_is_named() -> None:
    with pytest.raises(Invalid) as refusal:
        check_answers({0, 1, 2}, POOL, a_save(q0="z", q1="ab", q2="ab", q9="a").answers)
    assert [p.place for p in refusal.value.problems] == ["answers.q0", "answers.q1", "answers.q9"]


@pytest.mark.parametrize(
    ("fields", "after", "expected"),
    [
        ({}, timedelta(seconds=2), False),
        ({}, timedelta(seconds=2) + US, True),
        ({}, timedelta(), False),
        ({"paused_at": NOON}, timedelta(days=1), False),
        ({"state": State.HANDED_IN}, timedelta(days=1), False),
        ({"state": State.EXPIRED}, timedelta(days=1), False),
    ],
)
def test_the_server_hands_in_two_seconds_after_the_grace(
    fields: dict[str, Any], after: timedelta, expected: bool
) -> None:
    assert due(replace(an_attempt(), **fields), LAST_MOMENT + after) is expected


@pytest.mark.parametrize(
    ("ended_at", "minutes"),
    [(NOON, 0), (NOON + timedelta(minutes=3), 3), (DEADLINE, 10), (DEADLINE + US, 10), (LAST_MOMENT, 10)],
)
def test_grace_lengthens_no_duration(ended_at: datetime, minutes: int) -> None:
    assert duration_of(NOON, DEADLINE, ended_at) == timedelta(minutes=minutes)
