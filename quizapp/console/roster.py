"""Verbs of the roster: who may enter a contest, and the entry codes, which are readable only once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from quizapp.domain import entry_code
from quizapp.domain.areas import Area, Unit, by_written_name, full_name, plain_name
from quizapp.domain.contest import Phase
from quizapp.domain.people import Actor
from quizapp.domain.refusals import Invalid, NotFound, Problem
from quizapp.domain.words import say
from quizapp.formats.roster import RosterRow, read_roster
from quizapp.operations.reissue import Slip
from quizapp.storage import areas, audit, contests, people
from quizapp.storage.database import transaction
from quizapp.storage.people import NewEntry


@dataclass(frozen=True, slots=True)
class RosterReport:
    slips: list[Slip]
    problems: list[Problem]


def import_roster(data: bytes, name: str, slug: str, actor: Actor, now: datetime, sending: str = "") -> RosterReport:
    """Enter everybody of a list into a contest, in one transaction. Rows with a problem are left out and named.

    Areas and units are matched by code, or by a name that only one of them bears. `sending`: the number of the form
    that was sent; the same form sent again (a double click, a reload) enters nobody twice. Raises NotFound, Invalid.
    """
    rows, problems = read_roster(data, name)
    with transaction():
        record = contests.by_slug(slug, lock=True)
        if record is None:
            raise NotFound(say("没有叫「%(slug)s」的竞赛。", slug=slug))
        if record.phase(now) in {Phase.CLOSED, Phase.FINISHED}:
            raise Invalid.at("contest.slug", say("「%(slug)s」已经结束，不能再加人。", slug=slug))
        if sending and _sent_before(slug, sending):
            raise Invalid.at("file", say("这一次已经导入过了，入场码只显示一次；没印下来的，请到人员名单里补发。"))
        entered, refused = _resolve(rows, people.refs(record.id))
        people.add_entries(record.id, entered, now)
        about = f"contest:{slug}"
        audit.write(actor, "roster.import", about, now, file=name, people=len(entered), sending=sending)
    names = {code: area.name for code, area in areas.all_areas().items()}
    units = areas.all_units()
    # Slips and lists of an import bear full names, minors' too, and are no look at them: whoever sends the list has
    # just written the names, and each slip is handed to the one whom it names.
    slips = [
        Slip(entry.ref, entry.name, names[entry.area], full_name(units, entry.unit), entry.code) for entry in entered
    ]
    return RosterReport(slips, sorted([*problems, *refused], key=lambda problem: int(problem.place.split()[-1])))


def _sent_before(slug: str, sending: str) -> bool:
    return any(row["details"].get("sending") == sending for row in audit.about(f"contest:{slug}"))


def _resolve(rows: list[RosterRow], taken_refs: set[str]) -> tuple[list[NewEntry], list[Problem]]:
    known_areas, known_units = areas.all_areas(), areas.all_units()
    written = by_written_name(known_units)
    entered: list[NewEntry] = []
    problems: list[Problem] = []
    number = len(taken_refs)
    for row in rows:
        area = _area(row, known_areas)
        unit = _unit(row, area, [known_units[code] for code in written.get(plain_name(row.unit), ())])
        found = [problem for problem in (area, unit) if isinstance(problem, Problem)]
        if row.ref in taken_refs:
            message = say("编号「%(ref)s」已经在名单里了。", ref=row.ref)
            found.append(Problem(row.place, message, "ref", row.ref))
        problems += found
        if found or isinstance(area, Problem) or isinstance(unit, Problem):
            continue
        number += 1
        ref = row.ref or _free_ref(number, taken_refs)
        taken_refs.add(ref)
        entered.append(_entry(row, ref, area, unit))
    return entered, problems


def _entry(row: RosterRow, ref: str, area: str, unit: str) -> NewEntry:
    return NewEntry(
        ref=ref,
        name=row.name,
        area=area,
        population=row.population,
        unit=unit,
        phone=row.phone,
        birth_year=row.birth_year,
        guardian_consent=row.guardian_consent,
        code=entry_code.new(),
    )


def _free_ref(number: int, taken: set[str]) -> str:
    while f"R{number:05}" in taken:
        number += 1
    return f"R{number:05}"


def _area(row: RosterRow, known: Mapping[str, Area]) -> str | Problem:
    if row.area in known:
        return row.area
    named = [area.code for area in known.values() if area.name == row.area]
    if len(named) == 1:
        return named[0]
    message = say("镇街「%(found)s」没有登记过，请写镇街代码或全名。", found=row.area)
    return Problem(row.place, message, "area", row.area)


def _unit(row: RosterRow, area: str | Problem, named: list[Unit]) -> str | Problem:
    if not row.unit:
        return ""
    here = [unit for unit in named if unit.area == area]
    if len(here) == 1:
        return here[0].code
    if here:
        message = say("这个镇街有几个「%(found)s」，请连上级一起写，像「一中三年级2班」，或者写代码。", found=row.unit)
    elif named:
        message = say("单位「%(found)s」不在这个镇街。", found=row.unit)
    else:
        message = say("单位「%(found)s」没有登记过。", found=row.unit)
    return Problem(row.place, message, "unit", row.unit)
