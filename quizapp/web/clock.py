"""The process's one clock, and the moment at which the request at hand was received."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from flask import Flask, current_app, g

from quizapp.domain.clock import AnchoredClock, from_us


def init_app(app: Flask, clock: AnchoredClock) -> None:
    app.extensions["quizapp.clock"] = clock
    # Registered first: the moment is taken once on entry, before anything can queue.
    app.before_request(_take_time)


def clock() -> AnchoredClock:
    return cast(AnchoredClock, current_app.extensions["quizapp.clock"])


def received_at_us() -> int:
    """When this request came in, in microseconds since 1970 UTC."""
    return cast(int, g.received_at_us)


def received_at() -> datetime:
    return from_us(received_at_us())


def _take_time() -> None:
    g.received_at_us = clock().now_us()
