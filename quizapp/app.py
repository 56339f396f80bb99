"""The application: settings, extensions, rooms, error pages, the OpenAPI document. Nothing happens at import."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from flask import Flask
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from quizapp import accounts, bank, console, coordination, leaderboard, review, taking
from quizapp import config as settings
from quizapp.accounts import admin_views, own_account_views, own_data_views, second_factor_views
from quizapp.accounts import api as accounts_api
from quizapp.accounts import people_views as accounts_people_views
from quizapp.accounts import staff_views as accounts_staff_views
from quizapp.accounts import views as accounts_views
from quizapp.bank import views as bank_views
from quizapp.config import Config
from quizapp.console import contest_views, life_views, link_views, live_views, roster_views, unit_views
from quizapp.coordination import class_views as coordination_class_views
from quizapp.coordination import views as coordination_views
from quizapp.domain.clock import AnchoredClock
from quizapp.leaderboard import api as leaderboard_api
from quizapp.leaderboard import views as leaderboard_views
from quizapp.review import views as review_views
from quizapp.storage import redis_client, tables
from quizapp.storage.database import db
from quizapp.storage.resources import Resources
from quizapp.storage.sealed import Sealer
from quizapp.storage.throttle import Throttle
from quizapp.taking import api as taking_api
from quizapp.taking import views as taking_views
from quizapp.web import assets, clock, desk, guards, headers, health, i18n, openapi, problem
from quizapp.web.lean import LeanFlask

LARGEST_REQUEST = 20 * 1024 * 1024
MIGRATIONS = Path(__file__).parent.parent / "migrations"
ROOMS = (accounts, bank, console, coordination, taking, leaderboard, review)
APIS = (accounts_api, taking_api, leaderboard_api)
# Importing a room's pages hangs them on its blueprint; named here so that nobody takes the import for an idle one.
PAGES = (
    *(admin_views, own_account_views, second_factor_views),
    *(accounts_views, accounts_people_views, accounts_staff_views, own_data_views),
    *(bank_views, taking_views, leaderboard_views, review_views),
    *(contest_views, life_views, link_views, live_views, roster_views, unit_views),
    *(coordination_views, coordination_class_views),
)


def create_app(config: Config | None = None, the_clock: AnchoredClock | None = None) -> Flask:
    """Build the application from the settings (read from the environment unless given)."""
    config = config or settings.read()
    app = LeanFlask(__name__, static_folder=None, template_folder="web/templates")
    app.config.update(
        QUIZAPP=config,
        SECRET_KEY=config.secret_key,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={"hide_parameters": True},  # an error in the log quotes nobody's data
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.secure,
        PERMANENT_SESSION_LIFETIME=timedelta(days=60),
    )
    if config.trusted_proxies:
        hops = config.trusted_proxies
        # Flask documents this assignment; its types call it a method.
        cast(Any, app).wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
    _shelves(app, config)
    clock.init_app(app, the_clock or AnchoredClock())
    i18n.init_app(app, config)
    problem.init_app(app)
    guards.init_app(app)
    headers.init_app(app, config)
    desk.init_app(app)
    assets.init_app(app)
    app.register_blueprint(health.blueprint)
    for room in ROOMS:
        app.register_blueprint(room.blueprint)
    app.extensions["quizapp.openapi"] = openapi.document(operation for api in APIS for operation in api.SCHEMAS)
    return app


def _shelves(app: Flask, config: Config) -> None:
    db.init_app(app)
    Migrate(app, db, directory=str(MIGRATIONS), render_as_batch=True)
    redis = redis_client.connect(config.redis_url)
    throttle = Throttle(redis, config.redis_url)
    app.extensions["quizapp.resources"] = Resources(Sealer(*config.data_keys), redis, throttle, config.instance)
    assert tables.metadata is db.metadata
