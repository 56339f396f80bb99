"""Entering a contest that has no roster: at the first start, from what the person has said of themselves.

Where the town is known from a signed link, the link's counts, and the entry says so.
"""

from __future__ import annotations

from dataclasses import dataclass

from quizapp.domain.contest import Contest, ContestRecord
from quizapp.domain.people import Details, Entry, Place
from quizapp.domain.refusals import Forbidden, ProfileIncomplete
from quizapp.domain.words import say
from quizapp.storage import areas, people, profiles

NOT_ON_THE_ROSTER = say("您不在这场竞赛的名单里，请用这场竞赛的入场码。")
BY_LINK_ONLY = say("这场竞赛要扫村里、学校或者单位的二维码进来。")


@dataclass(frozen=True, slots=True)
class Way:
    """How far somebody is with entering: the entry that a start makes, what is still to be said, or why neither."""

    entry: Entry | None = None
    missing: tuple[str, ...] = ()
    barred: Forbidden | None = None


def require(record: ContestRecord, person_id: int, place: Place | None) -> Entry:
    """The entry that a first start makes. Raises Forbidden, ProfileIncomplete."""
    found = way(record, person_id, place)
    if found.barred:
        raise found.barred
    if found.entry is None:
        raise ProfileIncomplete(fields=list(found.missing))
    return found.entry


def way(record: ContestRecord, person_id: int, place: Place | None) -> Way:
    """What a first start of this person would find. `place`: where a signed link let this phone in."""
    contest = record.contest
    here = place if place and place.contest_id == record.id else None
    if contest.entry == "roster":
        return Way(barred=Forbidden(NOT_ON_THE_ROSTER))
    if contest.entry == "link" and here is None:
        return Way(barred=Forbidden(BY_LINK_ONLY))
    known = profiles.details(person_id)
    if known is None:
        return Way(barred=Forbidden())
    missing = tuple(name for name in asked(contest, here) if not getattr(known, name) and _can_say(name, known))
    if missing:
        return Way(missing=missing)
    return Way(_entry(record, person_id, known, here))


def asked(contest: Contest, place: Place | None) -> list[str]:
    """What the contest asks of somebody, without what the link already says."""
    by_link = {"area", "unit"} if place and contest.area_from == "link" else set()
    return [name for name in contest.ask if name not in by_link]


def _can_say(name: str, known: Details) -> bool:
    """Where a town has no units in the list, nobody can choose one."""
    return name != "unit" or bool(areas.all_units(known.area))


def _entry(record: ContestRecord, person_id: int, known: Details, place: Place | None) -> Entry:
    by_link = place is not None and record.contest.area_from == "link"
    only = record.contest.populations[0] if len(record.contest.populations) == 1 else ""
    return Entry(
        contest_id=record.id,
        person_id=person_id,
        area=place.area if place and by_link else known.area,
        population=known.population if "population" in record.contest.ask else only,
        unit=place.unit if place and by_link else known.unit,
        ref=f"P{person_id:011x}",
        area_from="link" if by_link else "self",
    )


def entry_or_way(record: ContestRecord, person_id: int, place: Place | None) -> tuple[Entry | None, Way]:
    """The entry that is there, or else what a first start would find."""
    entry = people.entry(record.id, person_id)
    return entry, Way(entry) if entry else way(record, person_id, place)
