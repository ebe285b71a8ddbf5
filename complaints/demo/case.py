"""One demo complaint while its story is told: its rows, its history, and how it is opened and recorded.

Every act writes exactly the rows and the event that the verb of the same name in `handling` writes; the tests hold the
two beside each other. It is done in memory because twenty thousand stories through the verbs would take an hour.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from .. import clocks, complainants, redress
from ..codes import Channel, FactKind, Language, Line, Risk, Verdict
from ..history import digest
from ..importing.bulk import Chain
from ..models import Clock, Complainant, Complaint, Fact, Note, Proposal, Redress, User, Visit
from ..steps import Step
from .desk import Desk
from .persons import Person
from .texts import Offer

SOURCE = "demo"
Row = Any
"""A row in memory: the columns of its table as attributes, and the lists that a model would have."""


class Case:
    """A complaint as it stands, with everything that hangs on it; nothing is in the database until it is stored."""

    def __init__(self, desk: Desk, person: Person, **known: Any) -> None:
        self.desk, self.person = desk, person
        self._rows: list[tuple[type[Any], Row]] = []
        self.complaint = self.add(Complaint, **_BLANK | known)
        for name in ("clocks", "visits", "promises", "callbacks", "escalations", "redress", "notes", "signals"):
            setattr(self.complaint, name, [])
        self.complaint.fired = set()
        self.chain = Chain(f"complaint/{self.complaint.id}")

    @property
    def visit(self) -> Row:
        """The visit it is in, or was in last."""
        return self.complaint.visits[-1]

    @property
    def closed(self) -> bool:
        """Whether it ended."""
        return self.complaint.closed_at is not None

    def add(self, model: type[Any], **values: Any) -> Row:
        """A new row of `model`, with an id where it has one."""
        table = model.__table__
        row = SimpleNamespace(__tablename__=table.name, uid=None, **values)
        if "id" in table.c:
            row.id = self.desk.ids.next(model)
        self._rows.append((model, row))
        return row

    def record(
        self,
        kind: str,
        *,
        by: User,
        at: datetime,
        data: Mapping[str, Any] | None = None,
        texts: Mapping[str, str | None] | None = None,
    ) -> None:
        """Append one event to the history of this complaint."""
        self.chain.add(kind, by=by.id, at=at, data=data, texts=texts)

    def store(self) -> None:
        """Hand all rows to the desk's batch."""
        complaint = self.complaint
        complaint.head_seq, complaint.head_hash = self.chain.seq, self.chain.mark
        complaint.complainant_id = self.person.row_id
        for model, row in self._rows:
            self.desk.batch.add(model, values_of(model, row))
        self.desk.batch.close(self.chain)


@cache
def blank(table: sa.Table) -> dict[str, Any]:
    """A table's columns with what stands there when nothing is given."""
    return {
        column.name: getattr(column.default, "arg", None) if column.default and column.default.is_scalar else None
        for column in table.columns
    }


def values_of(model: type[Any], row: Row) -> dict[str, Any]:
    """A row as it is stored."""
    given = vars(row)
    return {name: given.get(name, default) for name, default in blank(model.__table__).items()}


def seal(model: type[Any], row: Row, field: str, plain: str) -> None:
    """Put a personal field into a row, sealed as the model seals it."""
    vars(model)[field].__set__(row, plain)


def open_case(case: Case, *, emotion: int | None, form_of_address: str | None, by: User, at: datetime) -> None:
    """Write what logging a complaint writes, up to the reading of what was said."""
    complaint = case.complaint
    if case.person.row_id is None:
        _store_person(case, at)
    enter(case, Step.SOOTHE, by=by, at=at)
    case.visit.emotion_arrival = complaint.emotion = emotion
    if form_of_address:
        seal(Visit, case.visit, "form_of_address", form_of_address)
    policy = clocks.answer_policy(complaint.line)
    complaint.due_at = clocks.due(policy, at, case.desk.zone)
    clock = case.add(
        Clock,
        complaint_id=complaint.id,
        kind=policy.kind,
        policy=policy.id,
        started_at=at,
        due_at=complaint.due_at,
        stopped_at=None,
    )
    complaint.clocks.append(clock)
    data = {name: getattr(complaint, name) for name in ("number", "cause", "emotion")}
    data |= {"line": complaint.line.value, "channel": complaint.channel.value, "policy": policy.id}
    data |= {"due_at": clock.due_at.isoformat(), "narrative": digest(complaint.narrative_salt, complaint.narrative)}
    case.record("complaint_opened", by=by, at=at, data=data)


def enter(case: Case, step: Step, *, by: User, at: datetime) -> Row:
    """A new visit to a step."""
    complaint = case.complaint
    visit = case.add(
        Visit,
        complaint_id=complaint.id,
        position=len(complaint.visits) + 1,
        step=step,
        attempt=complaint.attempt,
        entered_at=at,
        entered_by_id=by.id,
        skipped=[],
    )
    visit.uid = secrets.token_hex(8)
    visit.proposals = []
    complaint.visits.append(visit)
    complaint.step = step
    return visit


