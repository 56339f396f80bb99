"""How far somebody is in a contest, as their teacher or clerk asks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Progress(StrEnum):
    """The first that holds of: an attempt is open; the mark is reached; one was handed in; none was started."""

    ANSWERING = "answering"
    PASSED = "passed"
    HANDED_IN = "handed_in"
    NOT_STARTED = "not_started"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people are how far."""

    not_started: int = 0
    answering: int = 0
    handed_in: int = 0
    passed: int = 0

    @classmethod
    def of(cls, by_progress: Mapping[str, int]) -> Counts:
        return cls(**{each.value: by_progress.get(each.value, 0) for each in Progress})

    @property
    def people(self) -> int:
        return self.not_started + self.answering + self.handed_in + self.passed
