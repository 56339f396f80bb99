"""What the shelves need beside the database: made once by `create_app`, found through the running application."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask import current_app
from redis import Redis

from quizapp.storage.sealed import Sealer
from quizapp.storage.throttle import Throttle


@dataclass(frozen=True, slots=True)
class Resources:
    sealer: Sealer
    redis: Redis
    throttle: Throttle
    instance: Path


def resources() -> Resources:
    found: Resources = current_app.extensions["quizapp.resources"]
    return found
