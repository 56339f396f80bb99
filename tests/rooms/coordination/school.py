"""A school of two grades and three classes, another school in the town, and the desks of those who look after them.

一中 s1
  三年级 s1-3    1班 s1-31: 张一 A1, 张二 A2    2班 s1-32: 李一 B1
  四年级 s1-4    1班 s1-41: 王一 C1
二中 s2: 外人 Z1
The grown-up 赵老师 T1 is entered for the school itself.
"""

from __future__ import annotations

from quizapp.console import areas as area_verbs
from quizapp.console import roster as roster_verbs
from quizapp.domain.contest import ContestRecord
from quizapp.storage import contests, people
from tests.builders import TESTER, World
from tests.rooms.desk import Desk

TOWN = "370812105"
ROOT = "/desk/unit/contests/farmers"
UNITS = """code,name,area,kind,parent
s1-31,1班,370812105,class,s1-3
s1,一中,370812105,school,
s1-3,三年级,370812105,grade,s1
s1-32,2班,370812105,class,s1-3
s1-4,四年级,370812105,grade,s1
s1-41,1班,370812105,class,s1-4
s2,二中,370812105,school,
"""
PUPILS = """ref,name,area,population,unit,birth_year,guardian_consent
A1,张一,370812105,youth,s1-31,2016,是
A2,张二,370812105,youth,s1-31,,是
B1,李一,370812105,youth,s1-32,2016,是
C1,王一,370812105,youth,s1-41,2016,是
T1,赵老师,370812105,worker,s1,1980,
Z1,外人,370812105,worker,s2,1990,
"""


def found(world: World) -> None:
    """Register the units."""
    _, problems = area_verbs.import_units(UNITS.encode(), "units.csv", TESTER, world.now)
    assert problems == []


def enter(world: World, rows: str = PUPILS, slug: str = "farmers") -> dict[str, str]:
    """Enter people into a contest; their codes by ref."""
    report = roster_verbs.import_roster(rows.encode(), "roster.csv", slug, TESTER, world.now)
    assert report.problems == []
    return {slip.ref: slip.code for slip in report.slips}


def hold(world: World) -> dict[str, str]:
    """The schools, the contest `farmers` and everybody entered."""
    found(world)
    world.contest()
    return enter(world)


def record(slug: str = "farmers") -> ContestRecord:
    found = contests.by_slug(slug)
    assert found is not None
    return found


def person_of(ref: str) -> int:
    """The number of whoever has this ref."""
    return next(entry.person_id for entry, _ in people.roster(record().id) if entry.ref == ref)


class UnitDesk(Desk):
    """The desk of a unit's coordinator."""

    def __init__(self, world: World, unit: str) -> None:
        self.name = world.staff("coordinator", unit=unit)
        self.http = world.app.test_client()
        token = world.staff_token(self.name)
        with self.http.session_transaction() as session:
            session["token"] = token
