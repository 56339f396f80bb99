"""The page of what happens now, and its figures for the script that keeps them fresh."""

from __future__ import annotations

from dataclasses import asdict

from flask import Response, render_template

from quizapp.console import blueprint, live, words
from quizapp.web.clock import received_at
from quizapp.web.i18n import moment, speak
from quizapp.web.json_api import reply


@blueprint.get("/desk/contests/<slug>/live")
def live_page(slug: str) -> str:
    figures = live.figures(slug, received_at())
    return render_template("console/live.html", figures=figures, record=figures.record, words=words)


@blueprint.get("/desk/contests/<slug>/live.json")
def live_figures(slug: str) -> Response:
    figures = live.figures(slug, received_at())
    return reply(
        {
            "phase": figures.phase.value,
            "phase_name": speak(words.PHASES[figures.phase.value]),
            "as_of": moment(figures.at, "HH:mm:ss"),
            "whole": asdict(figures.whole),
            "towns": [asdict(town) for town in figures.towns],
        }
    )
