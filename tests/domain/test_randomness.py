"""The random stream, against vectors that were worked out outside the code.

The blocks come from the command line, for i = 0 and 1 (bash):

    printf 'abc\\0\\0\\0\\0\\0\\0\\0\\0' | sha256sum    printf 'abc\\0\\0\\0\\0\\0\\0\\0\\1' | sha256sum
    4b5c6fd314d0d83d 29a1e12903309228 9834a2b50da22f2c 0f74177dc3e7525e
    4902dec96bf400e2 e51b783e520f95dd dabcd5c30eb8714f 109eeaa7bc3ad349

the same with 试卷 in the place of abc, and the remainders from `bc`.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.randomness import Stream
from tests.properties import examples

ABC = [
    0x4B5C6FD314D0D83D,
    0x29A1E12903309228,
    0x9834A2B50DA22F2C,
    0x0F74177DC3E7525E,
    0x4902DEC96BF400E2,
    0xE51B783E520F95DD,
    0xDABCD5C30EB8714F,
    0x109EEAA7BC3AD349,
]


def test_the_stream_is_sha256_in_counter_mode() -> None:
    stream = Stream("abc")
    assert [stream.below(2**64) for _ in range(8)] == ABC


def test_a_seed_is_read_as_utf_8() -> None:
    assert Stream("试卷").below(2**64) == 0xBE44B9CFA12718D6


def test_below_is_the_remainder() -> None:
    stream = Stream("abc")
    assert [stream.below(10) for _ in range(8)] == [9, 0, 8, 6, 0, 5, 9, 5]


def test_numbers_that_would_favour_some_are_thrown_away() -> None:
    # n = 2⁶³ + 1: everything from n on is thrown away, here the third number.
    stream = Stream("abc")
    assert [stream.below(2**63 + 1) for _ in range(3)] == [ABC[0], ABC[1], ABC[3]]


def test_a_sample_is_the_first_steps_of_a_shuffle_from_the_left() -> None:
    # Remainders by 10, 9 and 8 are 9, 3 and 4: A changes places with J, B with E, C with G.
    assert Stream("abc").sample("ABCDEFGHIJ", 3) == ["J", "E", "G"]


def test_a_shuffle_takes_every_step() -> None:
    # Remainders by 5, 4, 3, 2 and 1 are 4, 0, 0, 0 and 0: only A and E change places.
    assert Stream("abc").shuffled("ABCDE") == ["E", "B", "C", "D", "A"]


@examples(60)
@given(st.text(max_size=20), st.integers(1, 1000))
def test_below_stays_below(seed: str, n: int) -> None:
    stream = Stream(seed)
    assert all(0 <= stream.below(n) < n for _ in range(20))


@examples(60)
@given(st.text(max_size=20), st.lists(st.integers(), unique=True, max_size=30), st.data())
def test_a_sample_holds_nothing_twice_and_nothing_foreign(seed: str, items: list[int], data: st.DataObject) -> None:
    k = data.draw(st.integers(0, len(items)))
    found = Stream(seed).sample(items, k)
    assert len(found) == len(set(found)) == k
    assert set(found) <= set(items)
    assert found == Stream(seed).sample(items, k)
    assert sorted(Stream(seed).shuffled(items)) == sorted(items)


@pytest.mark.parametrize("place", range(4))
def test_every_item_comes_to_every_place_about_as_often(place: int) -> None:
    counts = dict.fromkeys("ABCD", 0)
    for seed in range(2_000):
        counts[Stream(str(seed)).shuffled("ABCD")[place]] += 1
    # 500 expected, standard deviation 19: five of them either way.
    assert all(405 < count < 595 for count in counts.values()), counts
