"""Logging a complaint: who, what, where; read at once, numbered, clocked, assessed."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from .. import clocks, complainants, fields, numbering, search
from ..codes import N_, Channel, Language, Line, Risk
from ..db import db
from ..history import digest, record
from ..models import Complainant, Complaint, DayCounter, Escalation, Link, RuleFiring, Signal, User, Visit
from ..rights import allow, allows
from ..roles import Role
from ..steps import Step
from .assessing import read_and_assess
from .recording import known_cause, needs_of

FIELDS = frozenset(
    {
        "channel",
        "line",
        "language",
        "complainant",
        "narrative",
        "emotion",
        "demand",
        "cause",
        "needs",
        "reference_number",
        "restatement",
        "restatement_confirmed",
        "earlier",
    }
)
PERSON_FIELDS = ("name", "phone", "account", "form_of_address")
NOTHING_YET = ("signals", "firings", "promises", "redress", "escalations", "callbacks", "notes")
"""What a new complaint is known to have none of, so that nobody asks the database for it."""

NAMED, SEVERAL = (Complaint, Escalation), (RuleFiring, Signal)
"""What the history names before it is written, and what there may be several of: they get their ids beforehand."""

HANDLING_ROLES = (Role.REP, Role.SPECIALIST)


def open_complaint(given: dict[str, Any], *, by: User, at: datetime) -> Complaint:
    """Log a complaint: `{channel, line, complainant: {name, phone, …}, narrative, …}`.

    It belongs to the one who logs it, or to nobody yet when a manager does. Raises Invalid, NotAllowed.
    """
    allow(by, "log")
    fields.only(given, FIELDS)
    person = given.get("complainant") or {}
    if not isinstance(person, dict):
        raise fields.refuse("complainant", N_("Send an object with name and phone"))
    fields.only(person, PERSON_FIELDS, prefix="complainant.")
    told = complainants.read(**{name: person.get(name) for name in PERSON_FIELDS})
    complaint = _complaint(given, by=by, at=at)
    taken = _take(told, at=at)
    complaint.number = taken.number
    # Everything is written at once at the end: until then nothing may be read that would write half of it.
    with db.session.no_autoflush, numbering.given_out(taken.ids):
        numbering.give(complaint)
        complaint.complainant = complainants.known_or_new(told, taken.complainant, at=at)
        db.session.add(complaint)
        visit = _first_visit(complaint, given, person, by=by, at=at)
        clocks.start(complaint, at=at)
        _link(complaint, given.get("earlier"), by=by, at=at)
        texts = {"restatement": visit.restatement}
        record(complaint, "complaint_opened", by=by, at=at, data=_opened(complaint), texts=texts)
        read_and_assess(complaint, complaint.narrative, at=at)
        complaint.first_risk = complaint.risk
    db.session.flush()
    search.add(search.COMPLAINTS, complaint.id, search.text_of(complaint.narrative, complaint.demand))
    return complaint


def take_numbers(day: date, count: int) -> int:
    """Take `count` numbers of a day at once, under the day's row lock (decision 2); the last of them."""
    statement = _taking_numbers(db.engine.dialect.name)
    return int(db.session.execute(statement, {"on_day": day, "count": count}).scalar_one())


@dataclass(frozen=True)
class Taken:
    """What one statement took for a new complaint: its number, the next id by table, and who complains, if known."""

    number: str
    ids: dict[type[Any], int]
    complainant: Complainant | None


def _take(told: complainants.Told, *, at: datetime) -> Taken:
    """The next number of the local day, such as C20261122-0007, with what else a new complaint needs."""
    day, by = at.astimezone(clocks.desk_zone()).date(), complainants.known_by(told)
    kinds, given = numbering.kinds(NAMED, SEVERAL), {"on_day": day, "count": 1} | (told.indexes if by else {})
    last, known_id, *ids = db.session.execute(_taking(db.engine.dialect.name, by, kinds), given).one()
    person = db.session.get(Complainant, known_id) if known_id is not None else None
    return Taken(f"C{day:%Y%m%d}-{last:04d}", dict(zip(kinds, ids, strict=True)), person)


@cache
def _taking(dialect: str, by: str | None, kinds: Any) -> Any:
    """The statement of `_take`, for a complainant who is known by this index if at all."""
    person = complainants.known(by).with_only_columns(Complainant.id).scalar_subquery() if by else sa.null()
    return _taking_numbers(dialect).returning(person.label("known"), *numbering.taking(*kinds))


@cache
def _taking_numbers(dialect: str) -> Any:
    """The statement that takes `count` numbers of the day `on_day`; it returns the last of them."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    counters: Any = DayCounter.__table__
    count = sa.bindparam("count", type_=sa.Integer)
    statement = insert(counters).values(day=sa.bindparam("on_day"), last=count)
    set_to = {"last": counters.c.last + count}
    return statement.on_conflict_do_update(index_elements=["day"], set_=set_to).returning(counters.c.last)


def _complaint(given: dict[str, Any], *, by: User, at: datetime) -> Complaint:
    read = fields.text
    return Complaint(
        channel=fields.choice("channel", given.get("channel"), Channel, required=True),
        line=fields.choice("line", given.get("line"), Line, required=True),
        language=fields.choice("language", given.get("language"), Language) or by.language,
        narrative=read("narrative", given.get("narrative"), required=True),
        narrative_salt=secrets.token_bytes(16),
        emotion=fields.integer("emotion", given.get("emotion"), 0, 10),
        demand=read("demand", given.get("demand")),
        cause=known_cause("cause", given.get("cause")),
        needs=needs_of(given.get("needs")),
        reference_number=read("reference_number", given.get("reference_number")),
        step=Step.SOOTHE,
        attempt=1,
        risk=Risk.LOW,
        risk_score=0,
        escalation_level=0,
        reopened=0,
        imported=False,
        team_id=by.team_id,
        owner_id=by.id if by.role in HANDLING_ROLES else None,
        opened_by_id=by.id,
        opened_at=at,
        head_seq=0,
        head_hash=bytes(32),
        **{name: [] for name in NOTHING_YET},
    )


def _first_visit(
    complaint: Complaint, given: dict[str, Any], person: dict[str, Any], *, by: User, at: datetime
) -> Visit:
    visit = Visit(position=1, step=Step.SOOTHE, attempt=1, entered_at=at, entered_by_id=by.id)
    visit.form_of_address = fields.text("form_of_address", person.get("form_of_address"))
    visit.emotion_arrival = complaint.emotion
    visit.restatement = fields.text("restatement", given.get("restatement"))
    visit.restatement_confirmed = fields.boolean("restatement_confirmed", given.get("restatement_confirmed"))
    complaint.visits.append(visit)
    return visit


def _link(complaint: Complaint, number: Any, *, by: User, at: datetime) -> None:
    wanted = fields.text("earlier", number)
    if wanted is None:
        return
    earlier = db.session.scalar(sa.select(Complaint).where(Complaint.number == wanted))
    if earlier is None or not allows(by, "read", earlier):
        raise fields.refuse("earlier", N_("There is no complaint %(number)s"), number=wanted)
    db.session.add(Link(complaint_id=complaint.id, earlier_id=earlier.id, at=at))


def _opened(complaint: Complaint) -> dict[str, Any]:
    return {
        "number": complaint.number,
        "line": complaint.line.value,
        "channel": complaint.channel.value,
        "cause": complaint.cause,
        "emotion": complaint.emotion,
        "narrative": digest(complaint.narrative_salt, complaint.narrative),
        "policy": complaint.clocks[0].policy,
        "due_at": complaint.clocks[0].due_at.isoformat(),
    }
