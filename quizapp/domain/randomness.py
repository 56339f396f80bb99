"""The random stream by which papers are drawn: specified here, so that a draw can be repeated years later.

Block i of the stream of a seed (text) is SHA-256(seed as UTF-8 + i as 8 bytes, big-endian), i from 0; each block
gives four 64-bit numbers, big-endian, in order. `below(n)` takes the next number x, throws it away while
x ≥ 2⁶⁴ − (2⁶⁴ mod n), and answers x mod n. `sample` is the first k steps of a Fisher–Yates shuffle from the left.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")
DRAWER_VERSION = 1


class Stream:
    def __init__(self, seed: str) -> None:
        self._numbers = _numbers(seed.encode())

    def below(self, n: int) -> int:
        """A whole number from 0 to n − 1, each as likely as the other; n from 1 to 2⁶⁴."""
        limit = (1 << 64) - (1 << 64) % n
        x = next(self._numbers)
        while x >= limit:
            x = next(self._numbers)
        return x % n

    def sample(self, items: Sequence[T], k: int) -> list[T]:
        """k of the items in random order, none twice."""
        pool = list(items)
        for i in range(k):
            j = i + self.below(len(pool) - i)
            pool[i], pool[j] = pool[j], pool[i]
        return pool[:k]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        return self.sample(items, len(items))


def _numbers(seed: bytes) -> Iterator[int]:
    block = 0
    while True:
        yield from struct.unpack(">4Q", hashlib.sha256(seed + struct.pack(">Q", block)).digest())
        block += 1
