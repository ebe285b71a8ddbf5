"""Alive, ready, numbers."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from complaints.db import db, transaction

from .. import databases
from .conftest import ApiClient, Caller

AWAY = {"REMOTE_ADDR": "10.0.0.7"}


def test_alive_needs_no_database(tmp_path: Path) -> None:
    app = databases.make_app(f"sqlite:///{tmp_path / 'none' / 'missing.sqlite'}", tmp_path / "instance")
    client = app.test_client()
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})
    unready = client.get("/readyz")
    assert (unready.status_code, unready.json["type"]) == (503, "/problems/not_ready")


def test_ready_means_migrated_to_the_newest(app: Flask, client: ApiClient) -> None:
    assert client.get("/readyz").json == {"status": "ready"}
    with transaction():
        db.session.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["detail"]) == (503, "Run: flask db upgrade")


def test_the_numbers_name_nobody(client: ApiClient, rep: Caller) -> None:
    rep.log()
    told = client.get("/metrics").text
    assert 'huiyin_complaints_open{step="soothe"} 1.0' in told
    assert 'endpoint="api.open_complaint",status="201"' in told
    for name in ("huiyin_complaints_late", "huiyin_escalations_waiting", "huiyin_callbacks_due"):
        assert f"{name} 0.0" in told
    assert not any(word in told for word in ("周", "13900862071", "C2026", 'rep"'))


@pytest.mark.parametrize("more", [{}, {"Authorization": "Bearer nonsense"}])
def test_the_numbers_are_not_for_strangers(client: ApiClient, more: dict[str, str]) -> None:
    assert client.get("/metrics", headers=more, environ_base=AWAY).status_code == 401
    assert client.get("/metrics", headers=more | {"X-Forwarded-For": "10.0.0.7"}).status_code == 401


def test_an_administrator_reads_the_numbers_from_anywhere(client: ApiClient, caller: Callable[[str], Caller]) -> None:
    assert client.get("/metrics", headers=caller("admin").headers, environ_base=AWAY).status_code == 200
    assert client.get("/metrics", headers=caller("manager").headers, environ_base=AWAY).status_code == 403
