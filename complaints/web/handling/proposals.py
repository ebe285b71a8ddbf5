"""The proposals of a step as rows: what is on record or typed, where its approval stands, and rows still empty."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import request
from flask_babel import gettext
from flask_login import current_user

from ... import fields, queries, redress
from ...codes import RedressKind
from ...errors import ComplaintError
from ...models import Complaint, Proposal, Redress
from ...rights import allows
from .. import i18n
from ..forms import DeskForm
from .step_forms import prefill, recorded, typed_row


@dataclass(frozen=True)
class ProposalLine:
    """One proposal in words beside its inputs; `is_open` shows the inputs at once."""

    number: int
    entry: Any
    is_open: bool
    text: str
    reason: str
    due: str
    amount: str
    icon: str
    state: str


def proposals_view(complaint: Complaint, form: DeskForm, at: datetime) -> dict[str, Any]:
    """Rows with something in them, empty rows that stand open, and spare ones that open on demand."""
    entries = list(form["proposals"])
    kept = [row for row in prefill(complaint.visit)["proposals"] if row]
    names = queries.names_of(row.decided_by_id for row in complaint.redress)
    empty = [entry for entry in entries if not typed_row(entry)]
    filled = [entry for entry in entries if typed_row(entry)]
    lines = [_line(number, entry, kept, complaint, names, at) for number, entry in enumerate(filled, 1)]
    open_rows = len(empty) - 1 if request.form.get("more") == "proposals" else int(not filled)
    return {
        "rows": lines,
        "new": empty[:open_rows],
        "spare": empty[open_rows:],
        "limits": _limits(),
        "carried": bool(kept) and not recorded(complaint.visit)["proposals"],
    }


def offers(form: DeskForm) -> list[Proposal]:
    """What the rows of a form offer, as far as it can be read; never stored."""
    rows = [row for row in map(typed_row, form["proposals"]) if row]
    return [Proposal(position=number, amount=_amount(row), kind=_kind(row)) for number, row in enumerate(rows, 1)]


def money_rows(complaint: Complaint, at: datetime) -> list[dict[str, Any]]:
    """Money asked for that this person may decide, or that no proposal of the visit shows."""
    offered = {(row.kind, row.amount) for row in complaint.visit.proposals}
    names = queries.names_of(row.decided_by_id for row in complaint.redress)
    rows = [(row, _may_decide(row)) for row in complaint.redress]
    return [
        {
            "id": row.id,
            "kind": row.kind,
            "reason": row.reason,
            "amount": f"{row.amount:.2f}",
            "state": _decision(row, names, at),
            "may": may,
        }
        for row, may in rows
        if may or (row.kind, row.amount) not in offered
    ]


def _line(
    number: int, entry: Any, kept: list[dict[str, str]], complaint: Complaint, names: dict[int, str], at: datetime
) -> ProposalLine:
    row = typed_row(entry)
    amount = _amount(row)
    icon, state = _approval(row, complaint, names, at)
    return ProposalLine(
        number=number,
        entry=entry,
        is_open=row not in kept or bool(entry.errors),
        text=row["text"],
        reason=row["reason"],
        due=_day(row["due_on"], at),
        amount="" if amount is None else f"{amount:.2f}",
        icon=icon,
        state=state,
    )


def _approval(row: dict[str, str], complaint: Complaint, names: dict[int, str], at: datetime) -> tuple[str, str]:
    offer = Proposal(amount=_amount(row), kind=_kind(row))
    if not offer.amount:
        return "", gettext("no money in it")
    asked = [money for money in complaint.redress if (money.kind, money.amount) == (offer.kind, offer.amount)]
    if asked:
        return _decision(asked[-1], names, at)
    if redress.exceeds(offer, current_user):
        return "circle-dashed", gettext("above your limit, goes to a manager once saved")
    return "check", gettext("within the limit")


def _decision(money: Redress, names: dict[int, str], at: datetime) -> tuple[str, str]:
    """Icon and words for where the approval stands."""
    if money.decided_at is None:
        return "hourglass", gettext("a manager, sent %(when)s", when=_sent(money.requested_at, at))
    if money.within_limit:
        return "check", gettext("within the limit")
    who = names.get(money.decided_by_id or 0, "")
    if money.approved:
        return "check", gettext("approved by %(who)s", who=who)
    return "x", gettext("refused by %(who)s", who=who)


def _may_decide(money: Redress) -> bool:
    undecided = money.decided_at is None and money.requested_by_id != current_user.id
    return undecided and allows(current_user, "approve_redress", money.complaint)


def _sent(moment: datetime, at: datetime) -> str:
    here = i18n.local(moment)
    return f"{here:%H:%M}" if here.date() == i18n.local(at).date() else i18n.day(moment, at)


def _limits() -> str:
    refund = redress.limit(current_user.role, RedressKind.REFUND)
    goodwill = redress.limit(current_user.role, RedressKind.GOODWILL)
    return gettext("Your limit: refund %(refund)s yuan, goodwill %(goodwill)s yuan", refund=refund, goodwill=goodwill)


def _amount(row: dict[str, str]) -> Decimal | None:
    try:
        return fields.money("amount", row["amount"])
    except ComplaintError:
        return None


def _kind(row: dict[str, str]) -> RedressKind:
    return RedressKind(row["kind"]) if row["kind"] in list(RedressKind) else RedressKind.REFUND


def _day(typed: str, at: datetime) -> str:
    try:
        return i18n.written_date(date.fromisoformat(typed), at)
    except ValueError:
        return typed
