"""Callbacks, their attempts, and promises: what closes the loop."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..codes import Outcome, PromiseState, Result
from ..db import Id, code_of, db
from .complaints import Complaint
from .people import User


class Callback(db.Model):
    """A promised call back 回访. Its state is computed from the attempts (`callbacks.state_of`)."""

    __tablename__ = "callbacks"
    __table_args__ = (
        sa.Index("ix_callbacks_due", "settled_at", "promised_at"),
        sa.Index("ix_callbacks_next", "settled_at", "next_at", "complaint_id"),
    )

    id: Mapped[Id]
    complaint_id: Mapped[int] = mapped_column(sa.ForeignKey("complaints.id"), index=True)
    promised_at: Mapped[datetime]
    reason: Mapped[str]
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    created_at: Mapped[datetime]
    next_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]

    complaint: Mapped[Complaint] = relationship(backref="callbacks")
    attempts: Mapped[list["Attempt"]] = relationship(order_by="Attempt.at", back_populates="callback")


class Attempt(db.Model):
    """One try to reach the complainant; recorded whatever the guard says, a breach is marked."""

    __tablename__ = "attempts"
    __table_args__ = (
        sa.CheckConstraint("result IS NULL OR outcome = 'reached'", name="result_needs_reached"),
        sa.CheckConstraint("score IS NULL OR (score BETWEEN 1 AND 5 AND outcome = 'reached')", name="score"),
        sa.CheckConstraint("(outcome = 'asked_other_time') = (asked_for_at IS NOT NULL)", name="asked_for"),
    )

    id: Mapped[Id]
    callback_id: Mapped[int] = mapped_column(sa.ForeignKey("callbacks.id"), index=True)
    visit_id: Mapped[int] = mapped_column(sa.ForeignKey("visits.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    outcome: Mapped[Outcome] = mapped_column(code_of(Outcome))
    result: Mapped[Result | None] = mapped_column(code_of(Result))
    score: Mapped[int | None] = mapped_column(sa.Integer)
    words: Mapped[str | None]
    asked_for_at: Mapped[datetime | None]
    guard_breach: Mapped[str | None] = mapped_column(sa.String(40))

    callback: Mapped[Callback] = relationship(back_populates="attempts")
    by: Mapped[User] = relationship()


class Promise(db.Model):
    """What was promised, by whom, until when 承诺. Accepted proposals become promises."""

    __tablename__ = "promises"
    __table_args__ = (
        sa.CheckConstraint("(state = 'open') = (settled_at IS NULL)", name="settled"),
        sa.CheckConstraint("state NOT IN ('kept','renegotiated') OR evidence IS NOT NULL", name="evidence"),
        sa.Index("ix_promises_due", "owner_id", "state", "due_at"),
    )

    id: Mapped[Id]
    complaint_id: Mapped[int] = mapped_column(sa.ForeignKey("complaints.id"), index=True)
    visit_id: Mapped[int] = mapped_column(sa.ForeignKey("visits.id"))
    text: Mapped[str]
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    due_at: Mapped[datetime]
    state: Mapped[PromiseState] = mapped_column(code_of(PromiseState), default=PromiseState.OPEN)
    evidence: Mapped[str | None]
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]

    complaint: Mapped[Complaint] = relationship(backref="promises")
    owner: Mapped[User | None] = relationship()
