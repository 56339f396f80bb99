"""The page of the links: a sheet to print for each wall."""

from __future__ import annotations

from flask import render_template, request

from quizapp.console import blueprint, links
from quizapp.domain.rules_in_words import in_short
from quizapp.web import links as kit
from quizapp.web import qr, slips
from quizapp.web.i18n import speak


@blueprint.get("/desk/contests/<slug>/links", endpoint="links")
def links_page(slug: str) -> str:
    area = request.args.get("area", "")
    record, towns, sheets = links.sheets(slug, area)
    addresses = [kit.address(sheet.place, slips.public_url()) for sheet in sheets]
    return render_template(
        "console/links.html",
        record=record,
        towns=towns,
        area=area,
        sheets=[(sheet, address, qr.svg(address)) for sheet, address in zip(sheets, addresses, strict=True)],
        short=[speak(sentence) for sentence in in_short(record.contest.stages[0])],
    )
