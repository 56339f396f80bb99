"""The 1.0 of the benchmark: the least that a JSON route of Flask can do, behind the same server."""

from __future__ import annotations

from flask import Flask, Response

app = Flask(__name__)


@app.route("/", methods=["GET"])
def nothing() -> Response:
    return Response(b'{"status":"ok"}', content_type="application/json")
