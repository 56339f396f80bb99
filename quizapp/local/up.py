"""`quizapp up`: everything on one machine, in order, and nothing left behind."""

from __future__ import annotations

import http.client
import os
import sys
from collections.abc import Callable, Mapping

from quizapp.config import Config
from quizapp.local import embedded_redis, lock, ports
from quizapp.local.process import Part
from quizapp.local.refusals import CannotStart
from quizapp.local.serve import FINISHING_SECONDS, environment, require_workers
from quizapp.local.signals import Signals, StopAsked
from quizapp.local.supervisor import Supervisor

__all__ = ["CannotStart", "up"]

PROGRAM = (sys.executable, "-m", "quizapp")
REDIS_SECONDS = READY_SECONDS = 30.0
WEB_GRACE, WORKER_GRACE, MIGRATION_GRACE = FINISHING_SECONDS + 3.0, 15.0, 30.0


def up(
    config: Config,
    host: str,
    port: int,
    workers: int,
    *,
    prepare: tuple[str, ...] = (),
    announce: Callable[[], None] | None = None,
    environ: Mapping[str, str] | None = None,
    program: tuple[str, ...] = PROGRAM,
) -> int:
    """Start all, print `ready …`, watch over it until SIGTERM or SIGINT, drain. Call it in the main thread.

    `prepare` is one more command of ours to run after the migration, such as `demo`; what it prints comes before
    `ready …`. Raises CannotStart with nothing left running. `program` is how this program is started as a command.
    """
    require_workers(config, workers)
    env = environment(os.environ if environ is None else environ, host, port)
    env["QUIZAPP_INSTANCE"] = str(config.instance)
    with Signals().installed() as signals:
        try:
            with lock.held(config.instance, signals) as held:
                ports.require_free(host, port)
                supervisor = Supervisor(signals, env, held)
                try:
                    _start(supervisor, config, signals, _Ours(program, prepare, host, port, workers))
                    _tell(env["QUIZAPP_PUBLIC_URL"], announce)
                    supervisor.run()
                finally:
                    supervisor.drain()
        except StopAsked:
            pass
    return 0


class _Ours:
    """The parts that are this program itself, and the question whether the web is ready."""

    def __init__(self, program: tuple[str, ...], prepare: tuple[str, ...], host: str, port: int, workers: int) -> None:
        self.call = ports.reachable(host), port
        self.last = "it did not answer"
        where = ("--host", host, "--port", str(port), "--workers", str(workers))
        self.web = Part("web process", (*program, "serve", *where), WEB_GRACE)
        self.worker = Part("worker process", (*program, "worker"), WORKER_GRACE)
        self.migration = Part("database upgrade", (*program, "db", "upgrade"), MIGRATION_GRACE)
        self.prepare = prepare
        self.preparation = Part("preparation", (*program, *prepare), MIGRATION_GRACE, speaks=True)

    def ready(self) -> bool:
        """Ask /readyz, without the proxies that the environment may name."""
        line = http.client.HTTPConnection(*self.call, timeout=5.0)
        try:
            line.request("GET", "/readyz")
            answer = line.getresponse()
            text = answer.read(300).decode(errors="replace").strip()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()
        self.last = f"it last answered {answer.status}: {text}"
        return answer.status == http.client.OK


def _start(supervisor: Supervisor, config: Config, signals: Signals, ours: _Ours) -> None:
    if embedded_redis.wanted(config):
        part = embedded_redis.prepare(config, signals)
        supervisor.start(part)
        if not supervisor.wait_until(lambda: embedded_redis.ready(config), REDIS_SECONDS):
            raise CannotStart(f"The embedded Redis server did not become ready in {REDIS_SECONDS:g} s: see {part.log}.")
    if supervisor.run_once(ours.migration):
        raise CannotStart("The database could not be brought up to date: the reason stands above.")
    if ours.prepare and supervisor.run_once(ours.preparation):
        raise CannotStart(f"The preparation ({' '.join(ours.prepare)}) failed: the reason stands above.")
    supervisor.start(ours.worker)
    supervisor.start(ours.web)
    if not supervisor.wait_until(ours.ready, READY_SECONDS):
        raise CannotStart(f"The web process did not become ready in {READY_SECONDS:g} s: {ours.last}.")


def _tell(url: str, announce: Callable[[], None] | None) -> None:
    """The line `ready …` comes last: whoever waits for it may use everything above it."""
    if announce is not None:
        announce()
    sys.stdout.write(f"ready {url}\n")
    sys.stdout.flush()
