"""The index on PostgreSQL: vectors of tokens under a GIN index, long texts in parts that overlap.

A vector keeps no place beyond 16,383 and 256 places of one token; parts of a few thousand tokens stay below both.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from .grams import GAP, Phrase

PART, OVERLAP = 4_000, 250
"""Tokens a part, and how many the next part repeats: more than the longest query has."""

Row = tuple[int, Sequence[str]]


def add(connection: sa.Connection, table: str, rows: Iterable[Row]) -> None:
    """Keep the tokens of new texts."""
    statement = sa.text(f"INSERT INTO {table} (id, part, grams) VALUES (:id, :part, CAST(:grams AS tsvector))")
    if given := [
        {"id": row_id, "part": number, "grams": _vector(part)}
        for row_id, tokens in rows
        for number, part in enumerate(_parts(tokens))
    ]:
        connection.execute(statement, given)


def remove(connection: sa.Connection, table: str, rows: Iterable[Row]) -> None:
    """Forget texts."""
    if given := [{"id": row_id} for row_id, _tokens in rows]:
        connection.execute(sa.text(f"DELETE FROM {table} WHERE id = :id"), given)


def clear(connection: sa.Connection, table: str) -> None:
    """Forget all texts of one sort."""
    connection.execute(sa.text(f"TRUNCATE {table}"))


def holds_any(connection: sa.Connection, table: str) -> bool:
    """Whether anything is indexed."""
    return connection.execute(sa.text(f"SELECT id FROM {table} LIMIT 1")).first() is not None


def matching(table: str, wanted: Sequence[Phrase]) -> sa.CompoundSelect[int]:
    """The ids of the texts in which all phrases stand, each in any part."""
    found = sa.table(table, sa.column("id", sa.BigInteger), sa.column("grams", TSVECTOR))
    queries = [" <-> ".join(phrase.tokens) + (":*" if phrase.prefix else "") for phrase in wanted]
    return sa.intersect(*(sa.select(found.c.id).where(found.c.grams.op("@@")(sa.cast(q, TSQUERY))) for q in queries))


def _parts(tokens: Sequence[str]) -> Iterator[Sequence[str]]:
    return (tokens[start : start + PART + OVERLAP] for start in range(0, max(len(tokens), 1), PART))


def _vector(tokens: Sequence[str]) -> str:
    places: dict[str, list[str]] = defaultdict(list)
    for place, token in enumerate(tokens, 1):
        if token != GAP:
            places[token].append(str(place))
    return " ".join(f"{token}:{','.join(found)}" for token, found in places.items())
