"""Static files under names that carry their hash: a phone may keep them for ever, and never shows a stale one."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, current_app, request, url_for

from quizapp.domain.refusals import NotFound

FOLDER = Path(__file__).parent / "static"
YEAR = 365 * 24 * 3600
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}

blueprint = Blueprint("assets", __name__)


def init_app(app: Flask) -> None:
    files = {path.name: path.read_bytes() for path in sorted(FOLDER.iterdir()) if path.suffix in TYPES}
    named = {_hashed(name, content): (name, content) for name, content in files.items()}
    app.extensions["quizapp.assets"] = named
    app.extensions["quizapp.asset_names"] = {name: hashed for hashed, (name, _) in named.items()}
    app.register_blueprint(blueprint)
    app.jinja_env.globals["asset"] = address


def address(name: str) -> str:
    """The address of a static file, by its plain name."""
    names: dict[str, str] = current_app.extensions["quizapp.asset_names"]
    return url_for("assets.file", name=names[name])


@blueprint.get("/assets/<name>")
def file(name: str) -> Response:
    found: dict[str, Any] = current_app.extensions["quizapp.assets"]
    if name not in found:
        raise NotFound()
    plain, content = found[name]
    response = Response(content, content_type=TYPES[Path(plain).suffix])
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    response.set_etag(name)
    response.make_conditional(request)
    return response


def _hashed(name: str, content: bytes) -> str:
    path = Path(name)
    return f"{path.stem}.{hashlib.sha256(content).hexdigest()[:10]}{path.suffix}"
