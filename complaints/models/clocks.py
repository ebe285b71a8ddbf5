"""Time limits."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Id, db
from .complaints import Complaint


class Clock(db.Model):
    """A running or stopped time limit 时限; whether it is late is always computed, never stored."""

    __tablename__ = "clocks"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('regulatory','service')", name="kind"),
        sa.CheckConstraint("due_at > started_at", name="due"),
    )

    id: Mapped[Id]
    complaint_id: Mapped[int] = mapped_column(sa.ForeignKey("complaints.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(16))
    policy: Mapped[str] = mapped_column(sa.String(40))
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]

    complaint: Mapped[Complaint] = relationship(backref="clocks")
