"""Colleagues, teams, tokens and failed sign-ins."""

from datetime import datetime

import sqlalchemy as sa
from flask_login import UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..codes import Language, Line
from ..db import BigId, Chained, Codes, Id, code_of, db
from ..roles import Role


class Team(db.Model):
    """A group of colleagues under one manager or more."""

    __tablename__ = "teams"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(sa.String(60), unique=True)


class User(UserMixin, Chained, db.Model):
    """A colleague. `session_epoch` is carried by every sign-in: raising it signs out everywhere."""

    __tablename__ = "users"
    __table_args__ = (
        sa.CheckConstraint("role NOT IN ('rep','specialist','manager') OR team_id IS NOT NULL", name="team_needed"),
        sa.CheckConstraint("(role = 'system') = (password_hash IS NULL)", name="system_has_no_password"),
    )

    id: Mapped[Id]
    username: Mapped[str] = mapped_column(sa.String(40), unique=True)
    display_name: Mapped[str] = mapped_column(sa.String(40))
    role: Mapped[Role] = mapped_column(code_of(Role))
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("teams.id"))
    lines: Mapped[list[str]] = mapped_column(Codes, default=list)
    language: Mapped[Language] = mapped_column(code_of(Language), default=Language.ZH)
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    active: Mapped[bool] = mapped_column(default=True)
    session_epoch: Mapped[int] = mapped_column(sa.Integer, default=0)
    created_at: Mapped[datetime]

    team: Mapped[Team | None] = relationship(lazy="joined", innerjoin=False)

    @property
    def stream(self) -> str:
        """The history stream of this person."""
        return f"person/{self.id}"

    @property
    def initial(self) -> str:
        """What stands in the round mark: one Chinese character or two Latin initials."""
        name = self.display_name
        return name[:1] if not name.isascii() else "".join(part[0] for part in name.split()[:2]).upper()

    @property
    def is_active(self) -> bool:
        """Whether this person may sign in (Flask-Login)."""
        return self.active and self.role is not Role.SYSTEM

    def get_id(self) -> str:
        """Identity and epoch, kept in the signed cookie (Flask-Login)."""
        return f"{self.id}.{self.session_epoch}"

    def handles(self, line: Line) -> bool:
        """Whether this person works on `line`; no lines means all."""
        return not self.lines or line.value in self.lines


class Token(db.Model):
    """A bearer token of the API; only its digest is kept."""

    __tablename__ = "tokens"

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    digest: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    label: Mapped[str] = mapped_column(sa.String(60), default="")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="joined")


class SignInFailure(db.Model):
    """Wrong passwords for one account from one address (decision 18)."""

    __tablename__ = "sign_in_failures"

    account: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    address: Mapped[str] = mapped_column(sa.String(45), primary_key=True)
    failures: Mapped[int] = mapped_column(sa.Integer, default=0)
    last_at: Mapped[datetime]
    locked_until: Mapped[datetime | None]


class IdempotencyKey(db.Model):
    """The stored answer to a POST that carried an `Idempotency-Key`."""

    __tablename__ = "idempotency_keys"

    user_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("users.id"), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    digest: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    status: Mapped[int] = mapped_column(sa.Integer)
    body: Mapped[str]
    headers: Mapped[str]
    created_at: Mapped[datetime]
