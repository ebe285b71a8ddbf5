"""What is swept in the background, and when it ran last."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ..db import db


class JobRun(db.Model):
    """One recurring job. `leased_until` is set while somebody runs it, so that no second runner does."""

    __tablename__ = "job_runs"
    __table_args__ = (sa.CheckConstraint("failures >= 0", name="failures"),)

    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    last_at: Mapped[datetime | None]
    next_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(sa.Integer, default=0)
    last_error: Mapped[str | None] = mapped_column(sa.String(200))
    leased_until: Mapped[datetime | None]
