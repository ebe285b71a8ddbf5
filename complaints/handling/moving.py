"""Moves: the one guard on every path (form, bulk, API, CLI, import, rule, job) and what each move does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from .. import callbacks, clocks, escalations, promises, redress, steps
from ..codes import N_, Disposition, NoteKind, Result, Verdict
from ..db import db
from ..errors import GateClosed, NotAllowed, WrongStep
from ..fields import choice, refuse, text
from ..history import record
from ..models import Complaint, User, Visit
from ..rights import allow, allows, must_be_live
from ..steps import MOVES, NEVER_SKIPPED, REQUIRE_ESCALATION_AT, UNDO_SECONDS, Move, Requirement, Step
from .assessing import assess
from .noting import add_note
from .recording import edit, proposals_on_table
from .reopening import enter, leave, reopen

REJECTED_WHY = N_("They said no: send it back to propose")
DECLINE_WHY = N_("Write the refusal that goes to the complainant")
PARTLY_WHY = N_("It is solved in part only: say why it may close, or reopen it")
DECLINED_WHY = N_("A refused complaint closes as declined")


@dataclass(frozen=True)
class Call:
    """One asked-for move with everything it carries."""

    complaint: Complaint
    to: Step | None
    reason: str | None
    override: bool
    by: User
    at: datetime


def move(
    complaint: Complaint,
    name: str,
    *,
    to: str | None = None,
    fields: dict[str, Any] | None = None,
    reason: str | None = None,
    override: bool = False,
    by: User,
    at: datetime,
) -> Complaint:
    """Make a move, recording `fields` of the current visit first.

    Raises NotAllowed, WrongStep, Invalid, GateClosed (with what is missing). Nothing is kept when it raises, since the
    edge rolls back.
    """
    rule = MOVES[choice("move", name, Move, required=True)]
    _starts_here(complaint, rule)
    allow(by, rule.permission, complaint)
    given = dict(fields or {})
    own_words = given.pop("own_words", None) if rule.move is Move.WITHDRAW else None
    if given:
        edit(complaint, given, by=by, at=at)
    call = Call(
        complaint,
        choice("to", to, Step),
        text("own_words", own_words, required=True) if rule.move is Move.WITHDRAW else text("reason", reason),
        override,
        by,
        at,
    )
    MAKE[rule.move](call)
    db.session.flush()
    return complaint


def gate(complaint: Complaint, *, by: User) -> list[Requirement]:
    """What is missing before the complaint may leave the step it is in."""
    visit = complaint.visit
    return steps.missing(visit.step, record_of(visit, by=by))


def record_of(visit: Visit, *, by: User) -> dict[str, Any]:
    """This visit's record as the gate judges it."""
    complaint = visit.complaint
    known = {name: getattr(visit, name) for names in steps.VISIT_FIELDS.values() for name in names}
    known["facts"] = list(visit.facts)
    known["proposals"] = [
        {"text": row.text, "reason": row.reason, "due_on": row.due_on, "amount": row.amount} for row in visit.proposals
    ]
    known["awaiting_approval"] = redress.awaiting(complaint, visit.proposals, by)
    known["promises"] = [row.state.value for row in complaint.promises]
    known["callback"] = callbacks.of_visit(complaint, visit) if visit.step is Step.FOLLOW_UP else None
    return known


def may_undo(complaint: Complaint, *, by: User, at: datetime) -> bool:
    """Whether this person advanced it within the last minute."""
    left = _left_before(complaint)
    return (
        left is not None
        and left.left_by_id == by.id
        and left.left_at is not None
        and at - left.left_at <= timedelta(seconds=UNDO_SECONDS)
    )


def _advance(call: Call) -> None:
    visit = call.complaint.visit
    declined = visit.verdict is Verdict.REJECTS and visit.step is Step.CONFIRM
    if declined:
        _check_decline(call, visit)
    skipped = _pass_gate(call)
    made = promises.from_proposals(call.complaint, visit, _accepted(visit), at=call.at)
    following = enter(call.complaint, _next(visit), move=Move.ADVANCE, by=call.by, at=call.at, reason=call.reason)
    db.session.flush()
    if following.step is Step.FOLLOW_UP:
        following.disposition = Disposition.DECLINED if declined else None
        callbacks.schedule_answer(call.complaint, visit, by=call.by, at=call.at)
        callbacks.schedule_report(call.complaint, made, by=call.by, at=call.at)
    visit.skipped = skipped
    data = {
        "from": visit.step.value,
        "to": following.step.value,
        "skipped": skipped,
        "promises": [row.id for row in made],
    }
    record(call.complaint, "advanced", by=call.by, at=call.at, data=data, texts={"reason": call.reason})
    if declined:
        add_note(call.complaint, {"text": call.reason, "kind": NoteKind.LETTER.value}, by=call.by, at=call.at)


def _send_back(call: Call) -> None:
    visit = call.complaint.visit
    if call.to is None or call.to not in visit.step.earlier:
        raise refuse("to", N_("Choose an earlier step"))
    rejected = visit.step is Step.CONFIRM and call.to is Step.PROPOSE and visit.verdict is Verdict.REJECTS
    if rejected:
        text("own_words", visit.own_words, required=True)
        call.complaint.attempt += 1
    elif call.reason is None and may_undo(call.complaint, by=call.by, at=call.at) and visit.step.earlier[-1] is call.to:
        return _undo(call, visit, _left_before(call.complaint))
    elif call.reason is None:
        raise refuse("reason", N_("Write why it goes back"))
    enter(call.complaint, call.to, move=Move.RETURN, by=call.by, at=call.at, reason=call.reason)
    data = {"from": visit.step.value, "to": call.to.value, "rejected": rejected, "attempt": call.complaint.attempt}
    texts = {"reason": call.reason, "own_words": visit.own_words if rejected else None}
    record(call.complaint, "sent_back", by=call.by, at=call.at, data=data, texts=texts)
    assess(call.complaint, at=call.at)
    return None


