"""What a pen answers: the questions it took whole, and a problem with its place for each thing that it did not."""

from __future__ import annotations

from dataclasses import dataclass

from quizapp.domain.question import OPTION_IDS, Question
from quizapp.domain.refusals import Invalid, Problem
from quizapp.domain.words import Sentence, say

LONGEST_FOUND = 60
MOST_ITEMS = 20_000
MOST_ANSWERS = 50  # of one question, right and wrong; far more than options may be
WHOLE_FILE = "file"


@dataclass(frozen=True, slots=True)
class Placed:
    """A question that was taken, and where it stood in the file (`row 7`, `line 12`, a ref)."""

    place: str
    question: Question


@dataclass(frozen=True, slots=True)
class Reading:
    """One file as read. `problems` also holds notes on accepted items; `read` counts the items that were tried."""

    format: str
    read: int
    questions: list[Placed]
    problems: list[Problem]

    @property
    def refused(self) -> int:
        """Items that were read and not taken; each has at least one problem with its place."""
        return self.read - len(self.questions)


class Refused(Exception):
    """Why one item cannot be taken over: the field, the sentence, and what was found. No reader lets it out."""

    def __init__(self, field: str, message: Sentence, found: str = "") -> None:
        super().__init__(str(message))
        self.field, self.message, self.found = field, message, found

    def at(self, place: str) -> Problem:
        return Problem(place, self.message, self.field, shown(self.found))


def unreadable(message: Sentence) -> Invalid:
    """The refusal of a whole file, in one sentence."""
    return Invalid.at(WHOLE_FILE, message)


def place_in_words(place: str) -> Sentence:
    """A place for the middle of a sentence: `row 7` → 第 7 行; a ref stands for itself."""
    kind, _, number = place.partition(" ")
    return say("第 %(n)s 行", n=number) if kind in {"row", "line"} else say("「%(ref)s」", ref=place)


def check_count(items: int) -> None:
    """Refuse a file with so many items that it would keep the server busy."""
    if items > MOST_ITEMS:
        raise unreadable(say("一个文件最多 %(n)s 道题，请拆成几个再导入。", n=MOST_ITEMS))


def check_answers(count: int) -> None:
    """Refuse an item with more answers than any kind takes, before each of them is looked at."""
    if count > MOST_ANSWERS:
        raise Refused("options", say("选项有 %(count)s 个，最多 %(n)s 个。", count=count, n=len(OPTION_IDS)))


def shown(text: str) -> str:
    """A found value as a report may show it: on one line and short."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_FOUND else line[: LONGEST_FOUND - 1] + "…"
