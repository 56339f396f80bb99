"""Once a year an auditor asks how minors' data were handled: counts, worked out by hand here."""

from __future__ import annotations

from quizapp.cli import minors_workbook
from quizapp.console import roster as roster_verbs
from quizapp.domain.people import Actor
from quizapp.operations import consent, erase, export_person, minors_audit
from quizapp.storage import audit, people, tables
from quizapp.storage.database import db, transaction
from tests.builders import TESTER, World, a_contest, all_right

INSPECTOR = Actor("staff", "9")
# name, population, birth year, guardian's consent; contests open in 2026
PUPILS = (
    ("甲", "youth", "2016", "是"),  # under 14, with consent, answers
    ("乙", "youth", "2012", ""),  # turns 14 in the year: under 14, without consent
    ("丙", "youth", "", "是"),  # no birth year: under 14, with consent; erased below
    ("丁", "youth", "2010", ""),  # 14 to 17, answers
    ("戊", "worker", "2008", ""),  # turns 18 in the year: 14 to 17
    ("己", "farmer", "1970", ""),  # grown up, answers; looked at, erased: none of it counts
    ("庚", "farmer", "", ""),  # unknown: not counted
)


def hold(world: World) -> dict[str, int]:
    """The contest `farmers` with these people; their numbers by name."""
    world.contest()
    header = "name,area,population,ref,birth_year,guardian_consent\n"
    rows = "".join(f"{name},370812105,{group},{name},{year},{agreed}\n" for name, group, year, agreed in PUPILS)
    report = roster_verbs.import_roster((header + rows).encode(), "roster.csv", "farmers", TESTER, world.now)
    assert not report.problems, report.problems
    for slip in report.slips:
        if slip.name in "甲丁己":
            phone = world.phone(slip.code)
            phone.start("farmers")
            phone.submit(all_right(phone.attempt))
    practising = world.phone(report.slips[1].code)
    practising.start("farmers", practice=True)
    numbers = {name: entry.person_id for entry, name in people.roster(1)}
    with transaction():
        for name, contest in (("甲", "farmers"), ("甲", "farmers"), ("丁", None), ("己", "farmers")):
            where = {"contest": contest} if contest else {}
            audit.write(INSPECTOR, "person.look", f"person:{numbers[name]}", world.now, **where)
    consent.give(numbers["甲"], consent.CURRENT, TESTER, world.now, guardian=True)
    consent.give(numbers["丁"], consent.CURRENT, TESTER, world.now)
    consent.give(numbers["己"], consent.CURRENT, TESTER, world.now)
    export_person.export(numbers["甲"], TESTER, world.now)
    consent.withdraw(numbers["丙"], TESTER, world.now)
    erase.erase(numbers["己"], TESTER, world.now)
    return numbers


def test_the_counts(either_world: World) -> None:
    hold(either_world)
    found = minors_audit.gather(TESTER, either_world.now)
    (line,) = found.contests
    assert (line.slug, line.entered) == ("farmers", {"under_14": 3, "14_to_17": 2})
    assert line.answered == {"under_14": 1, "14_to_17": 1}
    assert (line.under_14_with_consent, line.without_birth_year) == (1, 0)  # 丙's went with the rest
    assert (line.looks, line.erased) == (2, 1)
    assert found.consents == {("2026-11", True): 1, ("2026-11", False): 1}
    assert found.erasures == {("under_14", "consent withdrawn"): 1}
    assert (found.exports, found.looks) == (1, 3)
    assert audit.about("people")[-1]["action"] == "audit.minors"


def test_a_contest_without_minors_has_its_line_too(world: World) -> None:
    world.contest(a_contest("grown-ups"))
    world.codes("grown-ups", "张三")
    (line,) = minors_audit.gather(TESTER, world.now).contests
    assert (line.entered, line.looks, line.erased) == ({}, 0, 0)


def test_nobody_is_named_in_it(world: World) -> None:
    numbers = hold(world)
    found = repr(minors_audit.gather(TESTER, world.now))
    assert not [number for number in numbers.values() if str(number) in found]
    with world.app.test_request_context():
        assert minors_workbook.xlsx(minors_audit.gather(TESTER, world.now))[:2] == b"PK"
    assert db.session.execute(tables.people.select()).all()
