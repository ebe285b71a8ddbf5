"""Signals read from texts and the rules that fired on them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..codes import Risk
from ..db import Codes, Id, code_of, db
from .complaints import Complaint


class Signal(db.Model):
    """A signal R01…R32 at a span of the narrative, of a note or of a callback's words; the words stay there."""

    __tablename__ = "signals"
    __table_args__ = (
        sa.CheckConstraint("start_at < end_at", name="span"),
        sa.CheckConstraint("note_id IS NULL OR attempt_id IS NULL", name="one_source"),
        sa.CheckConstraint("polarity IN ('asserted','denied','quoted','hypothetical','third_party')", name="polarity"),
    )

    id: Mapped[Id]
    complaint_id: Mapped[int] = mapped_column(sa.ForeignKey("complaints.id"), index=True)
    note_id: Mapped[int | None] = mapped_column(sa.ForeignKey("notes.id"))
    attempt_id: Mapped[int | None] = mapped_column(sa.ForeignKey("attempts.id"))
    code: Mapped[str] = mapped_column(sa.String(8))
    severity: Mapped[str] = mapped_column(sa.String(4))
    polarity: Mapped[str] = mapped_column(sa.String(16))
    start_at: Mapped[int] = mapped_column(sa.Integer)
    end_at: Mapped[int] = mapped_column(sa.Integer)

    complaint: Mapped[Complaint] = relationship(backref="signals")


class RuleFiring(db.Model):
    """A rule that fired on a complaint: which version, when, what it asked for. Once per rule and version."""

    __tablename__ = "rule_firings"
    __table_args__ = (sa.UniqueConstraint("complaint_id", "rule", "version", name="uq_rule_firings_once"),)

    id: Mapped[Id]
    complaint_id: Mapped[int] = mapped_column(sa.ForeignKey("complaints.id"))
    rule: Mapped[str] = mapped_column(sa.String(16))
    version: Mapped[int] = mapped_column(sa.Integer)
    at: Mapped[datetime]
    risk: Mapped[Risk | None] = mapped_column(code_of(Risk))
    level: Mapped[int | None] = mapped_column(sa.Integer)
    codes: Mapped[list[str]] = mapped_column(Codes, default=list)

    complaint: Mapped[Complaint] = relationship(backref="firings")
