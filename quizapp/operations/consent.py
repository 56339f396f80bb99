"""Consent: the text by version, given, and withdrawn. It is as easy to withdraw as to give: one verb, one tap."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from quizapp.domain.people import Actor
from quizapp.domain.refusals import Invalid
from quizapp.domain.words import say
from quizapp.operations import erase
from quizapp.storage import audit, consents
from quizapp.storage.database import transaction

GIVEN = "consent.give"
TEXTS = Path(__file__).parent.parent / "data" / "consent"
# A new text is a new file; those that somebody agreed to stay as they were.
CURRENT = "2026-11"
_FILES = {"zh_Hans": "zh", "en": "en"}


def versions() -> list[str]:
    """Every version that there ever was, oldest first."""
    return sorted({path.name.partition(".")[0] for path in TEXTS.glob("*.md")})


def text(version: str, locale: str) -> str:
    """The consent text, as Markdown. Raises Invalid for a version that never was."""
    _require(version)
    return (TEXTS / f"{version}.{_FILES.get(locale, 'zh')}.md").read_text(encoding="utf-8")


def give(person_id: int, version: str, actor: Actor, now: datetime, *, guardian: bool = False) -> None:
    """Note that a person (or their guardian) agreed to a text. Raises Invalid."""
    _require(version)
    with transaction():
        consents.add(person_id, version, guardian=guardian, now=now)
        audit.write(actor, GIVEN, f"person:{person_id}", now, version=version, guardian=guardian)


def withdraw(person_id: int, actor: Actor, now: datetime) -> None:
    """Withdraw the consent; what rests on it goes, which is everything about the person. Raises NotFound."""
    erase.erase(person_id, actor, now, erase.WITHDRAWN)


def _require(version: str) -> None:
    if version not in versions():
        raise Invalid.at("consent_version", say("没有这个版本的同意书，请刷新页面再看一遍。"))
