"""Coverage: what a bank holds on each axis and in each cell, and what a blueprint needs that a pool has not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from quizapp.domain.blueprint import Section, TooFewQuestions, select
from quizapp.domain.question import KINDS, Question
from quizapp.domain.refusals import Problem
from quizapp.domain.rules_in_words import listed
from quizapp.domain.tags import AUDIENCES, AXES, DIFFICULTIES, TOPICS
from quizapp.domain.words import Sentence, say

Cell = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the fully tagged questions stand where; every value and every cell is listed, the empty too.

    `axes`: kind and the five axes, each value with its count (a question may have several populations and
    benchmarks). `cells`: (topic, population, difficulty) with its count.
    """

    questions: int
    untagged: int
    axes: dict[str, dict[str, int]]
    cells: dict[Cell, int]

    @property
    def empty(self) -> list[Cell]:
        """The cells that no question fills."""
        return [cell for cell, count in self.cells.items() if not count]


def coverage(questions: Iterable[Question]) -> Coverage:
    """Count what a bank holds. A question that lacks an axis is 'untagged' and counts in none."""
    given = list(questions)
    tagged = [question for question in given if question.tags.complete()]
    cells = Counter(cell for question in tagged for cell in _cells(question))
    return Coverage(
        questions=len(tagged),
        untagged=len(given) - len(tagged),
        axes={"kind": _counted(KINDS, (question.kind for question in tagged))}
        | {axis: _counted(values, _values(tagged, axis)) for axis, values in AXES.items()},
        cells={cell: cells[cell] for cell in product(TOPICS, AUDIENCES, DIFFICULTIES)},
    )


def shortages(pool: Sequence[Question], sections: Sequence[Section]) -> list[Problem]:
    """What a blueprint needs and the pool has not: sections short by themselves, then those short together."""
    found: list[Problem] = []
    enough: list[int] = []
    for index, section in enumerate(sections):
        have = sum(section.admits(question) for question in pool)
        if have < section.count:
            found.append(_short(index, section, have))
        else:
            enough.append(index)
    while rivals := _rivals(pool, sections, enough):
        found.append(_short_together(pool, sections, rivals))
        enough = [index for index in enough if index not in rivals]
    return found


def in_words(section: Section) -> Sentence:
    """What a section asks for: 难、判断、食品安全."""
    kinds = [KINDS[kind] for kind in section.kinds]
    wanted = [_tag_name(tag) for tag in section.all_tags]
    if kinds:
        wanted.append(_any_of(kinds))
    if section.tags:
        wanted.append(_any_of([_tag_name(tag) for tag in section.tags]))
    return listed(wanted) if wanted else say("不限题型和标签")


def _cells(question: Question) -> Iterable[Cell]:
    tags = question.tags
    return ((tags.topic, population, tags.difficulty) for population in tags.populations)


def _values(questions: Iterable[Question], axis: str) -> Iterable[str]:
    return (value for question in questions for value in AXES[axis] if question.tags.has(f"{axis}:{value}"))


def _counted(values: Iterable[str], found: Iterable[str]) -> dict[str, int]:
    counts = Counter(found)
    return {value: counts[value] for value in values}


def _rivals(pool: Sequence[Question], sections: Sequence[Section], indices: Sequence[int]) -> list[int]:
    """A smallest set of sections that the pool cannot fill at once; empty where it can fill them all.

    Dropping every section without which it still fails leaves sections that together ask for more questions than
    any of them admits (Hall's theorem).
    """
    if _fillable(pool, [sections[index] for index in indices]):
        return []
    rivals = list(indices)
    for index in indices:
        without = [other for other in rivals if other != index]
        if not _fillable(pool, [sections[other] for other in without]):
            rivals = without
    return rivals


def _fillable(pool: Sequence[Question], sections: Sequence[Section]) -> bool:
    try:
        select(pool, sections, seed="")
    except TooFewQuestions:
        return False
    return True


def _short(index: int, section: Section, have: int) -> Problem:
    message = say(
        "第 %(number)s 部分（%(wanted)s）要 %(count)s 道题，只有 %(have)s 道。",
        number=index + 1,
        wanted=in_words(section),
        count=section.count,
        have=have,
    )
    return Problem(f"paper.section[{index}]", message, "count", str(have))


def _short_together(pool: Sequence[Question], sections: Sequence[Section], indices: Sequence[int]) -> Problem:
    have = sum(any(sections[index].admits(question) for index in indices) for question in pool)
    message = say(
        "第 %(numbers)s 部分要的题有重合，合起来要 %(count)s 道，一共只有 %(have)s 道。",
        numbers="、".join(str(index + 1) for index in indices),
        count=sum(sections[index].count for index in indices),
        have=have,
    )
    return Problem(f"paper.section[{indices[0]}]", message, "count", str(have))


def _tag_name(tag: str) -> Sentence:
    axis, _, value = tag.partition(":")
    name = AXES[axis][value]
    return say("基准 %(number)s %(name)s", number=value, name=name) if axis == "benchmark" else name


def _any_of(names: list[Sentence]) -> Sentence:
    whole = names[0]
    for name in names[1:]:
        whole = say("%(some)s或%(more)s", some=whole, more=name)
    return whole
