"""Ids taken before rows are written, so that rows can name each other and go to the database together."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from typing import Any

import sqlalchemy as sa

from .db import db

TAKEN = "taken_ids"


def kinds(named: tuple[type[Any], ...], several: tuple[type[Any], ...]) -> tuple[type[Any], ...]:
    """Which tables to take ids of: those whose rows are named before they are written, and those with several rows.

    PostgreSQL gives several rows of one statement their ids in order; SQLite would be asked row by row.
    """
    return named + several if db.engine.dialect.name == "sqlite" else named


def taking(*kinds: Any) -> list[sa.ColumnElement[int]]:
    """Columns by which a statement of the open write transaction takes the next id of each of these tables.

    SQLite has one writer at a time, so that what follows the highest id stays free; PostgreSQL asks its sequences.
    """
    return [_next(kind, db.engine.dialect.name) for kind in kinds]


@contextmanager
def given_out(ids: dict[type[Any], int]) -> Iterator[None]:
    """Give new rows of these tables the ids that were taken, until the block ends."""
    many = db.engine.dialect.name == "sqlite"
    db.session.info[TAKEN] = {kind: count(first) if many else iter((first,)) for kind, first in ids.items()}
    try:
        yield
    finally:
        del db.session.info[TAKEN]


def give(row: Any) -> bool:
    """Give a new row the id that was taken for it; False where none was, and the database gives one at the flush."""
    ids: Iterator[int] = db.session.info.get(TAKEN, {}).get(type(row), iter(()))
    row.id = next(ids, None)
    return row.id is not None


@cache
def _next(kind: type[Any], dialect: str) -> sa.ColumnElement[int]:
    if dialect == "sqlite":
        return sa.select(sa.func.coalesce(sa.func.max(kind.id), 0) + 1).scalar_subquery()
    return sa.func.nextval(sa.func.pg_get_serial_sequence(kind.__tablename__, "id"))
