"""The 1.0 of the benchmark: the least that a JSON route of Flask can do, behind the same server."""

from __future__ import annotations

from flask import Flask

app = Flask(__name__)


@app.get("/")
def nothing() -> dict[str, str]:
    return {"status": "ok"}
