"""Participants, staff, and what each may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from quizapp.domain.areas import Unit, within
from quizapp.domain.words import say

ROLES = {
    "admin": say("管理员"),
    "organizer": say("组织者"),
    "official": say("审阅员"),
    "curator": say("题库管理员"),
    "coordinator": say("联络员"),
    "inspector": say("检查员"),
}
# After handing in on a public computer: long enough for the result to be shown once.
LAST_LOOK = timedelta(minutes=2)
LISTED_COMPOUND_SURNAMES = frozenset(
    [
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "司徒",
        "长孙",
        "宇文",
        "夏侯",
        "令狐",
        "轩辕",
        "钟离",
        "端木",
        "南宫",
        "百里",
        "东郭",
        "西门",
        "独孤",
    ]
)


def mask_name(name: str) -> str:
    """A name for others' eyes: its first character and `**`, the first two for a listed compound surname."""
    name = name.strip()
    shown = name[:2] if len(name) > 2 and name[:2] in LISTED_COMPOUND_SURNAMES else name[:1]
    return f"{shown}**"


def mask_phone(phone: str) -> str:
    """138****5678; anything that is not an 11-digit number is hidden whole."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) == 11 and phone.isdecimal() else "***"


@dataclass(frozen=True, slots=True)
class Entry:
    """A person's place in one contest: from where, with whom, and how that was known (`area_from`)."""

    contest_id: int
    person_id: int
    area: str
    population: str
    unit: str = ""
    ref: str = ""
    area_from: str = "roster"


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who signs in with a password; `area` '' means the whole district. `unit`: a coordinator's own.

    `expires_at`: when the account ends, None for never.
    """

    id: int
    name: str
    role: str
    area: str = ""
    unit: str = ""
    expires_at: datetime | None = None

    def is_over(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now

    def sees_area(self, area: str) -> bool:
        return not self.area or self.area == area

    def sees_unit(self, unit: str, units: Mapping[str, Unit]) -> bool:
        """Whether it is the own unit or part of it; whoever has none sees none."""
        return unit in within(units, self.unit)


@dataclass(frozen=True, slots=True)
class Participant:
    """A person as signed in: the name is unsealed for themselves only."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Details:
    """What is known of a person beside the phone; '' and None where nobody said."""

    name: str
    area: str = ""
    unit: str = ""
    population: str = ""
    birth_year: int | None = None
    guardian_consent: bool | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a signed link lets in: an area, or one unit of it, of one contest."""

    contest_id: int
    area: str
    unit: str = ""

    def __str__(self) -> str:
        return f"{self.contest_id}/{self.area}/{self.unit}"

    @classmethod
    def read(cls, text: str) -> Place | None:
        """The reverse of `str`; None for anything else."""
        number, _, rest = text.partition("/")
        area, slash, unit = rest.partition("/")
        return cls(int(number), area, unit) if number.isdecimal() and area and slash else None


@dataclass(frozen=True, slots=True)
class PhoneSession:
    """A phone (or shared computer) that is signed in; `person_id`: who is answering on it, None before one is chosen.

    `shared`: a public computer, on which nobody stays signed in after handing in. `many`: it came in by phone number,
    WeChat or link, so that several people may take turns on it.
    """

    id: int
    person_id: int | None
    ends_at: datetime
    shared: bool = False
    many: bool = False
    place: Place | None = None

    def is_leaving(self, now: datetime) -> bool:
        """Whether all that is left is a look at the result on a public computer."""
        return self.shared and self.ends_at <= now + LAST_LOOK


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever changes something, for the audit log: `staff:7`, `person:12`, `system:worker`, `cli:root`."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"
