"""A new entry code for somebody who lost theirs, with the slip to print: the only time that the code can be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from quizapp.domain import entry_code
from quizapp.domain.areas import full_name
from quizapp.domain.contest import ContestRecord
from quizapp.domain.people import Actor
from quizapp.domain.refusals import NotFound
from quizapp.domain.words import say
from quizapp.operations import look
from quizapp.storage import areas, audit, contests, desk, people
from quizapp.storage.database import transaction


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed for one person: the only time that the code can be read."""

    ref: str
    name: str
    area: str
    unit: str
    code: str


@dataclass(frozen=True, slots=True)
class SlipBundle:
    """The slips that one teacher or village takes along."""

    area: str
    unit: str
    slips: list[Slip]


def code(slug: str, ref: str, actor: Actor, now: datetime) -> str:
    """A new entry code; the old one opens nothing any more. Raises NotFound."""
    with transaction():
        record = contests.by_slug(slug)
        if record is None:
            raise NotFound(say("没有叫「%(slug)s」的竞赛。", slug=slug))
        return _renew(record, ref, actor, now)


def slips(record: ContestRecord, refs: Sequence[str], actor: Actor, now: datetime) -> list[Slip]:
    """New codes for these people, in one transaction, as they stand on slips. Raises NotFound.

    A slip bears the full name, so that a minor's slip is a look at them.
    """
    with transaction():
        codes = {ref: _renew(record, ref, actor, now) for ref in refs}
        listed = desk.by_refs(record.id, refs)
        names = look.full_names(record, look.names(listed, now).values(), actor, now)
    towns = {area.code: area.name for area in areas.all_areas().values()}
    units = areas.all_units()
    return [
        Slip(
            ref=each.entry.ref,
            name=names[each.entry.person_id],
            area=towns[each.entry.area],
            unit=full_name(units, each.entry.unit),
            code=codes[each.entry.ref],
        )
        for each in listed
    ]


def bundles(given: Sequence[Slip]) -> list[SlipBundle]:
    """Slips by area and unit, as they are handed out; within one in the order of the list."""
    found: dict[tuple[str, str], list[Slip]] = {}
    for slip in given:
        found.setdefault((slip.area, slip.unit), []).append(slip)
    return [SlipBundle(area, unit, members) for (area, unit), members in found.items()]


def _renew(record: ContestRecord, ref: str, actor: Actor, now: datetime) -> str:
    fresh = entry_code.new()
    person_id = people.reissue(record.id, ref, fresh)
    if person_id is None:
        raise NotFound(say("名单里没有编号「%(ref)s」。", ref=ref))
    audit.write(actor, "roster.reissue", f"contest:{record.contest.slug}", now, person=person_id)
    return fresh
