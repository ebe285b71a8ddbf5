"""Fixtures of the whole suite: a fresh database for each test, the people in it, a client that checks its pages."""

import itertools
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.pool import NullPool

from complaints import people as people_verbs
from complaints.db import db, transaction
from complaints.models import User

from . import databases
from .pages import CheckingClient

ENGINE = {"SQLALCHEMY_ENGINE_OPTIONS": {"poolclass": NullPool}}
_names = itertools.count()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file with the people in it, made once a worker."""
    return databases.sqlite_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A running PostgreSQL with a migrated template; its address holds {name}."""
    with databases.postgres_server() as address:
        yield address


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the SQLite database of each test lies: one place a worker, so that one app serves all its tests."""
    return tmp_path_factory.mktemp("desk") / "huiyin.sqlite"


@pytest.fixture(scope="session")
def sqlite_app(sqlite_file: Path) -> Flask:
    """The product on that file, made once a worker: templates and statements are compiled once."""
    return databases.make_app(f"sqlite:///{sqlite_file}", sqlite_file.parent, **ENGINE)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a fresh migrated database; SQLite unless the test asks for PostgreSQL (`on_both`)."""
    if getattr(request, "param", "sqlite") == "sqlite":
        path = request.getfixturevalue("sqlite_file")
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    address, name = request.getfixturevalue("postgres"), f"test_{next(_names)}"
    databases.execute(address, f"CREATE DATABASE {name} TEMPLATE template_huiyin")
    yield address.format(name=name)
    databases.execute(address, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def app(request: pytest.FixtureRequest, database: str, tmp_path: Path) -> Iterator[Flask]:
    """The product on the test's own database, with nothing left of the test before."""
    shared = request.getfixturevalue("sqlite_app")
    if database == shared.config["SQLALCHEMY_DATABASE_URI"]:
        made = shared
    else:
        made = databases.make_app(database, tmp_path / "instance", **ENGINE)
    made.test_client_class = CheckingClient
    settings = dict(made.config)
    for limiter in made.extensions["limiter"]:
        limiter.reset()
    yield made
    made.config.clear()
    made.config.update(settings)
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def at() -> datetime:
    """A Tuesday morning on the desk: 2026-11-24 10:26 in Shanghai."""
    return datetime(2026, 11, 24, 2, 26, tzinfo=UTC)


@pytest.fixture
def people(app: Flask) -> dict[str, User]:
    """The people of the test database by username, in the test's own session."""
    return {user.username: user for user in db.session.scalars(db.select(User))}


@pytest.fixture
def sign_in(app: Flask) -> Callable[..., FlaskClient]:
    """A client that is signed in as somebody: `sign_in("rep", language="en")`."""

    def signed_in(username: str, language: str = "zh") -> FlaskClient:
        client = app.test_client()
        with app.app_context():
            user = people_verbs.by_username(username)
            if user.language.value != language:
                with transaction():
                    people_verbs.set_language(user, language, by=user, at=datetime.now(UTC))
            identity = user.get_id()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = identity, True
        return client

    return signed_in


@pytest.fixture
def token(app: Flask) -> Callable[[str], dict[str, str]]:
    """The bearer header of somebody: `token("rep")`."""

    def header(username: str) -> dict[str, str]:
        with app.app_context(), transaction():
            person = people_verbs.by_username(username)
            secret = people_verbs.issue_token(person, by=None, at=datetime.now(UTC))
        return {"Authorization": f"Bearer {secret}"}

    return header
