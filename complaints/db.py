"""The database: base class, column types, SQLite settings and the only commit (decision 3)."""

import fcntl
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import sqlalchemy as sa
from flask import Flask, current_app
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

from .sealing import KeyRing

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(sa.types.TypeDecorator[datetime]):
    """A moment. Refuses naive times on the way in; gives aware UTC on the way out."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Convert to UTC. Raises ValueError for a naive time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Attach UTC where the database gives a naive time (SQLite)."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Codes(sa.types.TypeDecorator[list[str]]):
    """A short list of codes, stored as canonical JSON text."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: list[str] | None, dialect: sa.Dialect) -> str | None:
        """Write the list."""
        return None if value is None else json.dumps(list(value), ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> list[str] | None:
        """Read the list."""
        return None if value is None else list(json.loads(value))


def code_of(vocabulary: type[StrEnum], name: str | None = None) -> sa.Enum:
    """A column type for one vocabulary of `codes.py`: its values, checked by the database.

    `name` tells two columns of one vocabulary apart in the names of their constraints.
    """
    return sa.Enum(
        vocabulary,
        native_enum=False,
        length=32,
        create_constraint=True,
        name=name or vocabulary.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


TYPES = registry(
    type_annotation_map={datetime: UTCDateTime, str: sa.Text}, metadata=sa.MetaData(naming_convention=NAMING)
)


class Base(DeclarativeBase):
    """Typed declarative base with named constraints."""

    registry = TYPES


BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")
Id = Annotated[int, mapped_column(BigId, primary_key=True)]


class Sealed:
    """A personal field: plain text in Python, sealed bytes in the row, a blind index beside it where it is searched.

    The owner has `uid` (random, made at birth) so that sealed bytes are bound to their row before it has an id.
    """

    def __init__(self, column: str) -> None:
        self.column = column

    def __get__(self, row: Any, owner: type) -> Any:
        """The plain text, or None."""
        if row is None:
            return self
        sealed = getattr(row, f"{self.column}_sealed")
        return None if sealed is None else key_ring().open(sealed, self._binding(row))

    def __set__(self, row: Any, plain: str | None) -> None:
        sealed = None if plain is None else key_ring().seal(plain, self._binding(row))
        setattr(row, f"{self.column}_sealed", sealed)

    def _binding(self, row: Any) -> str:
        if not row.uid:
            row.uid = secrets.token_hex(8)
        return f"{row.__tablename__}:{self.column}:{row.uid}"


class HasUid:
    """A row with a random name of its own, to which sealed fields are bound."""

    uid: Mapped[str] = mapped_column(sa.String(16), unique=True, default=lambda: secrets.token_hex(8))


class Chained:
    """The parent of one history stream: the last sequence and hash stand here, so that a cut-off tail shows."""

    head_seq: Mapped[int] = mapped_column(sa.Integer, default=0)
    head_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), default=bytes(32))


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False}, disable_autonaming=True)


migrate = Migrate()


def key_ring() -> KeyRing:
    """The ring of the running desk."""
    ring: KeyRing = current_app.config["KEY_RING"]
    return ring


@contextmanager
def transaction() -> Iterator[None]:
    """Open a write transaction, commit it at the end or roll all of it back. Only edges call this; never nested.

    SQLite takes its write lock at the start (`BEGIN IMMEDIATE`), so a writer waits instead of failing half-way.
    """
    session = db.session
    if session.info.get("writing"):
        raise RuntimeError("transaction() inside transaction(): only the edge opens one")
    session.commit()
    session.info["writing"] = True
    try:
        with _turn():
            try:
                session.connection(execution_options={"huiyin_write": True})
                yield
                session.commit()
            except BaseException:
                session.rollback()
                raise
    finally:
        session.info["writing"] = False


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for one's turn to write to a SQLite file: the system's file lock serves in order, in all processes.

    SQLite itself lets writers sleep and try again, so that somebody would wait for a second under load.
    """
    file = db.engine.url.database if db.engine.dialect.name == "sqlite" else None
    if not file:
        yield
        return
    with open(f"{file}-turn", "ab") as queue:
        fcntl.flock(queue, fcntl.LOCK_EX)
        yield


PRAGMAS = (
    "journal_mode=WAL",
    "foreign_keys=ON",
    "busy_timeout=30000",
    "synchronous=FULL",
    "wal_autocheckpoint=8000",
)
"""What is set on each SQLite connection. The log is taken into the file when it holds 32 MB: everybody who writes waits
for that, and pages written often are taken over once."""


def prepare(engine: sa.Engine) -> None:
    """Set what every connection needs: on SQLite WAL, foreign keys, busy timeout, full sync and our own BEGIN."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        writing = connection.get_execution_options().get("huiyin_write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def init_app(app: Flask) -> None:
    """Bind the database and its migrations to the app."""
    db.init_app(app)
    migrate.init_app(
        app, db, directory=str(Path(__file__).parent / "migrations"), render_as_batch=True, compare_type=True
    )
    with app.app_context():
        prepare(db.engine)
