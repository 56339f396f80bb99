"""Verbs of the people of one phone: made, changed, chosen to answer next."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from quizapp.domain.areas import Area, Unit
from quizapp.domain.people import Actor, Details, Participant, PhoneSession
from quizapp.domain.refusals import Forbidden, Invalid, NotFound, Problem
from quizapp.domain.tags import POPULATIONS
from quizapp.domain.words import say
from quizapp.operations import consent
from quizapp.storage import areas, audit, phone_sessions, profiles
from quizapp.storage.database import transaction

MOST_PEOPLE = 6
LONGEST_NAME = 30
OLDEST_BIRTH_YEAR = 1900
# Told by an organizer, these are not for the person to change.
_BY_ROSTER = ("birth_year", "guardian_consent")


def of_session(session: PhoneSession) -> list[Participant]:
    return phone_sessions.people_of(session.id)


def add(session: PhoneSession, details: Details, version: str, now: datetime) -> Participant:
    """Make one more participant of this phone, who answers from now on. Raises Invalid.

    A link tells the town, so nobody has to say it; without one it must be said. Consent is to the present text.
    """
    place = session.place
    if place and not details.area:
        details = replace(details, area=place.area, unit=place.unit)
    if not details.area:
        raise Invalid.at("area", say("请选您在哪个镇街。"))
    if version != consent.CURRENT:
        raise Invalid.at("consent_version", say("请先看过同意书，再打勾。"))
    checked = _checked(details, now)
    with transaction():
        if len(phone_sessions.people_of(session.id, lock=True)) >= MOST_PEOPLE:
            raise Invalid.at("people", say("一部手机最多 %(n)s 个人用。", n=MOST_PEOPLE))
        phone, wechat = phone_sessions.keys_of(session.id)
        person_id = profiles.add(checked, phone, wechat, now)
        actor = Actor("person", str(person_id))
        audit.write(actor, "person.add", f"person:{person_id}", now)
        consent.give(person_id, version, actor, now, guardian=bool(checked.guardian_consent))
        for each in (session.person_id, person_id):
            if each is not None:
                phone_sessions.keep(session.id, each)
        phone_sessions.choose(session.id, person_id)
    return Participant(person_id, checked.name)


def change(person_id: int, given: dict[str, Any], now: datetime) -> Participant:
    """Change what a person said of themselves; `given` holds only what changes. Raises Invalid, NotFound, Forbidden."""
    with transaction():
        known = profiles.details(person_id, lock=True)
        if known is None:
            raise NotFound()
        told = [name for name in _BY_ROSTER if name in given and given[name] != getattr(known, name)]
        if told and profiles.is_on_a_roster(person_id):
            raise Forbidden(say("出生年份和监护人同意在名单里，请找组织竞赛的人改。"))
        if "area" in given and "unit" not in given and given["area"] != known.area:
            given = given | {"unit": ""}
        changed = _checked(replace(known, **given), now)
        profiles.change(person_id, changed)
        actor = Actor("person", str(person_id))
        if changed.guardian_consent and not known.guardian_consent:
            consent.give(person_id, consent.CURRENT, actor, now, guardian=True)
        audit.write(actor, "person.change", f"person:{person_id}", now, fields=sorted(given))
    return Participant(person_id, changed.name)


def choose(session: PhoneSession, person_id: int) -> Participant:
    """Let somebody else of this phone answer. Raises NotFound for whoever is not of it."""
    with transaction():
        found = {each.id: each for each in phone_sessions.people_of(session.id)}
        if person_id not in found:
            raise NotFound(say("这部手机上没有这个人。"))
        if session.person_id is not None:
            phone_sessions.keep(session.id, session.person_id)
        phone_sessions.choose(session.id, person_id)
    return found[person_id]


def _checked(details: Details, now: datetime) -> Details:
    """The details as they may be kept: everything from a list is in its list. Raises Invalid with every place."""
    cleaned = replace(details, name=" ".join(details.name.split()))
    found = [*_name_problems(cleaned.name), *_list_problems(cleaned)]
    year = cleaned.birth_year
    if year is not None and not OLDEST_BIRTH_YEAR <= year <= now.year:
        found.append(Problem("birth_year", say("出生年份要是四位数字，像 1958。")))
    if found:
        raise Invalid(found)
    return cleaned


def _name_problems(name: str) -> list[Problem]:
    if not 1 <= len(name) <= LONGEST_NAME:
        return [Problem("name", say("姓名要有 1 到 %(n)s 个字。", n=LONGEST_NAME))]
    return [] if name.isprintable() else [Problem("name", say("姓名里有不能用的字符。"))]


def _list_problems(details: Details) -> list[Problem]:
    found = []
    area = areas.all_areas().get(details.area)
    if details.area and (area is None or not area.parent):
        found.append(Problem("area", say("请从列表里选镇街。")))
    if details.unit and details.unit not in areas.all_units(details.area):
        found.append(Problem("unit", say("请从列表里选单位。")))
    if details.population and details.population not in POPULATIONS:
        found.append(Problem("population", say("请从列表里选人群。")))
    return found


def areas_to_choose() -> list[Area]:
    return list(areas.all_areas().values())


def units_to_choose(area: str | None) -> list[Unit]:
    """Units of an area, or of all."""
    return list(areas.all_units(area).values())
