"""Money given: asked for, within one's own limit at once, above it decided by another person."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from .codes import N_, RedressKind
from .db import db
from .errors import NotAllowed, WrongStep
from .fields import choice, money, refuse, text
from .history import record
from .models import Complaint, Proposal, Redress, User
from .rights import allow, must_be_live
from .roles import GOODWILL_LIMIT, REFUND_LIMIT, Role

NOTHING = Decimal(0)


def limit(role: Role, kind: RedressKind) -> Decimal:
    """What a role may promise alone, in yuan."""
    return (REFUND_LIMIT if kind is RedressKind.REFUND else GOODWILL_LIMIT).get(role, NOTHING)


def request(complaint: Complaint, fields: dict[str, Any], *, by: User, at: datetime) -> Redress:
    """Ask for money: `{amount, kind, reason}`; within one's limit it is approved. Raises Invalid, NotAllowed."""
    allow(by, "work", complaint)
    must_be_live(complaint)
    amount = money("amount", fields.get("amount"))
    if not amount:
        raise refuse("amount", N_("Write an amount such as 75.00"))
    kind = choice("kind", fields.get("kind", RedressKind.REFUND), RedressKind, required=True)
    reason = text("reason", fields.get("reason"), required=True)
    return _ask(complaint, amount, kind, reason, by=by, at=at)


def decide(redress: Redress, approved: bool, *, by: User, at: datetime) -> Redress:
    """Approve or refuse what somebody else asked for, whatever the amount. Raises NotAllowed, WrongStep."""
    allow(by, "approve_redress", redress.complaint)
    if redress.requested_by_id == by.id:
        raise NotAllowed(N_("Somebody else decides what you asked for"))
    if redress.decided_at is not None:
        raise WrongStep(N_("This has been decided already"))
    redress.decided_by_id, redress.decided_at, redress.approved = by.id, at, approved
    event = "redress_approved" if approved else "redress_refused"
    record(redress.complaint, event, by=by, at=at, data={"redress": redress.id, "amount": str(redress.amount)})
    db.session.flush()
    return redress


def ask_for_proposals(complaint: Complaint, proposals: list[Proposal], *, by: User, at: datetime) -> None:
    """Ask for approval of each proposal above the limit of the one who makes it, once per amount and kind."""
    asked = {(row.kind, row.amount) for row in complaint.redress if row.approved is not False}
    for proposal in proposals:
        amount, kind = proposal.amount, proposal.kind
        if amount and kind and amount > limit(by.role, kind) and (kind, amount) not in asked:
            _ask(complaint, amount, kind, proposal.reason or proposal.text, by=by, at=at)


def exceeds(proposal: Proposal, person: User) -> bool:
    """Whether the money in a proposal is above what this person may promise alone."""
    return bool(proposal.amount and proposal.kind and proposal.amount > limit(person.role, proposal.kind))


def awaiting(complaint: Complaint, proposals: list[Proposal], person: User) -> list[Proposal]:
    """The proposals above this person's limit that no approval covers yet."""
    approved = [row for row in complaint.redress if row.approved]
    return [
        proposal
        for proposal in proposals
        if exceeds(proposal, person)
        and not any(row.kind is proposal.kind and row.amount >= (proposal.amount or NOTHING) for row in approved)
    ]


def _ask(complaint: Complaint, amount: Decimal, kind: RedressKind, reason: str, *, by: User, at: datetime) -> Redress:
    within = amount <= limit(by.role, kind)
    redress = Redress(
        complaint=complaint,
        kind=kind,
        amount=amount,
        reason=reason,
        within_limit=within,
        requested_by_id=by.id,
        requested_at=at,
    )
    if within:
        redress.decided_by_id, redress.decided_at, redress.approved = by.id, at, True
    db.session.add(redress)
    db.session.flush()
    data = {"redress": redress.id, "amount": str(amount), "kind": kind.value, "within_limit": within}
    record(complaint, "redress_asked", by=by, at=at, data=data, texts={"reason": reason})
    db.session.flush()
    return redress
