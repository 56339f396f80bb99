"""Languages: Chinese sentences are the message ids, the English catalogue translates them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel, format_datetime, get_locale, gettext

from quizapp.config import LOCALES, Config
from quizapp.domain.words import Sentence, say

LANGUAGE_COOKIE = "lang"
# By the first part of a language tag: zh-CN, zh-Hant-TW and zh are all read Chinese to.
_OFFERED = {"zh": "zh_Hans", "en": "en"}

__all__ = ["LANGUAGE_COOKIE", "chosen_locale", "init_app", "moment", "say", "speak"]


def init_app(app: Flask, config: Config) -> None:
    app.config["BABEL_DEFAULT_LOCALE"] = config.locale
    app.config["BABEL_DEFAULT_TIMEZONE"] = str(config.timezone)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    Babel(app, locale_selector=chosen_locale)
    app.jinja_env.globals["say"] = lambda template, **params: speak(say(template, **params))
    app.jinja_env.globals["speak"] = speak
    app.jinja_env.globals["moment"] = moment
    app.jinja_env.globals["html_lang"] = lambda: "en" if str(get_locale()).startswith("en") else "zh-Hans"


def chosen_locale() -> str:
    """The reader's choice (`?lang=`, then the cookie), an API caller's header, else the setting."""
    default: str = current_app.config["BABEL_DEFAULT_LOCALE"]
    if not has_request_context():
        return default
    asked, remembered = request.args.get("lang"), request.cookies.get(LANGUAGE_COOKIE)
    if asked in LOCALES:
        g.language_choice = asked
        return asked
    if remembered in LOCALES:
        return remembered
    return (_accepted() if request.path.startswith("/api/") else None) or default


def _accepted() -> str | None:
    """The language that an API caller likes best of those that there are."""
    for tag, liking in request.accept_languages:
        locale = _OFFERED.get(tag.partition("-")[0].lower())
        if locale and liking > 0:
            return locale
    return None


def speak(sentence: Sentence | str) -> str:
    """Say a sentence in the reader's language; gaps that hold sentences are said too."""
    if isinstance(sentence, str):
        return sentence
    params: dict[str, Any] = {
        name: speak(value) if isinstance(value, Sentence) else value for name, value in sentence.params.items()
    }
    template: str = gettext(sentence.template)
    return template % params if params else template


def moment(at: datetime, form: str = "medium") -> str:
    """A moment in the district's time zone, as the reader's language writes it."""
    return str(format_datetime(at, form))
