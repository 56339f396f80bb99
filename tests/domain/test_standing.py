"""The one definition of 'ahead of': ranks against a plain sort, and the text whose byte order is the same."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.contest import TIES, Ranking
from quizapp.domain.standing import Standing, order_key, ranked, tie_key
from tests.builders import NOON
from tests.domain.examples import a_standing
from tests.properties import examples

FAST, SLOW = a_standing(1, 100, 60), a_standing(2, 100, 61)
rankings = st.permutations(TIES).flatmap(lambda ties: st.integers(0, 3).map(lambda n: Ranking(tuple(ties[:n]))))
moments = st.integers(0, 3).map(lambda us: NOON + timedelta(microseconds=us))
standings = st.builds(
    lambda person, points, us, started, ended: a_standing(
        person, points, duration=timedelta(microseconds=us), started_at=started, finished_at=ended
    ),
    st.integers(1, 2**52),
    st.integers(-3, 3).map(lambda n: n * 500),
    st.sampled_from([0, 1, 9, 10, 599_999_999, 600_000_000]),
    moments,
    moments,
)
crowds = st.lists(standings, max_size=25, unique_by=lambda s: s.person_id)


def test_equals_share_a_rank_and_the_next_one_is_skipped() -> None:
    crowd = [a_standing(4, 50), a_standing(3, 90), a_standing(2, 90), a_standing(1, 100), a_standing(5, 40)]
    assert [(rank, s.person_id) for rank, s in ranked(crowd, Ranking())] == [(1, 1), (2, 2), (2, 3), (4, 4), (5, 5)]
    assert ranked([], Ranking()) == []


@pytest.mark.parametrize(
    ("ties", "first"),
    [(("duration",), 1), (("duration", "started_at"), 1), (("started_at",), 2), (("started_at", "duration"), 2)],
)
def test_ties_decide_in_the_declared_order(ties: tuple[str, ...], first: int) -> None:
    fast_but_late = a_standing(1, 100, 60, started_at=NOON + timedelta(seconds=1))
    slow_but_early = a_standing(2, 100, 61)
    found = ranked([slow_but_early, fast_but_late], Ranking(ties))
    assert [(rank, s.person_id) for rank, s in found] == [(1, first), (2, 3 - first)]


def test_the_earlier_end_is_ahead() -> None:
    late = a_standing(1, 100, finished_at=NOON + timedelta(microseconds=1))
    early = a_standing(2, 100, finished_at=NOON)
    assert [s.person_id for _, s in ranked([late, early], Ranking(("finished_at",)))] == [2, 1]


def test_without_ties_points_alone_count() -> None:
    assert [rank for rank, _ in ranked([SLOW, FAST], Ranking(()))] == [1, 1]


def test_more_points_beat_any_time() -> None:
    assert order_key(a_standing(1, 101, 600), Ranking()) < order_key(a_standing(2, 100, 1), Ranking())


def test_a_tie_key_has_sixteen_digits_for_each_tie() -> None:
    # 2026-09-01T04:00:00Z is 1788235200 seconds after 1970: `date -u -d 2026-09-01T04:00 +%s`.
    assert tie_key(FAST, Ranking(("duration", "started_at"))) == "00000000600000001788235200000000"
    assert tie_key(FAST, Ranking(())) == ""


@examples(80)
@given(crowds, rankings)
def test_ranks_against_a_plain_count(crowd: list[Standing], rules: Ranking) -> None:
    def beats(one: Standing, other: Standing) -> bool:
        if one.points != other.points:
            return one.points > other.points
        for tie in rules.ties:
            if getattr(one, tie) != getattr(other, tie):
                return bool(getattr(one, tie) < getattr(other, tie))
        return False

    found = ranked(crowd, rules)
    assert [s.person_id for _, s in found] == [s.person_id for _, s in ranked(crowd[::-1], rules)]
    assert {s.person_id: rank for rank, s in found} == {
        s.person_id: 1 + sum(beats(other, s) for other in crowd) for s in crowd
    }
    for (rank, one), (next_rank, other) in itertools.pairwise(found):
        assert rank < next_rank or one.person_id < other.person_id


@examples(80)
@given(crowds, rankings)
def test_the_byte_order_of_tie_keys_is_the_order_of_standing(crowd: list[Standing], rules: Ranking) -> None:
    by_text = sorted(crowd, key=lambda s: (-s.points, tie_key(s, rules).encode(), s.person_id))
    assert by_text == [s for _, s in ranked(crowd, rules)]
    assert len({len(tie_key(s, rules)) for s in crowd}) <= 1
