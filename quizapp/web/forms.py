"""The base of every form: labels, hints and errors are sentences; `parts.html` says them in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm

from quizapp.domain.refusals import Invalid, Problem
from quizapp.domain.words import Sentence


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types; this is the one place that knows
    """A form that also takes the refusals of the verb that it was for; `elsewhere` holds those of no field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.elsewhere: list[Problem] = []

    def field_at(self, place: str) -> Any:
        """The field that a problem's place means, or None: its last name, unless the form knows better."""
        return self._fields.get(place.rpartition(".")[2])

    def refuse(self, refusal: Invalid) -> None:
        """Put each problem at its field, keeping what was typed."""
        self.take(refusal.problems)

    def take(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            field = self.field_at(problem.place)
            if field is None:
                self.elsewhere.append(problem)
            else:
                _put(field, problem.message)


def _put(field: Any, message: Sentence) -> None:
    field.errors = [*field.errors, message]
