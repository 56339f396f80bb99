"""A question as somebody wrote it, and how it becomes a whole question or a list of what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from quizapp.domain.question import (
    OPTION_IDS,
    Option,
    Question,
    lettered,
    problems,
    true_false_options,
)
from quizapp.domain.refusals import Problem
from quizapp.domain.tags import Tags
from quizapp.domain.words import say
from quizapp.domain.written import BLANK
from quizapp.formats.answers import split_blanks, split_number
from quizapp.formats.reading import shown
from quizapp.formats.spellings import CHOICE, WRITTEN_KINDS, is_unsupported, kind_of, letters, truth, truth_pair

MOST_OPTIONS = len(OPTION_IDS)
GAP = "____"


@dataclass(frozen=True, slots=True)
class Draft:
    """What a row or a paragraph says; `marked` holds the options ticked as right, where a format ticks them.

    `answer` of fill-in, numeric and ordering questions is written as `formats.answers` says.
    """

    place: str
    stem: str
    options: list[str]
    answer: str
    kind: str = ""
    marked: frozenset[int] | None = None
    explanation: str = ""
    tags: Tags = field(default_factory=Tags)
    ref: str = ""
    basis: str = ""
    expert: bool = False
    valid_until: date | None = None


def finish(draft: Draft) -> Question | list[Problem]:
    """The whole question, or every problem that keeps it out."""
    kind = kind_of(draft.kind)
    if kind is None:
        return [_unknown_kind(draft)]
    if len(draft.options) > MOST_OPTIONS:
        message = say("选项有 %(count)s 个，最多 %(n)s 个。", count=len(draft.options), n=MOST_OPTIONS)
        return [Problem(draft.place, message, "options")]
    if kind in {"", CHOICE}:
        kind = _told_by_answer(draft, chosen=kind == CHOICE)
    if kind == "single_choice" and truth_pair(draft.options, soft=False):
        kind = "true_false"
    question = _written(draft, kind) if kind in WRITTEN_KINDS else _chosen(draft, kind)
    if isinstance(question, Problem):
        return [question]
    return problems(question, draft.place) or question


def _chosen(draft: Draft, kind: str) -> Question | Problem:
    key = _truth_key(draft) if kind == "true_false" else _choice_key(draft, kind)
    if isinstance(key, Problem):
        return key
    return _bare(draft, kind, true_false_options() if kind == "true_false" else lettered(draft.options), key)


def _written(draft: Draft, kind: str) -> Question | Problem:
    question = _bare(draft, kind, lettered(draft.options), frozenset())
    if kind == "ordering":
        order = letters(draft.answer) if draft.answer.strip() else []
        if order is None:
            message = say(
                "排序题的答案「%(found)s」看不懂，应按顺序写选项的字母，例如 CABD。", found=shown(draft.answer)
            )
            return Problem(draft.place, message, "key", shown(draft.answer))
        return replace(question, order=tuple(OPTION_IDS[place] for place in order))
    if draft.options:
        message = say("填空题和数值题不写选项，答案写在「答案」里。")
        return Problem(draft.place, message, "options", shown(" / ".join(draft.options)))
    if kind == "fill_in":
        stem = BLANK.sub(GAP, draft.stem)  # however long the line was drawn
        return replace(question, stem=stem, blanks=split_blanks(draft.answer))
    value, tolerance = split_number(draft.answer)
    return replace(question, value=value, tolerance=tolerance)


def _bare(draft: Draft, kind: str, options: tuple[Option, ...], key: frozenset[str]) -> Question:
    return Question(
        kind, draft.stem, options, key, draft.explanation, draft.tags,
        draft.ref, draft.basis, draft.expert, draft.valid_until,
    )  # fmt: skip


def _unknown_kind(draft: Draft) -> Problem:
    found = shown(draft.kind)
    if is_unsupported(draft.kind):
        message = say("「%(kind)s」不能导入，能导入的是单选、多选、判断、填空、数值和排序。", kind=found)
    else:
        message = say("题型「%(kind)s」不认识，应是单选、多选、判断、填空、数值或排序。", kind=found)
    return Problem(draft.place, message, "kind", found)


def _told_by_answer(draft: Draft, chosen: bool) -> str:
    """The kind where none is written: the options and the answer leave no choice of what it is."""
    if truth_pair(draft.options, soft=False) and not chosen:
        return "true_false"
    if not draft.options and truth(draft.answer) is not None and not chosen:
        return "true_false"
    named = letters(draft.answer) if draft.answer else sorted(draft.marked or ())
    return "multiple_choice" if named and len(named) > 1 else "single_choice"


def _truth_key(draft: Draft) -> frozenset[str] | Problem:
    """Key 'a' for true and 'b' for false, whatever the order of the options in the file."""
    meaning: tuple[bool, bool] | None = (True, False)
    if draft.options:
        meaning = truth_pair(draft.options, soft=True)
    if meaning is None:
        found = shown(" / ".join(draft.options))
        message = say("判断题的选项是「%(found)s」，应是正确和错误，或者不写选项。", found=found)
        return Problem(draft.place, message, "options", found)
    if not draft.answer.strip() and draft.marked is not None:
        named: list[int] | None = sorted(draft.marked)
    else:
        named = letters(draft.answer)
        if named not in ([0], [1]):
            said = truth(draft.answer)
            named = None if said is None else [meaning.index(said)]
    if named in ([0], [1]):
        return frozenset("a" if meaning[named[0]] else "b")
    if not draft.answer.strip():
        return Problem(draft.place, say("没有答案。"), "key")
    found = shown(draft.answer)
    message = say("判断题的答案「%(found)s」看不懂，应是正确或错误。", found=found)
    return Problem(draft.place, message, "key", found)


def _choice_key(draft: Draft, kind: str) -> frozenset[str] | Problem:
    """The ids of the right options: by letters, by the text of one option, or by the ticks."""
    answer = draft.answer.strip()
    marked = None if draft.marked is None else frozenset(OPTION_IDS[place] for place in draft.marked)
    if not answer:
        return marked or frozenset()
    named = letters(answer)
    same = [place for place, text in enumerate(draft.options) if text.strip() == answer]
    if len(same) == 1 and (named is None or (kind == "single_choice" and len(named) > 1)):
        named = same
    if named is None:
        found = shown(answer)
        message = say("答案「%(found)s」看不懂，应写选项的字母，例如 A 或 ACD。", found=found)
        return Problem(draft.place, message, "key", found)
    key = frozenset(OPTION_IDS[place] for place in named)
    if marked and marked != key:
        message = say(
            "答案写的是「%(answer)s」，「是否正确」列标的却是「%(marked)s」，两处应一致。",
            answer=shown(answer),
            marked="".join(sorted(marked)).upper(),
        )
        return Problem(draft.place, message, "key", shown(answer))
    return key
