"""What the verbs call: keep, change and find texts, in the transaction that writes them."""

from collections.abc import Callable, Iterator
from itertools import islice
from types import ModuleType
from typing import Any

import sqlalchemy as sa

from ..db import db
from ..models import Complaint, Note
from . import postgresql, sqlite
from .grams import Phrase, phrases, tokens

COMPLAINTS, NOTES = "complaint_grams", "note_grams"

CHUNK = 2_000
"""Texts read and written at once while the index is built anew."""


def add(table: str, row_id: int, text: str) -> None:
    """Keep a new text, written in the transaction that is open."""
    add_all(table, [(row_id, text)])


def add_all(table: str, texts: list[tuple[int, str]]) -> None:
    """Keep many new texts."""
    _store().add(db.session.connection(), table, ((row_id, tokens(text)) for row_id, text in texts))


def replace(table: str, row_id: int, before: str, after: str) -> None:
    """Keep what a text became; `before` is what was kept of it."""
    if before != after:
        _store().remove(db.session.connection(), table, [(row_id, tokens(before))])
        add(table, row_id, after)


def clear(table: str) -> None:
    """Forget all texts of one sort."""
    _store().clear(db.session.connection(), table)


def text_of(narrative: str, demand: str | None) -> str:
    """What is searched of a complaint: what was told, and what is asked for."""
    return f"{narrative}\n{demand}" if demand else narrative


def complaint_ids(words: str) -> sa.Select[Any] | None:
    """The ids of complaints in which every word of the query stands: in the complaint itself, or in one note.

    None when the query holds nothing that could be found.
    """
    wanted = phrases(words)
    return _matching(wanted) if wanted else None


def empty() -> bool:
    """Whether there are complaints and none of them is indexed."""
    if _store().holds_any(db.session.connection(), COMPLAINTS):
        return False
    return db.session.scalar(sa.select(Complaint.id).limit(1)) is not None


def rebuild(tell: Callable[[int, int], None]) -> int:
    """Index everything anew, newest first; `tell(done, of)` after each chunk. The number of texts."""
    of = sum(db.session.scalar(sa.select(sa.func.count(model.id))) or 0 for model in (Complaint, Note))
    done = 0
    for table, texts in ((COMPLAINTS, _complaints()), (NOTES, _notes())):
        clear(table)
        while chunk := list(islice(texts, CHUNK)):
            add_all(table, chunk)
            done += len(chunk)
            tell(done, of)
    return done


def _matching(wanted: list[Phrase]) -> sa.Select[Any]:
    store = _store()
    in_notes = sa.select(Note.complaint_id).where(Note.id.in_(store.matching(NOTES, wanted)))
    # Materialized: PostgreSQL would else walk the complaints from the newest on, looking for a rare word in each.
    found = sa.union(store.matching(COMPLAINTS, wanted), in_notes).cte("found").prefix_with("MATERIALIZED")
    return sa.select(found.c[0])


def _complaints() -> Iterator[tuple[int, str]]:
    query = sa.select(Complaint.id, Complaint.narrative, Complaint.demand).order_by(Complaint.id.desc())
    for row_id, narrative, demand in db.session.execute(query.execution_options(yield_per=CHUNK)):
        yield row_id, text_of(narrative, demand)


def _notes() -> Iterator[tuple[int, str]]:
    query = sa.select(Note.id, Note.text).order_by(Note.id.desc())
    for row in db.session.execute(query.execution_options(yield_per=CHUNK)):
        yield row.id, row.text


def _store() -> ModuleType:
    return postgresql if db.engine.dialect.name == "postgresql" else sqlite
