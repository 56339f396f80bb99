"""The consent text: in both languages, by version, and only those that there are."""

from __future__ import annotations

import pytest

from quizapp.domain.refusals import Invalid
from quizapp.operations import consent
from tests.builders import TESTER, World


def test_the_present_text_is_there_in_both_languages() -> None:
    assert consent.versions()[-1] == consent.CURRENT
    assert consent.text(consent.CURRENT, "zh_Hans").startswith("# 参加答题，我们会留下什么\n")
    assert consent.text(consent.CURRENT, "en").startswith("# What we keep when you take part\n")


@pytest.mark.parametrize("locale", ["zh_Hans", "en"])
def test_every_version_stays_readable(locale: str) -> None:
    for version in consent.versions():
        assert len(version) <= 20  # the column
        assert len(consent.text(version, locale)) > 300


@pytest.mark.parametrize("version", ["", "2026-10", "../towns", "2026-11.zh"])
def test_a_version_that_never_was_is_refused(world: World, version: str) -> None:
    with pytest.raises(Invalid):
        consent.text(version, "zh_Hans")
    with pytest.raises(Invalid):
        consent.give(1, version, TESTER, world.now)
