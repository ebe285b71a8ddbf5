"""Recurring work: due by our own table, one runner at a time, failures kept, a worker that ends on TERM."""

import json
import os
import re
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from huey import PostgresHuey, SqliteHuey

from complaints import audit, jobs
from complaints.codes import Risk
from complaints.db import db, transaction
from complaints.errors import NotFound
from complaints.jobs import queue, running
from complaints.jobs.running import LEASE, RETRY
from complaints.jobs.table import WATCH, forget_idempotency_keys, forget_sign_in_failures
from complaints.models import Checkpoint, Complaint, IdempotencyKey, JobRun, SignInFailure, User
from complaints.steps import Step

from ..databases import on_both
from ..factories import make_complaint

NAMES = [
    "assess_open",
    "audit_checkpoint",
    "forget_drafts",
    "forget_idempotency_keys",
    "forget_presences",
    "forget_sign_in_failures",
]
DAY = timedelta(days=1)


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[datetime], int]], None]:
    """Let the table hold one job, done every minute."""

    def one_job(verb: Callable[[datetime], int]) -> None:
        monkeypatch.setattr(running, "JOBS", (jobs.Job("only", 60, verb),))

    return one_job


@pytest.fixture
def signals_kept() -> Iterator[None]:
    """Put the process's own signal handlers back afterwards."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def row_of(name: str) -> JobRun:
    return db.session.get_one(JobRun, name, populate_existing=True)


@on_both
def test_every_job_is_due_at_first_and_then_when_its_time_has_come(people: dict[str, User], at: datetime) -> None:
    assert [row.name for row in jobs.run_due(at)] == NAMES
    assert jobs.run_due(at) == []
    assert [row.name for row in jobs.run_due(at + timedelta(seconds=300))] == ["assess_open"]
    assert row_of("audit_checkpoint").last_at == at
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Checkpoint)) == 1
    assert audit.verify() == []


@on_both
def test_of_two_runners_one_gets_the_job(people: dict[str, User], at: datetime, only: Callable[..., None]) -> None:
    seen: list[object] = []

    def verb(moment: datetime) -> int:
        seen.append(jobs.run_job("only", moment))
        return 7

    only(verb)
    assert jobs.run_due(at) == [jobs.Ran("only", 7)]
    assert seen == [None]


def test_a_runner_that_died_holds_a_job_no_longer_than_its_lease(
    people: dict[str, User], at: datetime, only: Callable[..., None]
) -> None:
    only(lambda moment: 1)
    jobs.due(at)
    with transaction():
        row_of("only").leased_until = at + LEASE
    assert jobs.run_due(at) == []
    assert jobs.run_due(at + LEASE) == [jobs.Ran("only", 1)]


def test_a_failure_is_kept_without_its_message_and_tried_again_soon(
    people: dict[str, User], at: datetime, only: Callable[..., None]
) -> None:
    def verb(moment: datetime) -> int:
        raise ValueError("周玉琴 13900862071")

    only(verb)
    (ran,) = jobs.run_due(at)
    assert ran.error == row_of("only").last_error
    assert re.fullmatch(r"ValueError at jobs/running\.py:\d+", ran.error or "")
    assert (row_of("only").failures, row_of("only").next_at, row_of("only").last_at) == (1, at + RETRY, None)
    jobs.run_due(at + RETRY)
    assert row_of("only").next_at == at + RETRY + timedelta(seconds=60)
    only(lambda moment: 0)
    jobs.run_due(at + DAY)
    assert (row_of("only").failures, row_of("only").last_error) == (0, None)


def test_an_unknown_job_is_not_found(people: dict[str, User], at: datetime) -> None:
    with pytest.raises(NotFound):
        jobs.run_job("nothing", at)


@on_both
def test_the_rules_look_again_when_the_clock_runs_down(people: dict[str, User], at: datetime) -> None:
    near = make_complaint(people["rep"], at, step=Step.DIAGNOSE)
    make_complaint(people["rep"], at + 10 * DAY)
    jobs.run_due(at + 5 * DAY)
    assert near.risk is Risk.LOW
    jobs.run_due(at + 13 * DAY)
    db.session.refresh(near)
    assert (near.risk, {row.rule for row in near.firings}) == (Risk.MEDIUM, {"E05"})
    seq = near.head_seq
    jobs.run_due(at + 13 * DAY + timedelta(minutes=5))
    db.session.refresh(near)
    assert near.head_seq == seq
    assert audit.verify() == []


def test_the_rules_look_at_promises_past_their_time(people: dict[str, User], at: datetime) -> None:
    complaint = make_complaint(people["rep"], at, step=Step.FOLLOW_UP)
    assert complaint.due_at is not None
    assert complaint.due_at > at + 5 * DAY + WATCH
    jobs.run_due(at + 5 * DAY)
    db.session.refresh(complaint)
    assert {row.rule for row in complaint.firings} == {"E12"}


def test_closed_and_imported_complaints_are_left_alone(people: dict[str, User], at: datetime) -> None:
    complaint = make_complaint(people["rep"], at)
    with transaction():
        db.session.execute(sa.update(Complaint).values(closed_at=at, disposition="explained"))
    jobs.run_due(at + 14 * DAY)
    db.session.refresh(complaint)
    assert complaint.firings == []


def test_old_answers_and_old_failures_are_forgotten(people: dict[str, User], at: datetime) -> None:
    with transaction():
        for key, age in (("old", 49), ("young", 47)):
            answer = {"digest": bytes(32), "status": 201, "body": "{}", "headers": "{}"}
            created_at = at - timedelta(hours=age)
            db.session.add(IdempotencyKey(user_id=people["rep"].id, key=key, created_at=created_at, **answer))
        for account, age, locked in (("a", 20, None), ("b", 10, None), ("c", 20, at + timedelta(minutes=1))):
            last_at = at - timedelta(minutes=age)
            row = SignInFailure(account=account, address="10.0.0.1", failures=1, last_at=last_at, locked_until=locked)
            db.session.add(row)
    assert (forget_idempotency_keys(at), forget_sign_in_failures(at)) == (1, 1)
    assert db.session.scalars(sa.select(IdempotencyKey.key)).all() == ["young"]
    assert db.session.scalars(sa.select(SignInFailure.account).order_by(SignInFailure.account)).all() == ["b", "c"]


def test_the_console_runs_what_is_due_and_lists_it(app: Flask) -> None:
    runner = app.test_cli_runner()
    assert [row["name"] for row in json.loads(runner.invoke(args=["jobs", "run", "--json"]).stdout)] == NAMES
    assert runner.invoke(args=["jobs", "run"]).output == "nothing is due\n"
    listed = json.loads(runner.invoke(args=["jobs", "list", "--json"]).stdout)
    assert [row["name"] for row in listed] == NAMES
    assert all(row["failures"] == 0 and row["last_at"] for row in listed)
    assert len(runner.invoke(args=["jobs", "list"]).output.splitlines()) == len(NAMES)


def test_a_failed_run_shows_in_the_exit_code(app: Flask, only: Callable[..., None]) -> None:
    only(lambda moment: 1 // 0)
    result = app.test_cli_runner().invoke(args=["jobs", "run"])
    assert (result.exit_code, result.output[:23]) == (1, "only: ZeroDivisionError")


@pytest.mark.usefixtures("signals_kept")
def test_the_worker_does_what_is_due_and_ends_on_term(app: Flask, only: Callable[..., None]) -> None:
    started_at = datetime.now(UTC)

    def verb(moment: datetime) -> int:
        os.kill(os.getpid(), signal.SIGTERM)
        return 1

    only(verb)
    queue.work(app)
    assert row_of("only").last_at >= started_at
    assert row_of("only").leased_until is None


def test_the_queue_lies_in_the_instance_folder(app: Flask) -> None:
    store = queue.queue_of(app)
    assert isinstance(store, SqliteHuey)
    assert Path(store.storage.filename) == Path(app.instance_path) / "queue.sqlite"
    store.storage.close()


@pytest.mark.postgres
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_the_queue_lies_in_postgresql_where_that_is_the_database(app: Flask) -> None:
    store = queue.queue_of(app)
    assert isinstance(store, PostgresHuey)
    assert store.pending_count() == 0
    store.storage.close()


def test_redis_without_its_client_is_refused_in_one_line(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huey.storage.Redis", None)
    monkeypatch.setitem(app.config, "REDIS_URL", "redis://127.0.0.1/0")
    result = app.test_cli_runner().invoke(args=["jobs", "worker"])
    assert (result.exit_code, len(result.output.splitlines())) == (1, 1)
    assert "pip install redis" in result.output
