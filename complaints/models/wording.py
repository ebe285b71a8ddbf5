"""Wording that was offered and used."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Id, db


class WordingOffer(db.Model):
    """A wording that stood on the page during a visit, and whether it was used."""

    __tablename__ = "wording_offers"
    __table_args__ = (sa.UniqueConstraint("visit_id", "wording_id", name="uq_wording_offers_once"),)

    id: Mapped[Id]
    complaint_id: Mapped[int] = mapped_column(sa.ForeignKey("complaints.id"), index=True)
    visit_id: Mapped[int] = mapped_column(sa.ForeignKey("visits.id"))
    wording_id: Mapped[str] = mapped_column(sa.String(80))
    offered_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
