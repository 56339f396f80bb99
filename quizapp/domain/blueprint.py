"""Blueprint and drawing: how many questions of which kind and tags a paper has, and which ones one paper gets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from quizapp.domain.question import CHOICE_KINDS, Question
from quizapp.domain.randomness import Stream
from quizapp.domain.refusals import Refusal
from quizapp.domain.words import say


@dataclass(frozen=True, slots=True)
class Section:
    """`count` questions of `kinds`, each worth `points` (1/1000), with any of `tags` and all of `all_tags`.

    Without `kinds` only those that are answered by choosing: who draws from a whole bank has not asked for questions
    that must be typed on a phone, and an old page cannot show them.
    """

    count: int
    points: int = 1_000
    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    all_tags: tuple[str, ...] = ()

    def admits(self, question: Question) -> bool:
        return (
            question.kind in (self.kinds or CHOICE_KINDS)
            and (not self.tags or any(question.tags.has(tag) for tag in self.tags))
            and all(question.tags.has(tag) for tag in self.all_tags)
        )


@dataclass(frozen=True, slots=True)
class PaperItem:
    """One question of a paper: its position in the snapshot, its options in the order shown, its points (1/1000)."""

    position: int
    options: tuple[str, ...]
    points: int


class TooFewQuestions(Refusal):
    code = "invalid"
    sentence = say("题目不够，组不成一份试卷。")


# A selection: for each section, which questions (positions in the pool) at how many points each.
Selection = list[list[tuple[int, int]]]


def select(pool: Sequence[Question], sections: Sequence[Section], seed: str) -> Selection:
    """Choose a paper's questions, none twice: the same pool, sections and seed give the same for ever.

    Sections with the fewest questions to spare choose first, so that a wide one does not eat a narrow one's. Where
    one still lacks some, others give way, so that no seed fails on a pool that has enough.
    Raises TooFewQuestions, naming the section, where the pool has not.
    """
    stream = Stream(f"{seed}/select")
    candidates = [[i for i, question in enumerate(pool) if section.admits(question)] for section in sections]
    holder: dict[int, int] = {}
    for index in sorted(range(len(sections)), key=lambda i: len(candidates[i]) - sections[i].count):
        count = sections[index].count
        free = [position for position in candidates[index] if position not in holder]
        holder |= dict.fromkeys(stream.sample(free, min(count, len(free))), index)
        for have in range(len(free), count):
            if not _give_one(index, candidates, holder, set()):
                raise _too_few(sections[index], index, have)
    return [
        [(position, section.points) for position in sorted(holder) if holder[position] == index]
        for index, section in enumerate(sections)
    ]


def select_all(pool: Sequence[Question], points: int) -> Selection:
    """The whole pool in its order, each question worth `points`: a paper given by question refs."""
    return [[(position, points) for position in range(len(pool))]]


def arrange(
    pool: Sequence[Question],
    selection: Selection,
    seed: str,
    *,
    shuffle_questions: bool,
    shuffle_options: bool,
) -> list[PaperItem]:
    """Put a selection in the order that one attempt sees; sections keep theirs, questions mix within each."""
    stream = Stream(f"{seed}/arrange")
    items: list[PaperItem] = []
    for group in selection:
        for position, points in stream.shuffled(group) if shuffle_questions else group:
            ids = tuple(option.id for option in pool[position].options)
            # 正确 always stands above 错误: a judgement whose two answers change places only trips people up.
            # What is to be put in order may be written in order: it is always mixed.
            if pool[position].kind == "ordering" or (shuffle_options and pool[position].kind != "true_false"):
                ids = tuple(stream.shuffled(ids))
            items.append(PaperItem(position, ids, points))
    return items


def _give_one(index: int, candidates: Sequence[Sequence[int]], holder: dict[int, int], asked: set[int]) -> bool:
    """Give a section one question more; another section that holds it takes another of its own instead.

    An augmenting path, as in Kuhn's matching: it finds a way wherever there is one. `asked` are questions tried.
    """
    for position in candidates[index]:
        if position in asked or holder.get(position) == index:
            continue
        asked.add(position)
        if position not in holder or _give_one(holder[position], candidates, holder, asked):
            holder[position] = index
            return True
    return False


def _too_few(section: Section, index: int, have: int) -> TooFewQuestions:
    return TooFewQuestions(
        say(
            "第 %(section)s 部分要 %(count)s 道题，题库里只有 %(have)s 道可用。",
            section=index + 1,
            count=section.count,
            have=have,
        )
    )


_COMPACT_ITEM = re.compile(r"(\d+):([a-z]*):(\d+)")


def compact(items: Sequence[PaperItem]) -> str:
    """A paper as one short text, stored with the attempt: `17:cabd:5000 3:ab:5000`."""
    return " ".join(f"{item.position}:{''.join(item.options)}:{item.points}" for item in items)


def expand(paper: str) -> list[PaperItem]:
    """The reverse of `compact`."""
    return [
        PaperItem(int(position), tuple(options), int(points))
        for position, options, points in _COMPACT_ITEM.findall(paper)
    ]


def question_id(position: int) -> str:
    """The name under which the API speaks of a snapshot's question: `q17`. It says nothing about the key."""
    return f"q{position}"


def position_of(question_id: str) -> int | None:
    """The reverse of `question_id`; None for anything that is no such name."""
    digits = question_id[1:]
    plain = question_id.startswith("q") and digits.isascii() and digits.isdecimal() and len(digits) < 10
    return int(digits) if plain and question_id == f"q{int(digits)}" else None
