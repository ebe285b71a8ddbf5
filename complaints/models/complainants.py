"""People who complain: everything about them sealed, with blind indexes for what is searched (decision 6)."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ..db import HasUid, Id, Sealed, db

BlindIndex = sa.LargeBinary(32)


class Complainant(HasUid, db.Model):
    """A complainant 投诉人. Indexes are written by `complainants.py`, together with the fields they stand for."""

    __tablename__ = "complainants"

    id: Mapped[Id]
    name_sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    phone_sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    account_sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    form_of_address_sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    name_index: Mapped[bytes | None] = mapped_column(BlindIndex, index=True)
    pinyin_index: Mapped[bytes | None] = mapped_column(BlindIndex, index=True)
    initials_index: Mapped[bytes | None] = mapped_column(BlindIndex, index=True)
    phone_index: Mapped[bytes | None] = mapped_column(BlindIndex, index=True)
    tail_index: Mapped[bytes | None] = mapped_column(BlindIndex, index=True)
    account_index: Mapped[bytes | None] = mapped_column(BlindIndex, index=True)
    created_at: Mapped[datetime]

    name = Sealed("name")
    phone = Sealed("phone")
    account = Sealed("account")
    form_of_address = Sealed("form_of_address")
