"""The complaint, its visits to steps, what was recorded there, notes and links."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..codes import Channel, Disposition, FactKind, Language, Line, NoteKind, RedressKind, Risk, Verdict
from ..db import BigId, Chained, Codes, HasUid, Id, Sealed, code_of, db
from ..steps import Step
from .complainants import Complainant
from .people import Team, User

Money = sa.Numeric(12, 2)
EMOTION = "BETWEEN 0 AND 10"


class DayCounter(db.Model):
    """The last number given on a day of the desk's zone; its row lock makes numbers unique (decision 2)."""

    __tablename__ = "day_counters"

    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(sa.Integer)


class Complaint(Chained, db.Model):
    """A complaint 投诉. Step, escalation level, disposition and lateness are four separate things.

    Imported history has no step: it stands outside gates, clocks and counts (decision 15). `changed_at` is when the
    desk last wrote something about it; what came in bulk has none yet.
    """

    __tablename__ = "complaints"
    __table_args__ = (
        sa.CheckConstraint("(closed_at IS NULL) = (disposition IS NULL) OR imported", name="closed_has_disposition"),
        sa.CheckConstraint("(step IS NULL) = imported", name="imported_has_no_step"),
        sa.CheckConstraint("attempt >= 1", name="attempt"),
        sa.CheckConstraint("risk_score BETWEEN 0 AND 100", name="risk_score"),
        sa.CheckConstraint("escalation_level BETWEEN 0 AND 3", name="escalation_level"),
        sa.CheckConstraint(f"emotion {EMOTION}", name="emotion"),
        sa.UniqueConstraint("source", "external_ref", name="uq_complaints_source_external_ref"),
        sa.Index("ix_complaints_open", "team_id", "closed_at", "due_at"),
        sa.Index("ix_complaints_owner", "owner_id", "closed_at", "due_at"),
        sa.Index("ix_complaints_opened", "opened_at"),
        sa.Index("ix_complaints_team_facets", "team_id", "imported", "closed_at", "step", "risk", "line", "owner_id"),
        sa.Index("ix_complaints_owner_facets", "owner_id", "imported", "closed_at", "team_id", "step", "risk", "line"),
        sa.Index("ix_complaints_cause", "cause", "opened_at"),
    )

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(sa.String(24), unique=True)
    line: Mapped[Line] = mapped_column(code_of(Line))
    channel: Mapped[Channel] = mapped_column(code_of(Channel))
    language: Mapped[Language] = mapped_column(code_of(Language), default=Language.ZH)
    step: Mapped[Step | None] = mapped_column(code_of(Step))
    attempt: Mapped[int] = mapped_column(sa.Integer, default=1)
    cause: Mapped[str | None] = mapped_column(sa.String(16))
    needs: Mapped[list[str]] = mapped_column(Codes, default=list)
    demand: Mapped[str | None]
    narrative: Mapped[str]
    narrative_salt: Mapped[bytes] = mapped_column(sa.LargeBinary(16))
    emotion: Mapped[int | None] = mapped_column(sa.Integer)
    risk: Mapped[Risk] = mapped_column(code_of(Risk), default=Risk.LOW)
    first_risk: Mapped[Risk] = mapped_column(code_of(Risk, "first_risk"), default=Risk.LOW)
    risk_score: Mapped[int] = mapped_column(sa.Integer, default=0)
    escalation_level: Mapped[int] = mapped_column(sa.Integer, default=0)
    reference_number: Mapped[str | None] = mapped_column(sa.String(60))
    reopened: Mapped[int] = mapped_column(sa.Integer, default=0)
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("teams.id"))
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    complainant_id: Mapped[int | None] = mapped_column(sa.ForeignKey("complainants.id"), index=True)
    opened_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    disposition: Mapped[Disposition | None] = mapped_column(code_of(Disposition))
    changed_at: Mapped[datetime | None] = mapped_column(index=True)
    imported: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str | None] = mapped_column(sa.String(40))
    external_ref: Mapped[str | None] = mapped_column(sa.String(80))

    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    opened_by: Mapped[User] = relationship(foreign_keys=[opened_by_id])
    team: Mapped[Team | None] = relationship()
    complainant: Mapped[Complainant | None] = relationship()
    visits: Mapped[list["Visit"]] = relationship(order_by="Visit.position", back_populates="complaint")
    notes: Mapped[list["Note"]] = relationship(order_by="Note.at.desc()")

    __mapper_args__ = {"version_id_col": Chained.head_seq, "version_id_generator": False}

    def hand_to(self, owner_id: int | None) -> None:
        """Give it to somebody, by id, or to nobody; who owned it before is forgotten with the row that was read."""
        self.owner_id = owner_id
        db.session.expire(self, ["owner"])

    @property
    def stream(self) -> str:
        """The history stream of this complaint."""
        return f"complaint/{self.id}"

    @property
    def etag(self) -> str:
        """The strong version tag: it changes with every event and with nothing else."""
        return f'"{self.number}.{self.head_seq}"'

    @property
    def closed(self) -> bool:
        """Whether it ended."""
        return self.closed_at is not None

    @property
    def live(self) -> bool:
        """Neither ended nor imported history: it can still be worked on."""
        return self.closed_at is None and not self.imported

    @property
    def visit(self) -> "Visit":
        """The visit it is in now; for a closed complaint the one it ended in, never one that was undone."""
        stayed = [row for row in self.visits if row.left_by_move != "undo"]
        return next((row for row in reversed(stayed) if row.left_at is None), stayed[-1])


