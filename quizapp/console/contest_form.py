"""The contest form: the other face of the contest file. One table says how each key is shown and read back.

A field is named as its place in the file, with `_` for the dot (`timing_attempt_seconds`), so that every refusal of
the domain finds its field. Keys that have only one value so far have no field; they keep what they had.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from quizapp.console.typed import LINES, MANY, NUMBER, ONE_OF_FEW, POINTS, SPAN, TEXT, YES_NO, Key, Unfit, moment_key
from quizapp.domain import contest_check
from quizapp.domain.blueprint import Section
from quizapp.domain.contest import AREA_FROM_BY_ENTRY, Contest
from quizapp.domain.refusals import Invalid, Problem

WINDOW = ("opens_at", "closes_at")
KEYS: dict[str, dict[str, Key]] = {
    "contest": {
        "slug": TEXT,
        "title": TEXT,
        "entry": TEXT,
        "area_from": TEXT,
        "populations": MANY,
        "ask": MANY,
        "campaign": TEXT,
        "plan": TEXT,
        "task": NUMBER,
        "department": TEXT,
        "demonstration": YES_NO,
    },
    "paper": {
        "draw": TEXT,
        "from": MANY,
        "questions": LINES,
        "points": POINTS,
        "delivery": TEXT,
        "shuffle_questions": YES_NO,
        "shuffle_options": YES_NO,
    },
    "timing": {"attempt_seconds": SPAN, "grace_seconds": NUMBER, "start_spread_seconds": NUMBER},
    "chances": {"per": TEXT, "count": NUMBER, "total": NUMBER},
    "practice": {"allowed": YES_NO, "from": MANY, "same_pool": YES_NO},
    "marking": {"multiple_choice": TEXT, "wrong": POINTS},
    "counting": {"attempts": TEXT},
    "ranking": {"ties": ONE_OF_FEW},
    "passing": {"mark": POINTS, "mark_in": TEXT, "strictly_above": YES_NO},
    "feedback": {"when": TEXT, "show": TEXT},
}
SECTION_KEYS = {"kinds": MANY, "count": NUMBER, "points": POINTS, "tags": MANY, "all_tags": MANY}
_IN_SECTION = re.compile(r"(paper\.section)\[(\d+)\]\.(\w+)")


def shown(contest: Contest, zone: ZoneInfo) -> dict[str, Any]:
    """What stands in the fields for a contest."""
    stage = contest.stages[0]
    moment = moment_key(zone)
    data = {f"contest_{name}": moment.shown(getattr(stage, name)) for name in WINDOW}
    for table, keys in KEYS.items():
        noun = contest if table == "contest" else getattr(stage.rules, table)
        data |= {f"{table}_{name}": key.shown(getattr(noun, _attribute(name))) for name, key in keys.items()}
    data["paper_section"] = [shown_section(section) for section in stage.rules.paper.sections]
    return data


def shown_section(section: Section) -> dict[str, Any]:
    return {name: key.shown(getattr(section, name)) for name, key in SECTION_KEYS.items()}


def read(data: Mapping[str, Any], base: Contest, zone: ZoneInfo) -> Contest:
    """The contest that the fields describe; what they do not hold comes from `base`. Raises Invalid, with every place.

    What cannot be read keeps the base's value, so that the domain can still judge all the rest.
    """
    unfit: list[Problem] = []
    stage, moment = base.stages[0], moment_key(zone)
    window = _read(data, "contest", dict.fromkeys(WINDOW, moment), unfit)
    head = _read(data, "contest", KEYS["contest"], unfit)
    head["area_from"] = _fitting(head["entry"], head["area_from"])
    tables = {
        name: replace(getattr(stage.rules, name), **_read(data, name, keys, unfit))
        for name, keys in KEYS.items()
        if name != "contest"
    }
    sections = tuple(_section(row, index, unfit) for index, row in enumerate(data["paper_section"]))
    tables["paper"] = replace(tables["paper"], sections=sections)
    contest = replace(base, stages=(replace(stage, rules=replace(stage.rules, **tables), **window),), **head)
    places = {problem.place for problem in unfit}
    problems = [*unfit, *(found for found in contest_check.problems(contest) if found.place not in places)]
    if problems:
        raise Invalid(problems)
    return contest


def place_of_field(place: str) -> tuple[str, int | None, str]:
    """For a place of the contest file: the form's field, and which row and which field of the row, if it is one."""
    found = _IN_SECTION.fullmatch(place)
    return ("paper_section", int(found[2]), found[3]) if found else (place.replace(".", "_"), None, "")


def _read(data: Mapping[str, Any], table: str, keys: Mapping[str, Key], unfit: list[Problem]) -> dict[str, Any]:
    values = {}
    for name, key in keys.items():
        try:
            values[_attribute(name)] = key.read(data[f"{table}_{name}"])
        except Unfit as error:
            unfit.append(Problem(f"{table}.{name}", error.said))
    return values


def _section(row: Mapping[str, Any], index: int, unfit: list[Problem]) -> Section:
    values: dict[str, Any] = {"count": 1}
    for name, key in SECTION_KEYS.items():
        try:
            values[name] = key.read(row[name])
        except Unfit as error:
            unfit.append(Problem(f"paper.section[{index}].{name}", error.said))
    return Section(**values)


def _fitting(entry: str, area_from: str) -> str:
    """Most ways in leave one way only to know a town; a clerk need not say it."""
    fitting = AREA_FROM_BY_ENTRY.get(entry, (area_from,))
    return area_from if area_from in fitting else fitting[0]


def _attribute(name: str) -> str:
    """`from` is a word of Python's own; the nouns write `from_`."""
    return "from_" if name == "from" else name
