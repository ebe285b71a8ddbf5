"""Money given."""

from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..codes import RedressKind
from ..db import Id, code_of, db
from .complaints import Complaint, Money


class Redress(db.Model):
    """Money given 补偿, in yuan: within one's own limit at once, above it after another person approved."""

    __tablename__ = "redress"
    __table_args__ = (
        sa.CheckConstraint("amount > 0", name="amount"),
        sa.CheckConstraint("(approved IS NULL) = (decided_at IS NULL)", name="decided"),
        sa.CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_by"),
        sa.CheckConstraint(
            "within_limit OR decided_by_id IS NULL OR decided_by_id <> requested_by_id", name="four_eyes"
        ),
    )

    id: Mapped[Id]
    complaint_id: Mapped[int] = mapped_column(sa.ForeignKey("complaints.id"), index=True)
    kind: Mapped[RedressKind] = mapped_column(code_of(RedressKind))
    amount: Mapped[Decimal] = mapped_column(Money)
    reason: Mapped[str]
    within_limit: Mapped[bool]
    requested_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    requested_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    approved: Mapped[bool | None]

    complaint: Mapped[Complaint] = relationship(backref="redress")
