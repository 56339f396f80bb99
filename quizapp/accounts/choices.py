"""What the form of a person asks, and the lists that it offers."""

from __future__ import annotations

from quizapp.accounts.forms import PersonForm
from quizapp.domain.areas import full_name
from quizapp.domain.contest import ContestRecord
from quizapp.domain.people import PhoneSession, Place
from quizapp.domain.refusals import Invalid
from quizapp.domain.tags import POPULATIONS
from quizapp.domain.words import say
from quizapp.operations import enter
from quizapp.storage import areas, profiles
from quizapp.web.i18n import speak

# What is asked of somebody who comes in without a contest in mind.
USUALLY = ("name", "area", "population")


def asked(record: ContestRecord | None, at_hand: PhoneSession, *, me: bool) -> list[str]:
    """The fields to show: for somebody new what the contest asks, for `me` only what is still missing.

    A unit is asked when the town is known, since the list is that town's.
    """
    if me and record is not None and at_hand.person_id is not None:
        return list(enter.way(record, at_hand.person_id, at_hand.place).missing)
    if me or record is None:
        return [] if me else list(USUALLY)
    by_link = at_hand.place if at_hand.place and at_hand.place.contest_id == record.id else None
    return [name for name in enter.asked(record.contest, by_link) if name != "unit"] or ["name"]


def asked_by_link(record: ContestRecord, place: Place) -> list[str]:
    return [name for name in enter.asked(record.contest, place) if name != "unit"]


def offer(
    form: PersonForm, asked: list[str], record: ContestRecord | None, at_hand: PhoneSession | None, *, me: bool = False
) -> None:
    """Leave the fields that are asked, and fill their lists. A guardian is asked where children may take part."""
    allowed = record.contest.populations if record else ()
    minors = not me and (not allowed or "youth" in allowed)
    form.keep_only([*asked, "area"] if not me and at_hand and not at_hand.place else asked, minors=minors)
    nothing = [("", speak(say("请选一项")))]
    if "area" in form:
        towns = [(area.code, area.name) for area in areas.all_areas().values() if area.parent]
        form.area.choices = nothing + towns
    if "unit" in form:
        form.unit.choices = nothing + _units(at_hand)
    if "population" in form:
        form.population.choices = nothing + [
            (name, speak(word)) for name, word in POPULATIONS.items() if not allowed or name in allowed
        ]
    if me and "name" not in asked:
        del form["name"]


def require_consent(form: PersonForm) -> None:
    if not form.consent.data:
        raise Invalid.at("consent", say("请先看过同意书，再打勾。"))


def place_name(place: Place) -> str:
    """The area, and the unit within it, that a link lets in to."""
    units = areas.all_units(place.area)
    area = areas.all_areas()[place.area].name
    return f"{area} · {full_name(units, place.unit)}" if place.unit in units else area


def _units(at_hand: PhoneSession | None) -> list[tuple[str, str]]:
    known = profiles.details(at_hand.person_id) if at_hand and at_hand.person_id else None
    units = areas.all_units(known.area) if known else {}
    return [(code, full_name(units, code)) for code in units]
