"""Feedback: what a participant may see of a finished attempt, and from when. Before that, nothing leaves."""

from __future__ import annotations

from enum import IntEnum

from quizapp.domain.contest import Feedback, Phase


class Visible(IntEnum):
    """Each holds what stands before it."""

    NOTHING = 0
    SCORE = 1
    EVERYTHING = 2


def visible(rules: Feedback, phase: Phase, *, practice: bool = False) -> Visible:
    """For an attempt that was handed in, at the contest's settled phase.

    Practice is there to learn from: it shows everything at once.
    """
    if practice:
        return Visible.EVERYTHING
    if rules.when == "never" or rules.show == "nothing":
        return Visible.NOTHING
    if rules.when == "close" and phase not in {Phase.CLOSED, Phase.FINISHED}:
        return Visible.NOTHING
    return Visible.EVERYTHING if rules.show == "key_and_explanation" else Visible.SCORE
