"""Points and feedback that other systems give to single options, and what they say about the key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from quizapp.domain.words import Sentence, say

FULL = Fraction(100)
_ROUNDING = Fraction(1)  # 33.33 % three times is meant as 100 %


def key_by_weights(weights: Sequence[Fraction], several: bool) -> frozenset[int] | Sentence:
    """The positions of the right options, or why percentages cannot become a key without bending the question."""
    right = frozenset(place for place, weight in enumerate(weights) if weight > 0)
    if not several:
        partial = next((weight for weight in weights if 0 < weight < FULL), None)
        if partial is not None:
            return say("有选项得 %(weight)s%% 的分，这里的单选题没有部分得分。", weight=shown_weight(partial))
        return say("有几个选项都得满分，单选题只能有一个对的。") if len(right) > 1 else right
    total = sum((weights[place] for place in right), Fraction(0))
    if right and abs(total - FULL) > _ROUNDING:
        return say("对的选项的分值加起来是 %(total)s%%，应是 100%%。", total=shown_weight(total))
    return right


def uneven(weights: Sequence[Fraction]) -> bool:
    """Whether right options weigh differently, which no question here keeps."""
    right = [weight for weight in weights if weight > 0]
    return bool(right) and max(right) - min(right) > _ROUNDING


def full_only(weights: Iterable[Fraction]) -> bool:
    """Whether each written answer is wholly right or wholly wrong."""
    return all(weight <= 0 or weight >= FULL for weight in weights)


def share(count: int) -> str:
    """The weight of each of `count` right options, as Moodle writes it."""
    return shown_weight(FULL / count)


def shown_weight(weight: Fraction) -> str:
    return f"{float(weight):.5f}".rstrip("0").rstrip(".")


def with_feedback(general: str, single: Iterable[tuple[str, str]]) -> str:
    """One explanation out of the general feedback and that of single options, each of these with its option.

    Options are named by their text: their letters change with the order in which they are shown.
    """
    lines = [general] if general else []
    return "\n".join(lines + [f"「{option}」：{feedback}" for option, feedback in single if feedback])
