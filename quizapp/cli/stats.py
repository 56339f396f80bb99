"""Statistics without a database: the figures of a plain matrix of marks."""

from __future__ import annotations

import math
from typing import Any

import click

from quizapp.cli.kit import echo_json, json_option, read_file, with_app
from quizapp.domain import statistics
from quizapp.domain.refusals import Invalid, Problem
from quizapp.domain.statistics import Figures
from quizapp.domain.words import say
from quizapp.formats.marks import MarkTable, read_marks

USUAL_MOST = 1.0
SHOWN = (
    "n",
    "facility",
    "sd",
    "discrimination_index",
    "discriminative_efficiency",
    "effective_weight",
)
WHOLE = ("alpha", "error_ratio", "standard_error")


@click.group()
def stats() -> None:
    """Statistics of questions and tests."""


@stats.command("compute")
@click.argument("path", metavar="FILE.csv")
@click.option(
    "--max",
    "most",
    type=click.FloatRange(min=0),
    help="The most marks that a question gives. Without it 1, or unknown (no facility) where a mark is above 1.",
)
@json_option
@with_app
def stats_compute(path: str, most: float | None, as_json: bool) -> None:
    """The figures of a matrix: a header of question names, then a row of marks for each attempt.

    An empty cell says that the question was not in that attempt's paper; then there is no alpha.
    """
    table = read_marks(read_file(path))
    full = _most(table, most)
    figures = statistics.compute(table.questions, table.rows, [full] * len(table.questions))
    if as_json:
        echo_json(_as_json(figures))
    else:
        _echo(figures)


def _most(table: MarkTable, given: float | None) -> float | None:
    """What each question gives at most. Raises Invalid for a mark above what was said."""
    if given is not None and not math.isfinite(given):
        raise Invalid.at("--max", say("「%(found)s」不是得分。", found=given))
    above = [
        (place, name, mark)
        for place, row in zip(table.places, table.rows, strict=True)
        for name, mark in zip(table.questions, row, strict=True)
        if mark is not None and mark > (USUAL_MOST if given is None else given)
    ]
    if given is None:
        return None if above else USUAL_MOST
    if given and above:
        raise Invalid([_too_much(place, name, mark, given) for place, name, mark in above])
    return given


def _too_much(place: str, name: str, mark: float, most: float) -> Problem:
    message = say(
        "「%(name)s」得 %(mark)s 分，超过每题最多的 %(most)s 分。", name=name, mark=f"{mark:g}", most=f"{most:g}"
    )
    return Problem(place, message, name, f"{mark:g}")


def _as_json(figures: Figures) -> dict[str, Any]:
    questions = [
        {"question": each.question} | {name: getattr(each, name) for name in SHOWN} for each in figures.questions
    ]
    return {"questions": questions} | {name: getattr(figures, name) for name in WHOLE}


def _echo(figures: Figures) -> None:
    shown = _as_json(figures)
    for each in shown["questions"]:
        click.echo(f"{each['question']}: " + ", ".join(f"{name} {_number(each[name])}" for name in SHOWN))
    click.echo(", ".join(f"{name} {_number(shown[name])}" for name in WHOLE))


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.6g}"


COMMANDS = (stats,)
