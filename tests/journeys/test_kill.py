"""The server is killed in the middle of its work: what it said was kept is there, and nothing is there twice."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from complaints import audit, people
from complaints.db import db, transaction
from complaints.models import Complaint

from ..databases import KEYS, make_app
from ..factories import NARRATIVE

ROOT = Path(__file__).parents[2]
CREATES, CLIENTS, KILL_AFTER = 200, 4, 70


@contextmanager
def server(url: str, folder: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A real server on a port of its own, which is gone at the end; it listens before the process has started."""
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": url,
        "HUIYIN_INSTANCE": str(folder),
        "HUIYIN_KEYS": KEYS,
        "SECRET_KEY": "only for the tests, never elsewhere",
    }
    with socket.create_server(("127.0.0.1", 0)) as listening, (folder / "server.log").open("ab") as log:
        port, handle = listening.getsockname()[1], listening.fileno()
        command = [sys.executable, "-m", "gunicorn", "--bind", f"fd://{handle}", "--workers", "2", "--threads", "4"]
        process = subprocess.Popen(
            [*command, "--no-control-socket", "wsgi:app"],
            cwd=ROOT,
            env=environment,
            pass_fds=[handle],
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield port, process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """End the server and its workers at once, without a word."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def create(connection: http.client.HTTPConnection, token: str, key: int) -> str:
    """Log a complaint under a key of its own; its number. Raises OSError or HTTPException when the server goes."""
    body = {"channel": "phone", "line": "telecom", "narrative": f"第{key}件：{NARRATIVE}", "complainant": {}}
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Idempotency-Key": f"create-{key}",
    }
    connection.request("POST", "/api/v1/complaints", json.dumps(body), headers)
    answer = connection.getresponse()
    told = json.loads(answer.read())
    assert answer.status == 201, told
    return str(told["number"])


class Clients:
    """Several programs that log complaints at once, each key by one of them, until the server is gone."""

    def __init__(self, token: str, kept: dict[int, str]) -> None:
        self.token, self.kept = token, kept
        self.left = iter([key for key in range(CREATES) if key not in kept])
        self.lock, self.enough = threading.Lock(), threading.Event()

    def run(self, port: int, process: subprocess.Popen[bytes], *, kill_after: int | None) -> None:
        threads = [threading.Thread(target=self._work, args=(port, kill_after)) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        if kill_after is not None:
            assert self.enough.wait(timeout=60), "the server did not answer"
            kill(process)
        for thread in threads:
            thread.join()

    def _work(self, port: int, kill_after: int | None) -> None:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
            for key in iter(self._next, None):
                try:
                    number = create(connection, self.token, key)
                except (OSError, http.client.HTTPException):
                    return
                self._keep(key, number, kill_after)

    def _keep(self, key: int, number: str, kill_after: int | None) -> None:
        with self.lock:
            self.kept[key] = number
            if kill_after is not None and len(self.kept) >= kill_after:
                self.enough.set()

    def _next(self) -> int | None:
        with self.lock:
            return next(self.left, None)


@pytest.fixture
def token(database: str, tmp_path: Path) -> str:
    """A rep's token, issued before the server starts."""
    app = make_app(database, tmp_path / "here")
    with app.app_context():
        with transaction():
            secret = people.issue_token(people.by_username("rep"), by=None, at=datetime.now(UTC))
        db.engine.dispose()
    return secret


def test_every_acknowledged_complaint_survives_a_kill(database: str, token: str, tmp_path: Path) -> None:
    kept: dict[int, str] = {}
    with server(database, tmp_path) as (port, process):
        Clients(token, kept).run(port, process, kill_after=KILL_AFTER)
    acknowledged = dict(kept)
    assert KILL_AFTER <= len(acknowledged) < CREATES
    app = make_app(database, tmp_path / "here")
    with app.app_context():
        assert set(acknowledged.values()) <= set(db.session.scalars(sa.select(Complaint.number)))
        assert audit.verify() == []
        db.session.remove()

    with server(database, tmp_path) as (port, process):
        Clients(token, kept).run(port, process, kill_after=None)
    with app.app_context():
        stored = list(db.session.scalars(sa.select(Complaint.number).order_by(Complaint.id)))
        assert sorted(stored) == sorted(kept.values())
        assert len(set(stored)) == CREATES
        assert {key: kept[key] for key in acknowledged} == acknowledged
        assert audit.verify() == []
        db.engine.dispose()
