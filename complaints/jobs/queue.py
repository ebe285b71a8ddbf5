"""The worker: a huey consumer whose scheduler sweeps our table every few seconds and hands out what is due.

The queue may be lost at any time without losing work: what is due stands in `job_runs`, and the next sweep finds it.
"""

import logging
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from huey import Huey, PostgresHuey, PriorityRedisHuey, SqliteHuey
from huey.api import TaskWrapper
from huey.consumer import Consumer, Scheduler
from huey.exceptions import ConfigurationError

from ..config import ConfigError
from ..db import db
from .running import due, run_job

NAME = "huiyin"
SWEEP_SECONDS = 5
POLL_SECONDS = 1.0
GRACE_SECONDS = 15
log = logging.getLogger(__name__)


def queue_of(app: Flask) -> Huey:
    """The queue in the store this desk has: Redis, else PostgreSQL if that is its database, else SQLite.

    Raises ConfigError when REDIS_URL is set and the client for it is not installed.
    """
    if redis_url := app.config["REDIS_URL"]:
        return _in_redis(redis_url)
    with app.app_context():
        url = db.engine.url
    if url.get_backend_name() == "postgresql":
        dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        return PostgresHuey(NAME, dsn=dsn, results=False)
    path = Path(app.instance_path) / "queue.sqlite"
    path.parent.mkdir(parents=True, exist_ok=True)
    return SqliteHuey(NAME, filename=str(path), fsync=False, results=False)


def work(app: Flask) -> None:
    """Be the worker until TERM or INT; a job that is running is finished first."""
    queue = queue_of(app)
    _SweepingConsumer(queue, _task(app, queue), app).run()
    queue.storage.close()


def _in_redis(url: str) -> Huey:
    try:
        return PriorityRedisHuey(NAME, url=url, results=False)
    except ConfigurationError as error:
        raise ConfigError("REDIS_URL needs the Redis client. Install it: pip install redis") from error


def _task(app: Flask, queue: Huey) -> TaskWrapper:
    @queue.task(name="run_job")
    def run(name: str) -> None:
        with app.app_context():
            run_job(name, datetime.now(UTC))

    return run


class _Sweeper(Scheduler):
    """The scheduler's loop with our sweep in front."""

    def __init__(self, consumer: "_SweepingConsumer") -> None:
        super().__init__(consumer.huey, consumer.stop_flag, consumer.scheduler_interval, consumer.periodic)
        self._app, self._task = consumer.app, consumer.task

    def loop(self, now: datetime | None = None) -> None:
        """Hand out what is due, then do what huey's scheduler does."""
        try:
            with self._app.app_context():
                for name in due(datetime.now(UTC)):
                    self._task(name)
        except Exception as error:
            log.error("sweep failed: %s", type(error).__name__)
        super().loop(now)


class _SweepingConsumer(Consumer):
    """One worker thread and the sweeper; TERM lets the running job finish."""

    def __init__(self, queue: Huey, task: TaskWrapper, app: Flask) -> None:
        self.app, self.task = app, task
        super().__init__(
            queue,
            workers=1,
            periodic=False,
            max_delay=POLL_SECONDS,
            scheduler_interval=SWEEP_SECONDS,
            shutdown_timeout=GRACE_SECONDS,
            graceful_signal="TERM",
        )

    def _create_scheduler(self) -> _Sweeper:
        return _Sweeper(self)
