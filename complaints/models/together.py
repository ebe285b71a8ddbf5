"""Who has which complaint open, and the lists people keep for themselves or their team."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import BigId, Id, db
from .people import User


class Presence(db.Model):
    """Somebody who has a complaint open, seen last at `seen_at`."""

    __tablename__ = "presences"
    __table_args__ = (sa.Index("ix_presences_complaint", "complaint_id", "seen_at"),)

    person_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    complaint_id: Mapped[int] = mapped_column(
        BigId, sa.ForeignKey("complaints.id", ondelete="CASCADE"), primary_key=True
    )
    seen_at: Mapped[datetime]

    person: Mapped[User] = relationship()


class SavedView(db.Model):
    """A list under its filters, with a name; seen by its owner, or by a whole team when it has one."""

    __tablename__ = "saved_views"
    __table_args__ = (sa.UniqueConstraint("person_id", "name", name="uq_saved_views_name"),)

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"))
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("teams.id", ondelete="SET NULL"), index=True)
    name: Mapped[str] = mapped_column(sa.String(40))
    arguments: Mapped[str]
    created_at: Mapped[datetime]

    person: Mapped[User] = relationship()
