"""Events, the texts they speak of, named streams and signed checkpoints. Triggers guard the events."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ..db import BigId, Chained, Id, db


class Event(db.Model):
    """One line of history: who did what when, in codes and digests only (decisions 4 and 5)."""

    __tablename__ = "events"
    __table_args__ = (sa.Index("ix_events_at", "at"),)

    stream: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    seq: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    kind: Mapped[str] = mapped_column(sa.String(40))
    data: Mapped[str]
    hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))


class EventText(db.Model):
    """A text that an event wrote, kept apart so that it can be erased while the chain still verifies."""

    __tablename__ = "event_texts"
    __table_args__ = (
        sa.ForeignKeyConstraint(["stream", "seq"], ["events.stream", "events.seq"], name="fk_event_texts_event"),
    )

    stream: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    seq: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    field: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    salt: Mapped[bytes] = mapped_column(sa.LargeBinary(16))
    body: Mapped[str | None]


class Ledger(Chained, db.Model):
    """A named stream that hangs on no row of its own (imports, tokens, jobs)."""

    __tablename__ = "ledgers"

    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)

    @property
    def stream(self) -> str:
        """The history stream of this ledger."""
        return f"ledger/{self.name}"


class Checkpoint(db.Model):
    """A signed statement of which heads stood at a moment."""

    __tablename__ = "checkpoints"

    id: Mapped[Id]
    at: Mapped[datetime]
    heads: Mapped[int] = mapped_column(sa.Integer)
    signature: Mapped[bytes] = mapped_column(sa.LargeBinary(32))


class CheckpointHead(db.Model):
    """One head that a checkpoint speaks of."""

    __tablename__ = "checkpoint_heads"

    checkpoint_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("checkpoints.id"), primary_key=True)
    stream: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    seq: Mapped[int] = mapped_column(sa.Integer)
    hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
