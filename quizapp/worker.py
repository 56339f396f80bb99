"""The worker, beside the web: hand in what expired, tell the boards, seal the audit log, forget what is over.

It keeps no state: whatever it was doing when it was killed, the next one finds in the database and goes on.
"""

from __future__ import annotations

import logging
import signal
import time
from datetime import timedelta
from types import FrameType

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from quizapp.domain.clock import STEP_ALARM, AnchoredClock
from quizapp.operations import forget, tell_the_board
from quizapp.operations.hand_in import expire
from quizapp.storage import attempts, audit, health
from quizapp.storage.database import db, transaction
from quizapp.storage.redis_client import Away

ROUND_SECONDS = 0.5
FORGET_EVERY = timedelta(hours=1)
SEALED_AT_ONCE = 500
log = logging.getLogger(__name__)


class Worker:
    """Rounds of short tasks until told to stop. Each task is safe to repeat and to run beside another worker."""

    def __init__(self, app: Flask, clock: AnchoredClock) -> None:
        self._app, self._clock = app, clock
        self._stopping = False
        self._trusting = False
        self._forget_at = clock.now()

    def stop(self, *_: int | FrameType | None) -> None:
        # A plain flag: setting an event from a signal handler can block on the lock that its waiter holds.
        self._stopping = True

    def run(self) -> None:
        """Work until `stop`; a round under way is finished first."""
        while not self._stopping:
            with self._app.app_context():
                self.round()
            time.sleep(ROUND_SECONDS)

    def round(self) -> None:
        """One round. A database or Redis that is away ends this round, not the worker."""
        try:
            self.hand_in_expired()
            self.tell_boards()
            self.seal_audit_log()
            self.forget()
        except SQLAlchemyError:
            db.session.rollback()
            log.exception("the database did not answer; trying again")

    def hand_in_expired(self) -> int:
        """Hand in for everybody whose time is over; nobody, while the clock is in doubt."""
        if self._clock_in_doubt():
            return 0
        now = self._clock.now()
        zone = self._app.config["QUIZAPP"].timezone
        return sum(expire(attempt_id, now, zone) for attempt_id in attempts.due(now))

    def tell_boards(self) -> None:
        try:
            if not self._trusting:
                # A Redis that lost power may have lost its last second, and its marker says nothing of that.
                tell_the_board.rebuild_unfinished()
                self._trusting = True
            tell_the_board.mend()
            while tell_the_board.drain():
                pass
        except Away as error:
            log.warning("redis is away (%s); boards wait in the outbox", type(error).__name__)

    def seal_audit_log(self) -> int:
        """Link what was noted since the last round to the chain."""
        if not audit.anything_to_seal():
            return 0
        with transaction():
            return audit.seal(SEALED_AT_ONCE)

    def forget(self) -> None:
        """Once an hour, forget what is over; where there is more, go on in the next round. Not by a doubtful clock."""
        now = self._clock.now()
        if now < self._forget_at:
            return
        self._forget_at = now + FORGET_EVERY
        if self._clock_in_doubt():
            return
        # Written where nobody who changes the database can change it too.
        log.info("audit log sealed up to %s", audit.head())
        if forget.forget(now, self._app.config["QUIZAPP"].retention_days):
            self._forget_at = now

    def _clock_in_doubt(self) -> bool:
        offset = health.database_clock_offset(self._clock.now())
        doubt = self._clock.stepped() or (offset is not None and abs(offset) > STEP_ALARM)
        if doubt:
            log.error("the clock was stepped; nobody is handed in until it is confirmed")
        return doubt


def run(app: Flask) -> None:
    """Run until SIGTERM or SIGINT."""
    worker = Worker(app, app.extensions["quizapp.clock"])
    signal.signal(signal.SIGTERM, worker.stop)
    signal.signal(signal.SIGINT, worker.stop)
    worker.run()
