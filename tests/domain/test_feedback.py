"""What may be seen of a finished attempt, phase by phase."""

from __future__ import annotations

import pytest

from quizapp.domain.contest import FEEDBACK_SHOW, FEEDBACK_WHEN, Feedback, Phase
from quizapp.domain.feedback import Visible, visible

BEFORE = (Phase.DRAFT, Phase.SCHEDULED, Phase.OPEN, Phase.STOPPED)
AFTER = (Phase.CLOSED, Phase.FINISHED)


@pytest.mark.parametrize(
    ("when", "show", "before", "after"),
    [
        ("attempt", "key_and_explanation", Visible.EVERYTHING, Visible.EVERYTHING),
        ("attempt", "score_only", Visible.SCORE, Visible.SCORE),
        ("attempt", "nothing", Visible.NOTHING, Visible.NOTHING),
        ("close", "key_and_explanation", Visible.NOTHING, Visible.EVERYTHING),
        ("close", "score_only", Visible.NOTHING, Visible.SCORE),
        ("close", "nothing", Visible.NOTHING, Visible.NOTHING),
        ("never", "key_and_explanation", Visible.NOTHING, Visible.NOTHING),
        ("never", "score_only", Visible.NOTHING, Visible.NOTHING),
        ("never", "nothing", Visible.NOTHING, Visible.NOTHING),
    ],
)
def test_what_opens_when(when: str, show: str, before: Visible, after: Visible) -> None:
    rules = Feedback(when, show)
    assert {visible(rules, phase) for phase in BEFORE} == {before}
    assert {visible(rules, phase) for phase in AFTER} == {after}


@pytest.mark.parametrize("when", FEEDBACK_WHEN)
@pytest.mark.parametrize("show", FEEDBACK_SHOW)
def test_practice_shows_everything_at_once(when: str, show: str) -> None:
    assert {visible(Feedback(when, show), phase, practice=True) for phase in Phase} == {Visible.EVERYTHING}
