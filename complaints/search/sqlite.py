"""The index on SQLite: one contentless FTS5 table for each sort of text, its rowid being the id of what is indexed."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from .grams import Phrase

Row = tuple[int, Sequence[str]]


def add(connection: sa.Connection, table: str, rows: Iterable[Row]) -> None:
    """Keep the tokens of new texts."""
    if given := [{"id": row_id, "grams": " ".join(tokens)} for row_id, tokens in rows]:
        connection.execute(sa.text(f"INSERT INTO {table} (rowid, grams) VALUES (:id, :grams)"), given)


def remove(connection: sa.Connection, table: str, rows: Iterable[Row]) -> None:
    """Forget texts; a contentless table wants to be told the tokens it was given."""
    statement = sa.text(f"INSERT INTO {table} ({table}, rowid, grams) VALUES ('delete', :id, :grams)")
    if given := [{"id": row_id, "grams": " ".join(tokens)} for row_id, tokens in rows]:
        connection.execute(statement, given)


def clear(connection: sa.Connection, table: str) -> None:
    """Forget all texts of one sort."""
    connection.execute(sa.text(f"INSERT INTO {table} ({table}) VALUES ('delete-all')"))


def holds_any(connection: sa.Connection, table: str) -> bool:
    """Whether anything is indexed."""
    return connection.execute(sa.text(f"SELECT rowid FROM {table} LIMIT 1")).first() is not None


def matching(table: str, wanted: Sequence[Phrase]) -> sa.Select[int]:
    """The ids of the texts in which all phrases stand."""
    match = " AND ".join(f'"{" ".join(phrase.tokens)}"{" *" if phrase.prefix else ""}' for phrase in wanted)
    found = sa.table(table, sa.column("rowid", sa.Integer))
    return sa.select(found.c.rowid).where(sa.literal_column(table).op("MATCH")(match))
