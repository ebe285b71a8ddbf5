"""Promises: made when proposals are accepted, kept, renegotiated or broken, each with its evidence."""

from datetime import date, datetime, time, timedelta
from typing import Any

from .clocks import desk_zone
from .codes import N_, PromiseState
from .db import db
from .errors import WrongStep
from .fields import choice, moment, text
from .history import record
from .models import Complaint, Promise, Proposal, User, Visit
from .rights import allow, must_be_live

SETTLED = (PromiseState.KEPT, PromiseState.RENEGOTIATED)


def make(complaint: Complaint, fields: dict[str, Any], *, by: User, at: datetime) -> Promise:
    """A promise `{text, due_at}` given on the phone. Raises Invalid, NotAllowed."""
    allow(by, "work", complaint)
    must_be_live(complaint)
    what = text("text", fields.get("text"), required=True, kind="reason")
    due_at = moment("due_at", fields.get("due_at"), required=True)
    promise = _add(complaint, complaint.visit, what, due_at, at)
    record(complaint, "promise_made", by=by, at=at, data={"promise": promise.id}, texts={"text": what})
    db.session.flush()
    return promise


def from_proposals(complaint: Complaint, visit: Visit, accepted: list[Proposal], *, at: datetime) -> list[Promise]:
    """Accepted proposals become promises, due at 24:00 local of their date; the move's event names them."""
    return [_add(complaint, visit, row.text, _midnight_after(row.due_on), at) for row in accepted if row.due_on]


def take_back(visit: Visit, *, made_at: datetime) -> None:
    """Undo the promises that leaving `visit` at that moment made; what was promised by word of mouth stands."""
    made = [row for row in visit.complaint.promises if row.visit_id == visit.id and row.created_at == made_at]
    for promise in made:
        visit.complaint.promises.remove(promise)
        db.session.delete(promise)


def settle(promise: Promise, fields: dict[str, Any], *, by: User, at: datetime) -> Promise:
    """`{state, evidence, due_at?}`: kept and renegotiated need evidence; a new `due_at` makes the promise anew.

    A broken promise may still be kept or renegotiated. Raises Invalid, NotAllowed, WrongStep.
    """
    complaint = promise.complaint
    allow(by, "work", complaint)
    if promise.state in SETTLED:
        raise WrongStep(N_("This promise has been settled already"))
    state = choice("state", fields.get("state"), PromiseState, required=True)
    evidence = text("evidence", fields.get("evidence"), required=state in SETTLED)
    again_at = moment("due_at", fields.get("due_at")) if state is PromiseState.RENEGOTIATED else None
    promise.state, promise.evidence = state, evidence
    promise.settled_at = None if state is PromiseState.OPEN else at
    again = _add(complaint, complaint.visit, promise.text, again_at, at) if again_at else None
    data = {"promise": promise.id, "state": state.value, "again": again.id if again else None}
    record(complaint, "promise_settled", by=by, at=at, data=data, texts={"evidence": evidence})
    db.session.flush()
    return promise


def broken_count(complaint: Complaint, *, at: datetime) -> int:
    """How many promises were broken or are open past their time."""
    return sum(
        promise.state is PromiseState.BROKEN or (promise.state is PromiseState.OPEN and promise.due_at < at)
        for promise in complaint.promises
    )


def _add(complaint: Complaint, visit: Visit, what: str, due_at: datetime, at: datetime) -> Promise:
    promise = Promise(
        complaint=complaint,
        visit_id=visit.id,
        text=what,
        owner_id=complaint.owner_id,
        due_at=due_at,
        state=PromiseState.OPEN,
        created_at=at,
    )
    db.session.add(promise)
    db.session.flush()
    return promise


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), desk_zone())
