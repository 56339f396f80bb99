"""Tags: what a question carries, and which tags there are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from quizapp.domain.tags import AXES, BENCHMARKS, Tags, known

TAGS = Tags("method", "first-aid", "hard", frozenset({"youth", "general"}), frozenset({9, 24}))


@pytest.mark.parametrize(
    "tag",
    [
        "dimension:method",
        "topic:first-aid",
        "difficulty:hard",
        "population:youth",
        "population:general",
        "benchmark:9",
        "benchmark:24",
    ],
)
def test_what_the_question_has(tag: str) -> None:
    assert TAGS.has(tag)
    assert known(tag)


@pytest.mark.parametrize(
    "tag", ["dimension:spirit", "topic:diet", "difficulty:easy", "population:farmer", "benchmark:2"]
)
def test_what_another_question_has(tag: str) -> None:
    assert not TAGS.has(tag)
    assert known(tag)


@pytest.mark.parametrize(
    "tag",
    [
        "",
        ":",
        "topic",
        "topic:",
        "topic:unheard-of",
        "mood:good",
        "benchmark:27",
        "benchmark:0",
        "benchmark:²",
        "benchmark:",
    ],
)
def test_what_is_no_tag(tag: str) -> None:
    assert not known(tag)
    assert not TAGS.has(tag)
    assert not Tags().has(tag)


@pytest.mark.parametrize(
    "missing",
    [
        {"dimension": ""},
        {"topic": ""},
        {"difficulty": ""},
        {"populations": frozenset()},
        {"benchmarks": frozenset()},
    ],
)
def test_tags_are_complete_only_with_every_axis(missing: dict[str, Any]) -> None:
    assert TAGS.complete()
    assert not replace(TAGS, **missing).complete()


def test_the_axes_have_the_sizes_of_the_project() -> None:
    sizes = {axis: len(values) for axis, values in AXES.items()}
    assert sizes == {"dimension": 4, "topic": 21, "difficulty": 3, "population": 6, "benchmark": 26}
    assert sorted(BENCHMARKS) == list(range(1, 27))