def _undo(call: Call, visit: Visit, before: Visit | None) -> None:
    if before is None:
        raise WrongStep()
    leave(visit, "undo", by=call.by, at=call.at)
    promises.take_back(before, made_at=visit.entered_at)
    callbacks.take_back(call.complaint, visit)
    before.left_at = before.left_by_id = before.left_by_move = before.left_reason = None
    call.complaint.step = before.step
    data = {"from": visit.step.value, "to": before.step.value}
    record(call.complaint, "move_undone", by=call.by, at=call.at, data=data)


def _withdraw(call: Call) -> None:
    _end(call, Disposition.WITHDRAWN, "withdrawn", texts={"own_words": call.reason}, data={})


def _close(call: Call) -> None:
    visit = call.complaint.visit
    refused = any(row.step is Step.CONFIRM and row.verdict is Verdict.REJECTS for row in _last_confirm(call.complaint))
    if refused and visit.disposition not in (None, Disposition.DECLINED):
        raise refuse("disposition", DECLINED_WHY)
    result = callbacks.last_result(call.complaint, visit)
    if result is Result.PARTLY:
        allow(call.by, "reopen", call.complaint)
        if call.reason is None:
            raise refuse("reason", PARTLY_WHY)
    skipped = _pass_gate(call)
    visit.skipped = skipped
    disposition = visit.disposition
    if disposition is None:
        raise GateClosed(fields={"disposition": N_("Choose how it ended")})
    data = {"disposition": disposition.value, "skipped": skipped, "root_cause_code": visit.root_cause_code}
    _end(call, disposition, "closed", data=data, texts={"reason": call.reason})


def _reopen(call: Call) -> None:
    if call.reason is None:
        raise refuse("reason", N_("Write why it is opened again"))
    reopen(call.complaint, reason=call.reason, by=call.by, at=call.at)


MAKE: dict[Move, Callable[[Call], None]] = {
    Move.ADVANCE: _advance,
    Move.RETURN: _send_back,
    Move.WITHDRAW: _withdraw,
    Move.CLOSE: _close,
    Move.REOPEN: _reopen,
}


def _starts_here(complaint: Complaint, rule: steps.MoveRule) -> None:
    if complaint.imported or not rule.ended_sources:
        must_be_live(complaint)
    if complaint.step not in (rule.ended_sources if complaint.closed else rule.sources):
        raise WrongStep(N_("This move does not start from this step"), fields={"move": N_("Choose another move")})


def _pass_gate(call: Call) -> list[str]:
    lacking = gate(call.complaint, by=call.by)
    if not lacking:
        return []
    if call.override:
        return _skip(call, lacking)
    raise GateClosed(fields={row.field: row.why for row in lacking})


def _skip(call: Call, lacking: list[Requirement]) -> list[str]:
    allow(call.by, "override", call.complaint)
    if call.complaint.owner_id == call.by.id:
        raise NotAllowed(N_("Somebody else opens the gate of your own complaint"))
    if call.reason is None:
        raise refuse("reason", N_("Write why the gate is skipped"))
    firm = {row.field: row.why for row in lacking if row.field in NEVER_SKIPPED}
    if firm:
        raise GateClosed(fields=firm)
    return [row.field for row in lacking]


def _check_decline(call: Call, visit: Visit) -> None:
    if call.complaint.attempt < REQUIRE_ESCALATION_AT or not allows(call.by, "decline", call.complaint):
        raise GateClosed(fields={"verdict": REJECTED_WHY})
    if call.reason is None:
        raise GateClosed(fields={"reason": DECLINE_WHY})


def _next(visit: Visit) -> Step:
    following = visit.step.next
    if following is None:
        raise WrongStep(N_("This move does not start from this step"))
    return following


def _accepted(visit: Visit) -> list[Any]:
    if visit.step is not Step.CONFIRM or visit.verdict not in (Verdict.ACCEPTS, Verdict.ACCEPTS_WITH_CONDITIONS):
        return []
    offered = proposals_on_table(visit)
    return [row for row in offered if not visit.accepted_proposals or row.position in visit.accepted_proposals]


def _end(
    call: Call, disposition: Disposition, kind: str, *, data: dict[str, Any], texts: dict[str, str | None]
) -> None:
    complaint, visit = call.complaint, call.complaint.visit
    visit.disposition = disposition
    leave(visit, kind, by=call.by, at=call.at)
    complaint.closed_at, complaint.disposition = call.at, disposition
    clocks.stop(complaint, at=call.at)
    escalations.settle_all(complaint, by=call.by, at=call.at)
    callbacks.settle_all(complaint, at=call.at)
    record(complaint, kind, by=call.by, at=call.at, data=data, texts=texts)


def _left_before(complaint: Complaint) -> Visit | None:
    current = complaint.visit
    earlier = [row for row in complaint.visits if row.position < current.position and row.left_by_move != "undo"]
    before = earlier[-1] if earlier else None
    return before if before is not None and before.left_by_move == Move.ADVANCE.value else None


def _last_confirm(complaint: Complaint) -> list[Visit]:
    return [row for row in complaint.visits if row.step is Step.CONFIRM and row.left_by_move == Move.ADVANCE.value][-1:]
