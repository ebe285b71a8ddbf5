"""Escalations: proposed by a person or a rule, then accepted, taken over, handed back, raised or settled."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Id, db
from .complaints import Complaint
from .people import User


class Escalation(db.Model):
    """A complaint raised to level 1–3 with its SCR brief. Each state is a pair of who and when."""

    __tablename__ = "escalations"
    __table_args__ = (
        sa.CheckConstraint("level BETWEEN 1 AND 3", name="level"),
        sa.CheckConstraint("(accepted_at IS NULL) = (accepted_by_id IS NULL)", name="accepted"),
        sa.CheckConstraint("(taken_over_at IS NULL) = (taken_over_by_id IS NULL)", name="taken_over"),
        sa.CheckConstraint("(handed_back_at IS NULL) = (handed_back_by_id IS NULL)", name="handed_back"),
        sa.CheckConstraint("handed_back_at IS NULL OR advice IS NOT NULL", name="advice_needed"),
        sa.CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled"),
        sa.Index("ix_escalations_open", "settled_at", "handed_back_at", "level", "due_at"),
    )

    id: Mapped[Id]
    complaint_id: Mapped[int] = mapped_column(sa.ForeignKey("complaints.id"), index=True)
    level: Mapped[int] = mapped_column(sa.Integer)
    reason: Mapped[str]
    rule: Mapped[str | None] = mapped_column(sa.String(16))
    rule_version: Mapped[int | None] = mapped_column(sa.Integer)
    situation: Mapped[str]
    complication: Mapped[str]
    resolution: Mapped[str]
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    proposed_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    accepted_at: Mapped[datetime | None]
    taken_over_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    taken_over_at: Mapped[datetime | None]
    owner_before_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    handed_back_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    handed_back_at: Mapped[datetime | None]
    advice: Mapped[str | None]
    settled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    settled_at: Mapped[datetime | None]
    raised_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("escalations.id"))

    complaint: Mapped[Complaint] = relationship(backref="escalations")
    proposed_by: Mapped[User] = relationship(foreign_keys=[proposed_by_id])
    accepted_by: Mapped[User | None] = relationship(foreign_keys=[accepted_by_id])
    taken_over_by: Mapped[User | None] = relationship(foreign_keys=[taken_over_by_id])
    handed_back_by: Mapped[User | None] = relationship(foreign_keys=[handed_back_by_id])

    @property
    def state(self) -> str:
        """proposed, accepted, taken_over, handed_back or settled: the latest thing that happened."""
        for name in ("settled", "handed_back", "taken_over", "accepted"):
            if getattr(self, f"{name}_at") is not None:
                return name
        return "proposed"

    @property
    def open(self) -> bool:
        """Neither handed back nor settled."""
        return self.handed_back_at is None and self.settled_at is None

    @property
    def holder_id(self) -> int | None:
        """Who looks at it now, or None."""
        return (self.taken_over_by_id or self.accepted_by_id) if self.open else None
