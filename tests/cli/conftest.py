from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.builders import World

from .terminal import Terminal


@pytest.fixture
def terminal(world: World, sqlite_url: str, redis_url: str, tmp_path: Path) -> Terminal:
    """A terminal beside a world: the same database, and the world's clock at the moment that commands live in."""
    world.clock.at = datetime.now(UTC)
    env = {
        "QUIZAPP_INSTANCE": str(tmp_path),
        "DATABASE_URL": sqlite_url,
        "REDIS_URL": redis_url,
        "SECRET_KEY": world.app.config["SECRET_KEY"],
        "QUIZAPP_DATA_KEY": "A" * 43,
    }
    return Terminal(tmp_path, env)
