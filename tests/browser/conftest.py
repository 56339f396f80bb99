"""A real browser in front of the real application: served by threads, with the real clock and a worker beside it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from werkzeug.serving import make_server

from quizapp.domain.attempt import Attempt
from quizapp.domain.blueprint import question_id
from quizapp.domain.clock import AnchoredClock
from quizapp.domain.contest import Contest, ContestRecord, Timing
from quizapp.storage import attempts
from quizapp.worker import Worker
from tests.browser.install import NAMES
from tests.browser.tongue import Tongue, chinese
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
# A call that fails or is refused is part of the tests, and plain http has no use for one header; all else is wrong.
EXPECTED = ("Failed to load resource", "The Cross-Origin-Opener-Policy header has been ignored")
PHONE = {"width": 375, "height": 667}
# How long a page may take to show what is expected, on a machine that is busy with much else.
PATIENCE_MS = 20_000


class Site(World):
    """The world behind a real port, with the clock of the machine."""

    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def open_contest(self, *, seconds: int = 600, lasts: float = 3600, **rules: Any) -> ContestRecord:
        """A contest that is open since an hour and lasts so many seconds more; an attempt gets `seconds`."""
        contest = a_contest(timing=Timing(seconds, grace_seconds=2), **rules)
        window = (self.now - timedelta(hours=1), self.now + timedelta(seconds=lasts))
        return self.contest(between(contest, *window), questions=0 if contest.stages[0].rules.paper.questions else 12)

    def attempt(self, number: int = 1) -> Attempt:
        """An attempt as the database has it at this moment."""
        with self.app.app_context():
            found = attempts.get(number)
        assert found is not None
        return found

    def saved(self, number: int = 1) -> list[list[str]]:
        """The answers that the database has, in the order of their arrival, by the letters that stood on the screen."""
        attempt = self.attempt(number)
        shown = {question_id(item.position): item.options for item in attempt.paper}
        stored = sorted(attempt.sheet.items(), key=lambda item: item[1].first_at_us)
        return [sorted("abcd"[shown[name].index(option)] for option in answer.options) for name, answer in stored]

    def open_to(self, entry: str, **fields: Any) -> ContestRecord:
        """A contest that is open now and is entered without a roster: `open` or `link`."""
        area_from = {"open": "self", "link": "link"}[entry]
        contest = replace(a_contest(), **{"entry": entry, "area_from": area_from} | fields)
        return self.contest(between(contest, self.now - timedelta(hours=1), self.now + timedelta(hours=1)))

    def coming_contest(self, seconds: float, slug: str = "farmers") -> ContestRecord:
        opens_at = self.now + timedelta(seconds=seconds)
        return self.contest(between(a_contest(slug), opens_at, opens_at + timedelta(hours=1)))


def between(contest: Contest, opens_at: datetime, closes_at: datetime) -> Contest:
    stage = replace(contest.stages[0], opens_at=opens_at, closes_at=closes_at)
    return replace(contest, stages=(stage,))


@pytest.fixture
def site(sqlite_url: str, redis_url: str, tmp_path: Path) -> Iterator[Site]:
    with served(make_app(tmp_path, sqlite_url, redis_url, clock=AnchoredClock())) as made:
        yield made


@contextmanager
def served(app: Flask, port: int = 0) -> Iterator[Site]:
    """The site of an application, with a worker beside it; any free port unless one is given."""
    with Site.fresh(app) as made:
        server = make_server("127.0.0.1", port, app, threaded=True)
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
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield launched
        launched.close()


@dataclass
class Phones:
    """Makes phones, each a browser context of its own, and hears what goes wrong on their pages."""

    browser: Browser
    address: str
    made: list[BrowserContext] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def __call__(self, **given: Any) -> Page:
        context = self.browser.new_context(**{"viewport": PHONE, "base_url": self.address, "locale": "zh-CN"} | given)
        context.set_default_timeout(PATIENCE_MS)
        context.on("request", lambda request: self.asked.append(request.url))
        context.on("weberror", lambda error: self.wrong.append(str(error.error)))
        context.on("console", self._listen)
        self.made.append(context)
        return context.new_page()

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(EXPECTED):
            self.wrong.append(message.text)


@pytest.fixture
def phone(browser: Browser, site: Site) -> Iterator[Phones]:
    """`phone()` is a page of a new phone; keywords are those of a browser context."""
    phones = Phones(browser, site.address)
    yield phones
    for context in phones.made:
        context.close()
    assert phones.wrong == []


@pytest.fixture
def started(site: Site, phone: Phones) -> Page:
    """A phone on the first question of a contest that is open."""
    site.open_contest()
    (code,) = site.codes("farmers", "张三")
    return start(phone(), code)


def enter(page: Page, code: str, said: Tongue = chinese) -> Page:
    page.goto("/enter")
    page.get_by_label(said("入场码")).fill(code)
    page.get_by_role("button", name=said("进去")).click()
    page.wait_for_url("**/c/*")
    return page


def start(page: Page, code: str) -> Page:
    """Come in with a code, start, and wait until the page runs script."""
    enter(page, code).get_by_role("button", name="开始答题").click()
    expect(page.get_by_text("选了就会自动保存。")).to_be_visible()
    return page
