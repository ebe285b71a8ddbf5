"""Verifying history: every chain from its first event to the head on its parent, every text, every checkpoint."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from .codes import N_
from .db import db, key_ring
from .history import canonical, digest, link
from .models import Checkpoint, CheckpointHead, Complaint, Event, EventText, Ledger, Note, User

MARGIN = timedelta(minutes=15)
"""A checkpoint looks back over the last one by more than any transaction lasts, so that no head slips through."""

START = bytes(32)

PARENTS = (("complaint", Complaint.id, Complaint), ("person", User.id, User), ("ledger", Ledger.name, Ledger))
"""Whose rows carry a head, under which prefix of the stream."""


@dataclass(frozen=True)
class Finding:
    """One thing that does not add up: which stream, which sequence, and what is wrong, a message id with its values."""

    stream: str
    seq: int
    message: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def what(self) -> str:
        """What is wrong, in English."""
        return self.message % self.values

    def __str__(self) -> str:
        return f"{self.stream} event {self.seq}: {self.what}"


def verify() -> list[Finding]:
    """The first fault of every broken stream, then of texts and checkpoints; empty when all adds up."""
    return [*_chains(), *_texts(), *_complaint_texts(), *_notes(), *_checkpoints()]


def checkpoint(*, at: datetime) -> Checkpoint:
    """Sign the heads that moved since the last checkpoint."""
    last = db.session.scalar(sa.select(sa.func.max(Checkpoint.at)))
    query = sa.select(Event.stream, sa.func.max(Event.seq)).group_by(Event.stream)
    if last is not None:
        query = query.where(Event.at >= last - MARGIN)
    newest = query.subquery()
    heads = db.session.execute(
        sa.select(Event.stream, Event.seq, Event.hash)
        .join(newest, sa.and_(Event.stream == newest.c.stream, Event.seq == newest.c[1]))
        .order_by(Event.stream)
    ).all()
    statement = Checkpoint(
        at=at, heads=len(heads), signature=_signature(at, [(stream, seq, mark) for stream, seq, mark in heads])
    )
    db.session.add(statement)
    db.session.flush()
    rows = [{"checkpoint_id": statement.id, "stream": stream, "seq": seq, "hash": mark} for stream, seq, mark in heads]
    if rows:
        db.session.execute(sa.insert(CheckpointHead), rows)
    return statement


def _chains() -> Iterator[Finding]:
    heads = _heads()
    stream, seq, before, broken = "", 0, START, False
    query = sa.select(Event).order_by(Event.stream, Event.seq).execution_options(yield_per=2000)
    for event in db.session.scalars(query):
        if event.stream != stream:
            yield from _at_end(stream, seq, before, broken, heads)
            stream, seq, before, broken = event.stream, 0, START, False
        if broken:
            continue
        fault = _fault(event, seq, before)
        if fault:
            yield fault
            broken = True
        seq, before = event.seq, event.hash
        db.session.expunge(event)
    yield from _at_end(stream, seq, before, broken, heads)
    for missing, (head_seq, _mark) in heads.items():
        if head_seq:
            yield Finding(missing, 1, N_("removed: the whole stream is gone"))


def _fault(event: Event, seq: int, before: bytes) -> Finding | None:
    if event.seq != seq + 1:
        missing = N_("removed or reordered: %(number)s should come here")
        return Finding(event.stream, event.seq, missing, {"number": seq + 1})
    expected = link(before, event.stream, event.seq, event.at, event.actor_id, event.kind, event.data)
    changed = Finding(event.stream, event.seq, N_("changed: its content does not fit its hash"))
    return None if expected == event.hash else changed


def _at_end(stream: str, seq: int, mark: bytes, broken: bool, heads: dict[str, tuple[int, bytes]]) -> Iterator[Finding]:
    if not stream:
        return
    head = heads.pop(stream, None)
    if broken:
        return
    if head is None:
        yield Finding(stream, seq, N_("its parent row is gone"))
    elif head != (seq, mark):
        yield Finding(stream, seq + 1, N_("cut off: the parent knows %(number)s events"), {"number": head[0]})


def _heads() -> dict[str, tuple[int, bytes]]:
    found: dict[str, tuple[int, bytes]] = {}
    for prefix, key, table in PARENTS:
        for name, seq, mark in db.session.execute(sa.select(key, table.head_seq, table.head_hash)):
            found[f"{prefix}/{name}"] = (seq, mark)
    return found


def _texts() -> Iterator[Finding]:
    query = (
        sa.select(EventText, Event.data)
        .join(Event, sa.and_(Event.stream == EventText.stream, Event.seq == EventText.seq))
        .where(EventText.body.is_not(None))
        .execution_options(yield_per=2000)
    )
    for row, data in db.session.execute(query):
        if f'"{row.field}":"{digest(row.salt, row.body or "")}"' not in data:
            yield Finding(
                row.stream, row.seq, N_("the text of %(field)s does not fit its digest"), {"field": row.field}
            )


def _complaint_texts() -> Iterator[Finding]:
    stream = sa.literal("complaint/") + sa.cast(Complaint.id, sa.Text)
    opened = (
        sa.select(Complaint.id, Complaint.narrative_salt, Complaint.narrative, Event.data)
        .join(Event, sa.and_(Event.stream == stream, Event.seq == 1))
        .execution_options(yield_per=2000)
    )
    for complaint_id, salt, narrative, data in db.session.execute(opened):
        if f'"narrative":"{digest(salt, narrative)}"' not in data:
            yield Finding(f"complaint/{complaint_id}", 1, N_("the narrative does not fit its digest"))


def _notes() -> Iterator[Finding]:
    stream = sa.literal("complaint/") + sa.cast(Note.complaint_id, sa.Text)
    named = Event.data.contains(sa.literal('"note":') + sa.cast(Note.id, sa.Text) + sa.literal(","))
    noted = (
        sa.select(Note.complaint_id, Note.salt, Note.text, Event.data, Event.seq)
        .join(Event, sa.and_(Event.stream == stream, Event.kind == "noted", named))
        .execution_options(yield_per=2000)
    )
    for complaint_id, salt, text, data, seq in db.session.execute(noted):
        if f'"text":"{digest(salt, text)}"' not in data:
            yield Finding(f"complaint/{complaint_id}", seq, N_("the note does not fit its digest"))


def _checkpoints() -> Iterator[Finding]:
    for statement in db.session.scalars(sa.select(Checkpoint).order_by(Checkpoint.id)):
        heads = db.session.execute(
            sa.select(CheckpointHead.stream, CheckpointHead.seq, CheckpointHead.hash, Event.hash)
            .outerjoin(Event, sa.and_(Event.stream == CheckpointHead.stream, Event.seq == CheckpointHead.seq))
            .where(CheckpointHead.checkpoint_id == statement.id)
            .order_by(CheckpointHead.stream)
        ).all()
        if _signature(statement.at, [(stream, seq, mark) for stream, seq, mark, _ in heads]) != statement.signature:
            yield Finding(f"checkpoint/{statement.id}", 0, N_("its signature does not fit"))
        for stream, seq, mark, found in heads:
            if mark != found:
                yield Finding(
                    stream, seq, N_("differs from what checkpoint %(number)s signed"), {"number": statement.id}
                )


def _signature(at: datetime, heads: list[tuple[str, int, bytes]]) -> bytes:
    lines = [canonical({"at": at.isoformat()}), *(f"{stream} {seq} {mark.hex()}" for stream, seq, mark in heads)]
    return key_ring().sign("\n".join(lines).encode())
