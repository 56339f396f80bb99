"""A real browser in front of the real application: served by threads, with the real clock and a worker beside it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from quizapp.domain.clock import AnchoredClock
from quizapp.domain.contest import Contest, ContestRecord, Timing
from quizapp.worker import Worker
from tests.browser.install import NAMES
from tests.builders import World, a_contest, make_app

QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # A name that is no localhost: there the browser grants no secure context, as in a village hall.
    "--host-resolver-rules=MAP village.test 127.0.0.1",
)
PHONE = {"width": 375, "height": 667}
pytestmark = pytest.mark.browser


class Site(World):
    """The world behind a real port, with the clock of the machine."""

    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def now(self) -> datetime:
        clock: AnchoredClock = self.app.extensions["quizapp.clock"]
        return clock.now()

    def open_contest(self, *, seconds: int = 600, slug: str = "farmers", questions: int = 12) -> ContestRecord:
        """A contest that is open since an hour; an attempt lasts so many seconds."""
        contest = self.contest_from(self.now - timedelta(hours=1), slug, Timing(seconds, grace_seconds=2))
        return self.contest(contest, questions=questions)

    @staticmethod
    def contest_from(opens_at: datetime, slug: str = "farmers", timing: Timing | None = None) -> Contest:
        contest = a_contest(slug, timing=timing or Timing())
        stage = replace(contest.stages[0], opens_at=opens_at, closes_at=opens_at + timedelta(hours=12))
        return replace(contest, stages=(stage,))


@pytest.fixture
def site(sqlite_url: str, redis_url: str, tmp_path: Path) -> Iterator[Site]:
    app = make_app(tmp_path, sqlite_url, redis_url, clock=AnchoredClock())
    with Site.fresh(app) as made:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        made.port = server.server_port
        worker = Worker(app, app.extensions["quizapp.clock"])
        threads = [threading.Thread(target=server.serve_forever), threading.Thread(target=worker.run)]
        for thread in threads:
            thread.start()
        yield made
        worker.stop()
        server.shutdown()
        for thread in threads:
            thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = next(filter(None, map(shutil.which, NAMES)), None)
    if chromium is None:
        pytest.fail("The browser tests need Chromium. Install it with:  sudo apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield launched
        launched.close()


@pytest.fixture
def phone(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Makes phones: `phone()` is a page of a new one; keywords are those of a browser context."""
    made: list[BrowserContext] = []

    def make(**given: object) -> Page:
        context = browser.new_context(**{"viewport": PHONE, "base_url": site.address, "locale": "zh-CN"} | given)
        context.set_default_timeout(10_000)
        made.append(context)
        return context.new_page()

    yield make
    for context in made:
        context.close()
