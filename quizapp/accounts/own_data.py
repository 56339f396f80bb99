"""Verbs of one's own data: the copy, the same in short words with whom it is for, and making it go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from quizapp.domain.areas import full_name
from quizapp.domain.people import Actor
from quizapp.domain.refusals import Invalid
from quizapp.domain.tags import POPULATIONS
from quizapp.domain.words import Sentence, say
from quizapp.operations import consent, export_person
from quizapp.storage import areas, contests, people


@dataclass(frozen=True, slots=True)
class Asker:
    """A contest that asked for the data, and whoever holds it where that is known."""

    title: str
    department: str


def copy(person_id: int, now: datetime) -> dict[str, Any]:
    """Everything that is kept about a person, as far as the contests tell it already. Raises NotFound."""
    return export_person.export(person_id, Actor("person", str(person_id)), now)


def in_short(copied: dict[str, Any]) -> list[tuple[Sentence, Sentence | str]]:
    """What of a copy says who somebody is; whatever nobody told is left out."""
    person = copied["person"]
    area, unit, population = (_told(copied, name) for name in ("area", "unit", "population"))
    known_area, units = areas.all_areas().get(area), areas.all_units(area)
    rows: list[tuple[Sentence, Sentence | str]] = [
        (say("姓名"), person["name"]),
        (say("手机号"), person["phone"] or ""),
        (say("镇街"), known_area.name if known_area else area),
        (say("单位"), full_name(units, unit) if unit in units else unit),
        (say("人群"), POPULATIONS.get(population, population)),
        (say("出生年份"), str(person["birth_year"] or "")),
        (say("答卷"), say("%(n)s 份", n=len(copied["attempts"]))),
    ]
    return [row for row in rows if row[1]]


def askers(copied: dict[str, Any]) -> list[Asker]:
    """The contests that somebody entered, each one once."""
    records = [contests.by_slug(slug) for slug in dict.fromkeys(entry["contest"] for entry in copied["entries"])]
    return [Asker(record.contest.title, record.contest.department) for record in records if record is not None]


def name_of(person_id: int) -> str:
    found = people.participant(person_id)
    return found.name if found else ""


def forget(person_id: int, agreed_for: str, now: datetime) -> None:
    """Withdraw the consent: whatever says who the person is goes.

    `agreed_for`: whose data the page showed when it was agreed to; on a phone of several people somebody else may
    have been chosen since. Raises Invalid, NotFound.
    """
    if agreed_for != str(person_id):
        raise Invalid.at("person", say("请再看一遍是谁的资料，再点删除。"))
    consent.withdraw(person_id, Actor("person", str(person_id)), now)


def _told(copied: dict[str, Any], name: str) -> str:
    """What the person said; else what the last contest that they entered knows."""
    told = [copied["person"][name], *(entry[name] for entry in reversed(copied["entries"]))]
    return next((each for each in told if each), "")
