"""The links of a contest that is entered by them: one for each area, and one for each unit of it."""

from __future__ import annotations

from dataclasses import dataclass

from quizapp.console import service
from quizapp.domain.areas import Area, Unit, full_name
from quizapp.domain.contest import ContestRecord
from quizapp.domain.people import Place
from quizapp.domain.refusals import Invalid, NotFound
from quizapp.domain.words import say
from quizapp.storage import areas


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet for a wall: where it hangs (a unit's name is '' for the whole area), and where it lets in."""

    area: str
    unit: str
    place: Place


def sheets(slug: str, area: str = "") -> tuple[ContestRecord, list[Area], list[Sheet]]:
    """The sheets of all areas, or those of one area with all its units. Raises NotFound, Invalid."""
    record = service.contest(slug)
    if record.contest.entry != "link" or record.life.published_at is None:
        raise Invalid.at("contest.entry", say("这场竞赛不是扫二维码进来的，或者还没有发布。"))
    towns = [each for each in areas.all_areas().values() if each.parent]
    if not area:
        return record, towns, [Sheet(each.name, "", Place(record.id, each.code)) for each in towns]
    town = next((each for each in towns if each.code == area), None)
    if town is None:
        raise NotFound()
    return record, towns, [Sheet(town.name, "", Place(record.id, area)), *_of_units(record, town)]


def _of_units(record: ContestRecord, town: Area) -> list[Sheet]:
    units: dict[str, Unit] = areas.all_units(town.code)
    return [Sheet(town.name, full_name(units, code), Place(record.id, town.code, code)) for code in units]
