"""What people have typed and not saved yet."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ..db import HasUid, Id, Sealed, db


class Draft(HasUid, db.Model):
    """The text of one open form of one person, sealed: anything may stand in it.

    `place` says which form, `name` which opening of it: two windows on one form write two drafts. `turn` counts how
    often it was kept there. `based_on` is the version of the complaint that the form was made from.
    """

    __tablename__ = "drafts"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "place", "name", name="uq_drafts_place"),
        sa.Index("ix_drafts_saved_at", "saved_at"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"))
    place: Mapped[str] = mapped_column(sa.String(80))
    name: Mapped[str] = mapped_column(sa.String(16))
    turn: Mapped[int] = mapped_column(sa.Integer)
    based_on: Mapped[int | None] = mapped_column(sa.Integer)
    saved_at: Mapped[datetime]
    fields_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)

    fields = Sealed("fields")
    """The names and values of the form as a JSON list of pairs."""
