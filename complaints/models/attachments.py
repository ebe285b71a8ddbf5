"""Files that came with a complaint: name and content sealed, bound to their row."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import HasUid, Id, Sealed, db
from .complaints import Complaint


class Attachment(HasUid, db.Model):
    """A kept file 附件. `content` is the file in base64; read it through `attachments.content_of`."""

    __tablename__ = "attachments"
    __table_args__ = (sa.CheckConstraint("size > 0", name="size"),)

    id: Mapped[Id]
    complaint_id: Mapped[int] = mapped_column(sa.ForeignKey("complaints.id"), index=True)
    filename_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    content_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    media_type: Mapped[str] = mapped_column(sa.String(40))
    size: Mapped[int] = mapped_column(sa.Integer)
    salt: Mapped[bytes] = mapped_column(sa.LargeBinary(16))
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))

    filename = Sealed("filename")
    content = Sealed("content")

    complaint: Mapped[Complaint] = relationship(backref="attachments")
