"""Tags and the other marks of a question as words (`topic:food-safety`, `basis:…`), for formats that have only words.

Also the doubts about words that were left out, since every reader of tags has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from quizapp.domain.question import Question
from quizapp.domain.refusals import Problem
from quizapp.domain.tags import Tags
from quizapp.domain.words import Sentence, say
from quizapp.formats.draft import Draft
from quizapp.formats.reading import shown
from quizapp.formats.spellings import split_list, tags_named

COLUMN_NAMES = {
    "dimension": say("维度"),
    "topic": say("主题"),
    "difficulty": say("难度"),
    "population": say("人群"),
    "benchmark": say("基准"),
}
_ONLY_ONE = ("dimension", "topic", "difficulty")
_BASIS, _EXPERT, _VALID_UNTIL = "basis:", "expert:yes", "valid_until:"


@dataclass(slots=True)
class Notes:
    """Doubts about values that were left out; each distinct value is reported once, where it was met first."""

    problems: list[Problem] = field(default_factory=list)
    met: set[tuple[str, str]] = field(default_factory=set)

    def add(self, place: str, name: str, found: str, message: Sentence) -> None:
        if (name, found) not in self.met:
            self.met.add((name, found))
            self.problems.append(Problem(place, message, name, shown(found)))


@dataclass(frozen=True, slots=True)
class Labels:
    """What the words of one question say."""

    tags: Tags
    basis: str = ""
    expert: bool = False
    valid_until: date | None = None


def words_of(question: Question) -> list[str]:
    """Everything that the words of a question have to carry, in a fixed order."""
    tags = question.tags
    words = [
        f"{axis}:{value}"
        for axis, values in (
            ("dimension", [tags.dimension]),
            ("topic", [tags.topic]),
            ("difficulty", [tags.difficulty]),
            ("population", sorted(tags.populations)),
            ("benchmark", sorted(tags.benchmarks)),
        )
        for value in values
        if value
    ]
    words += [_BASIS + question.basis] if question.basis else []
    words += [_EXPERT] if question.expert else []
    return words + ([_VALID_UNTIL + question.valid_until.isoformat()] if question.valid_until else [])


def labels_of(words: Iterable[str], groups: Iterable[str], place: str, notes: Notes) -> Labels:
    """The reverse. `groups`, the names of the categories above a question, count where no word names that axis.

    A word that names no known tag is somebody's own and is passed over, as in a general column of a sheet.
    """
    basis, expert, until = "", False, None
    plain: list[str] = []
    for word in words:
        if word.startswith(_BASIS):
            basis = word.removeprefix(_BASIS).strip()
        elif word == _EXPERT:
            expert = True
        elif word.startswith(_VALID_UNTIL):
            until = _date(word, place, notes)
        else:
            plain.append(word)
    own, general = named_values(plain), named_values(groups)
    values = {axis: own[axis] or general[axis] for axis in COLUMN_NAMES}
    return Labels(settled(values, place, notes), basis, expert, until)


def with_labels(draft: Draft, ref: str, labels: Labels) -> Draft:
    """A draft with what stands beside its question."""
    return replace(
        draft, ref=ref, tags=labels.tags, basis=labels.basis, expert=labels.expert, valid_until=labels.valid_until
    )


def named_values(words: Iterable[str]) -> dict[str, list[str]]:
    """The values that words name, by axis."""
    values: dict[str, list[str]] = {axis: [] for axis in COLUMN_NAMES}
    for word in words:
        for entry in split_list(word):
            for axis, value in tags_named(entry):
                values[axis].append(value)
    return values


def settled(values: Mapping[str, Sequence[str]], place: str, notes: Notes) -> Tags:
    """The tags; an axis that can have one value and was given several stays empty, with a note."""
    only: dict[str, str] = {}
    for axis in _ONLY_ONE:
        different = list(dict.fromkeys(values[axis]))
        only[axis] = different[0] if len(different) == 1 else ""
        if len(different) > 1:
            found = "、".join(different)
            message = say(
                "%(column)s有「%(found)s」几个，只能有一个，这一项留空。", column=COLUMN_NAMES[axis], found=found
            )
            notes.add(place, axis, found, message)
    return Tags(
        dimension=only["dimension"],
        topic=only["topic"],
        difficulty=only["difficulty"],
        populations=frozenset(values["population"]),
        benchmarks=frozenset(int(number) for number in values["benchmark"]),
    )


def _date(word: str, place: str, notes: Notes) -> date | None:
    try:
        return date.fromisoformat(word.removeprefix(_VALID_UNTIL).strip())
    except ValueError:
        message = say("有效期「%(found)s」看不懂，这一项留空。", found=shown(word))
        notes.add(place, "valid_until", word, message)
        return None