def record_fields(case: Case, given: dict[str, Any], *, by: User, at: datetime) -> None:
    """Record fields of the current visit, as `handling.edit` does; `facts` and `proposals` come as drawn."""
    visit, complaint = case.visit, case.complaint
    plain = dict(given)
    texts = {name: given[name] for name in TEXTS if name in given}
    if "facts" in plain:
        texts["facts"] = _keep_facts(case, plain.pop("facts"))
    if "proposals" in plain:
        texts["proposals"] = _keep_proposals(case, plain.pop("proposals"), by=by, at=at)
    if "form_of_address" in plain:
        seal(Visit, visit, "form_of_address", plain.pop("form_of_address"))
    visit.__dict__.update(plain)
    complaint.emotion = plain.get("emotion_now", complaint.emotion)
    complaint.demand = plain.get("demand", complaint.demand)
    complaint.cause = plain.get("cause", complaint.cause)
    data: dict[str, Any] = {"fields": sorted(given), "step": visit.step.value}
    if "cause" in given:
        data["cause"] = str(given["cause"])
    case.record("recorded", by=by, at=at, data=data, texts=texts)


def give_to(case: Case, owner: User, *, by: User, at: datetime) -> None:
    """A manager hands the complaint to somebody."""
    complaint = case.complaint
    data = {"fields": ["owner"], "step": case.visit.step.value, "owner": owner.id, "owner_before": complaint.owner_id}
    complaint.owner_id = owner.id
    case.record("recorded", by=by, at=at, data=data)


def add_note(case: Case, kind: Any, text: str, *, by: User, at: datetime) -> Row:
    """Keep a note and its event."""
    row = case.add(
        Note,
        complaint_id=case.complaint.id,
        kind=kind,
        text=text,
        salt=secrets.token_bytes(16),
        at=at,
        by_id=by.id,
    )
    case.complaint.notes.insert(0, row)
    case.record("noted", by=by, at=at, data={"note": row.id, "kind": kind.value, "text": digest(row.salt, text)})
    return row


def ask_for(case: Case, offer: Offer, *, by: User, at: datetime) -> Row:
    """Ask for approval of money above one's own limit."""
    row = case.add(
        Redress,
        complaint_id=case.complaint.id,
        kind=offer.kind,
        amount=offer.amount,
        reason=offer.reason,
        within_limit=False,
        requested_by_id=by.id,
        requested_at=at,
    )
    case.complaint.redress.append(row)
    data = {"redress": row.id, "amount": str(offer.amount), "kind": row.kind.value, "within_limit": False}
    case.record("redress_asked", by=by, at=at, data=data, texts={"reason": offer.reason})
    return row


def approve(case: Case, row: Row, *, by: User, at: datetime) -> None:
    """A manager approves the money."""
    row.decided_by_id, row.decided_at, row.approved = by.id, at, True
    case.record("redress_approved", by=by, at=at, data={"redress": row.id, "amount": str(row.amount)})


TEXTS = ("restatement", "demand", "own_words", "lesson", "root_cause")

_BLANK: dict[str, Any] = {
    "complainant": None,
    "channel": Channel.PHONE,
    "line": Line.GENERAL,
    "language": Language.ZH,
    "step": Step.SOOTHE,
    "attempt": 1,
    "demand": None,
    "emotion": None,
    "cause": None,
    "risk": Risk.LOW,
    "first_risk": Risk.LOW,
    "risk_score": 0,
    "escalation_level": 0,
    "reference_number": None,
    "reopened": 0,
    "closed_at": None,
    "disposition": None,
    "imported": False,
    "source": SOURCE,
    "complainant_id": None,
}


def _store_person(case: Case, at: datetime) -> None:
    person = case.person
    row = SimpleNamespace(__tablename__=Complainant.__tablename__, uid=None, created_at=at)
    row.id = case.desk.ids.next(Complainant)
    known = {"name": person.name, "phone": person.phone, "account": person.account}
    for field, plain in (known | {"form_of_address": person.form_of_address}).items():
        if plain:
            seal(Complainant, row, field, plain)
    row.__dict__.update(complainants.indexes(**known))
    case.desk.batch.add(Complainant, values_of(Complainant, row))
    person.row_id = row.id


def _keep_facts(case: Case, facts: list[tuple[FactKind, str]]) -> str:
    for position, (kind, text) in enumerate(facts, 1):
        case.add(Fact, visit_id=case.visit.id, position=position, kind=kind, text=text)
    return "\n".join(f"{kind.value}: {text}" for kind, text in facts)


def _keep_proposals(case: Case, offers: list[Offer], *, by: User, at: datetime) -> str:
    asked = {(row.kind, row.amount) for row in case.complaint.redress}
    for position, offer in enumerate(offers, 1):
        given = {name: getattr(offer, name) for name in ("text", "reason", "due_on", "amount", "kind")}
        case.visit.proposals.append(case.add(Proposal, visit_id=case.visit.id, position=position, **given))
        proposal: Any = case.visit.proposals[-1]
        if redress.exceeds(proposal, by) and (offer.kind, offer.amount) not in asked:
            ask_for(case, offer, by=by, at=at)
    return "\n".join(f"{offer.text} ({offer.reason})" for offer in offers)


def on_table(case: Case) -> list[Row]:
    """The proposals of the last visit to `propose`."""
    visits = [visit for visit in case.complaint.visits if visit.step is Step.PROPOSE]
    return visits[-1].proposals if visits else []


def accepted(visit: Row) -> bool:
    """Whether the complainant took what was offered."""
    return getattr(visit, "verdict", None) in (Verdict.ACCEPTS, Verdict.ACCEPTS_WITH_CONDITIONS)
