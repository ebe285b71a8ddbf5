"""Running jobs: who is due is read from our own table, and a lease keeps every job with one runner at a time."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from traceback import extract_tb
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from ..db import db, transaction
from ..errors import NotFound
from ..models import JobRun
from .table import JOBS, UNSYNCHRONISED, Job

LEASE = timedelta(minutes=15)
"""A runner that died holds a job no longer than this."""

RETRY = timedelta(seconds=30)
"""After a failure, doubled with each further one, up to the job's own interval."""

PACKAGE = Path(__file__).resolve().parent.parent
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ran:
    """What became of one job: how many things it did, or the error in one word and place."""

    name: str
    done: int
    error: str | None = None


def run_due(at: datetime) -> list[Ran]:
    """Run whatever is due at `at`, in this process; a job that somebody else is running is left out."""
    return [ran for name in due(at) if (ran := run_job(name, at)) is not None]


def due(at: datetime) -> list[str]:
    """The names of the jobs that are due and that nobody runs, in the order of the table."""
    waiting = {row.name: row for row in states(at)}
    return [job.name for job in JOBS if _free(waiting[job.name], at)]


def run_job(name: str, at: datetime) -> Ran | None:
    """Run one job if it is due and free, and plan its next run; None when it was neither.

    A failure is kept in the table and logged, never raised. Raises NotFound for a name that is in no table.
    """
    job = next((job for job in JOBS if job.name == name), None)
    if job is None:
        raise NotFound()
    if not _claim(name, at):
        return None
    try:
        ran = Ran(name, job.verb(at))
    except Exception as error:
        db.session.rollback()
        ran = Ran(name, 0, _in_short(error))
        log.error("job %s failed: %s", name, ran.error)
    _release(job, ran, at)
    return ran


def states(at: datetime) -> list[JobRun]:
    """The row of every job, in the order of the table; a job that is new is due at once."""
    _register(at)
    rows = {row.name: row for row in db.session.scalars(sa.select(JobRun).execution_options(populate_existing=True))}
    return [rows[job.name] for job in JOBS]


def _register(at: datetime) -> None:
    known = set(db.session.scalars(sa.select(JobRun.name)))
    fresh = [{"name": job.name, "next_at": at, "failures": 0} for job in JOBS if job.name not in known]
    if fresh:
        insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
        with transaction():
            db.session.execute(insert(JobRun).on_conflict_do_nothing(), fresh)


def _free(row: JobRun, at: datetime) -> bool:
    return row.next_at <= at and (row.leased_until is None or row.leased_until <= at)


def _claim(name: str, at: datetime) -> bool:
    """Take the lease in one statement, so that of two runners one gets it."""
    free = sa.or_(JobRun.leased_until.is_(None), JobRun.leased_until <= at)
    claim = sa.update(JobRun).where(JobRun.name == name, JobRun.next_at <= at, free).values(leased_until=at + LEASE)
    with transaction():
        taken = cast(sa.CursorResult[Any], db.session.execute(claim, execution_options=UNSYNCHRONISED))
    return bool(taken.rowcount)


def _release(job: Job, ran: Ran, at: datetime) -> None:
    with transaction():
        row = db.session.get_one(JobRun, job.name, populate_existing=True)
        row.failures = row.failures + 1 if ran.error else 0
        row.last_error, row.leased_until = ran.error, None
        row.last_at = row.last_at if ran.error else at
        row.next_at = at + _pause(job, row.failures)


def _pause(job: Job, failures: int) -> timedelta:
    every = timedelta(seconds=job.every)
    return min(every, RETRY * 2 ** min(failures - 1, 16)) if failures else every


def _in_short(error: Exception) -> str:
    """The kind of error and our own line it came from: messages may carry personal data and are not kept."""
    own = [frame for frame in extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(PACKAGE)]
    place = f" at {Path(own[-1].filename).relative_to(PACKAGE)}:{own[-1].lineno}" if own else ""
    return f"{type(error).__name__}{place}"[:200]