class Visit(HasUid, db.Model):
    """One stay at one step: entered, left, by whom, which attempt, and what was recorded."""

    __tablename__ = "visits"
    __table_args__ = (
        sa.UniqueConstraint("complaint_id", "position", name="uq_visits_position"),
        sa.Index(
            "uq_visits_open",
            "complaint_id",
            unique=True,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        ),
        sa.CheckConstraint("(left_at IS NULL) = (left_by_move IS NULL)", name="left"),
        sa.CheckConstraint("left_at IS NULL OR left_at >= entered_at", name="left_after_entered"),
        sa.CheckConstraint(f"emotion_arrival {EMOTION}", name="emotion_arrival"),
        sa.CheckConstraint(f"emotion_now {EMOTION}", name="emotion_now"),
        sa.CheckConstraint("attempt >= 1", name="attempt"),
    )

    id: Mapped[Id]
    complaint_id: Mapped[int] = mapped_column(sa.ForeignKey("complaints.id"))
    position: Mapped[int] = mapped_column(sa.Integer)
    step: Mapped[Step] = mapped_column(code_of(Step))
    attempt: Mapped[int] = mapped_column(sa.Integer, default=1)
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    left_at: Mapped[datetime | None]
    left_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    left_by_move: Mapped[str | None] = mapped_column(sa.String(16))
    left_reason: Mapped[str | None]
    skipped: Mapped[list[str]] = mapped_column(Codes, default=list)

    form_of_address_sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    emotion_arrival: Mapped[int | None] = mapped_column(sa.Integer)
    emotion_now: Mapped[int | None] = mapped_column(sa.Integer)
    restatement: Mapped[str | None]
    restatement_confirmed: Mapped[bool | None]
    demand: Mapped[str | None]
    cause: Mapped[str | None] = mapped_column(sa.String(16))
    summary_read_back: Mapped[bool | None]
    verdict: Mapped[Verdict | None] = mapped_column(code_of(Verdict))
    needs_time_until: Mapped[date | None]
    own_words: Mapped[str | None]
    appeal_told: Mapped[bool | None]
    accepted_proposals: Mapped[list[int] | None] = mapped_column(Codes)
    lesson: Mapped[str | None]
    root_cause: Mapped[str | None]
    root_cause_code: Mapped[str | None] = mapped_column(sa.String(16))
    disposition: Mapped[Disposition | None] = mapped_column(code_of(Disposition))

    form_of_address = Sealed("form_of_address")

    complaint: Mapped[Complaint] = relationship(back_populates="visits")
    facts: Mapped[list["Fact"]] = relationship(order_by="Fact.position", cascade="all, delete-orphan")
    proposals: Mapped[list["Proposal"]] = relationship(order_by="Proposal.position", cascade="all, delete-orphan")
    entered_by: Mapped[User] = relationship(foreign_keys=[entered_by_id])
    left_by: Mapped[User | None] = relationship(foreign_keys=[left_by_id])


class Fact(db.Model):
    """A statement noted at `diagnose`, marked fact, view or promise."""

    __tablename__ = "facts"

    visit_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("visits.id"), primary_key=True)
    position: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    kind: Mapped[FactKind] = mapped_column(code_of(FactKind))
    text: Mapped[str]


class Proposal(db.Model):
    """What the desk offers, why, until when, and the money in it, in yuan."""

    __tablename__ = "proposals"
    __table_args__ = (
        sa.CheckConstraint("amount IS NULL OR amount >= 0", name="amount"),
        sa.CheckConstraint("(amount IS NULL) = (kind IS NULL)", name="amount_has_kind"),
    )

    visit_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("visits.id"), primary_key=True)
    position: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    text: Mapped[str]
    reason: Mapped[str]
    due_on: Mapped[date | None]
    amount: Mapped[Decimal | None] = mapped_column(Money)
    kind: Mapped[RedressKind | None] = mapped_column(code_of(RedressKind))


class Note(db.Model):
    """Something written down about a complaint; never changed, erased only as a whole."""

    __tablename__ = "notes"

    id: Mapped[Id]
    complaint_id: Mapped[int] = mapped_column(sa.ForeignKey("complaints.id"), index=True)
    kind: Mapped[NoteKind] = mapped_column(code_of(NoteKind))
    text: Mapped[str]
    salt: Mapped[bytes] = mapped_column(sa.LargeBinary(16))
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))

    by: Mapped[User] = relationship()


class Link(db.Model):
    """This complaint follows an earlier one of the same person."""

    __tablename__ = "links"
    __table_args__ = (sa.CheckConstraint("complaint_id <> earlier_id", name="not_itself"),)

    complaint_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("complaints.id"), primary_key=True)
    earlier_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("complaints.id"), primary_key=True)
    at: Mapped[datetime]

    earlier: Mapped[Complaint] = relationship(foreign_keys=[earlier_id])
