"""What leaves the pages of a unit: the list by class, the reminder to send round, the file of who is missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from quizapp.coordination.service import Person, Roll
from quizapp.domain.marking import half_up
from quizapp.domain.progress import Counts
from quizapp.domain.tags import POPULATIONS
from quizapp.domain.words import say
from quizapp.formats.results import Sheet, Value, write_xlsx
from quizapp.web.i18n import moment, speak

TIME = say("y年M月d日 HH:mm")


def by_unit(roll: Roll) -> dict[str, list[Person]]:
    """The people of a list by the unit that they are in, in its order."""
    found: dict[str, list[Person]] = {}
    for person in roll.people:
        found.setdefault(person.unit, []).append(person)
    return found


def called(person: Person) -> str:
    """A name for a text that goes round: a masked one with the ref, since many share it."""
    return speak(say("%(name)s（%(ref)s）", name=person.name, ref=person.ref)) if person.is_masked else person.name


def reminder(roll: Roll, address: str) -> str:
    """The sentence to copy: what, until when, who, where."""
    names = speak(say("、")).join(called(person) for person in roll.people)
    contest = roll.record.contest
    until = moment(contest.closes_at, speak(say("M月d日 HH:mm")))
    who = say("%(title)s还有 %(n)s 位没有答：%(names)s。", title=contest.title, n=len(roll.people), names=names)
    if contest.entry == "roster":
        how = say("请在 %(until)s 以前打开 %(address)s ，用字条上的入场码进去答题。", until=until, address=address)
    else:
        how = say("请在 %(until)s 以前打开 %(address)s 答题。", until=until, address=address)
    return speak(say("%(who)s%(how)s", who=who, how=how))


def missing_xlsx(roll: Roll, now: datetime) -> bytes:
    """Two tables: the departments with their figures, and everybody who has not started."""
    notes = [
        speak(say("%(title)s", title=roll.record.contest.title)),
        speak(say("%(unit)s，截至 %(at)s。", unit=roll.own.unit.name, at=moment(now, speak(TIME)))),
    ]
    masked = [speak(say("未成年人的姓名不写全，请按编号认人。"))] if any(each.is_masked for each in roll.people) else []
    figures = Sheet(speak(say("各部门")), notes, [speak(name) for name in _FIGURES], _figures(roll))
    people = Sheet(
        speak(say("还没有答的人")),
        notes + masked,
        [speak(name) for name in _PEOPLE],
        [[person.unit, person.ref, person.name, speak(POPULATIONS[person.population])] for person in roll.people],
    )
    return write_xlsx([figures, people])


_FIGURES = (
    say("单位"),
    say("人数"),
    say("还没开始"),
    say("正在答"),
    say("已交卷，还没达标"),
    say("已达标"),
    say("答过的（%）"),
)
_PEOPLE = (say("单位"), say("编号"), say("姓名"), say("人群"))


def _figures(roll: Roll) -> list[Sequence[Value]]:
    lines = [(roll.own.name_of(code), counts) for code, counts in roll.by_unit.items()]
    if len(lines) > 1:
        lines.append((speak(say("合计")), roll.counts))
    return [_line(name, counts) for name, counts in lines]


def _line(name: str, counts: Counts) -> list[Value]:
    started = counts.people - counts.not_started
    share = half_up(Fraction(1000 * started, counts.people)) / 10 if counts.people else None
    return [name, counts.people, counts.not_started, counts.answering, counts.handed_in, counts.passed, share]
