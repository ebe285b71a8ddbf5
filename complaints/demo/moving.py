"""Moves of a demo complaint: what `handling.move` writes when the gate is open."""

from datetime import datetime, time, timedelta
from typing import Any

from .. import callbacks
from ..codes import Disposition, NoteKind, PromiseState, Verdict
from ..models import Callback, Promise, User
from ..roles import Role
from ..steps import Move, Step
from .case import Case, Row, accepted, add_note, enter, on_table, record_fields
from .raising import assess


def advance(case: Case, given: dict[str, Any], *, reason: str | None = None, by: User, at: datetime) -> None:
    """Record fields of this step, if any, then go on to the next one; `reason` is the written refusal of a manager."""
    if given:
        record_fields(case, given, by=by, at=at)
    visit = case.visit
    declined = visit.step is Step.CONFIRM and visit.verdict is Verdict.REJECTS
    made = [_promise(case, row, at) for row in on_table(case)] if accepted(visit) else []
    _leave(case, Move.ADVANCE.value, reason, by=by, at=at)
    following = enter(case, visit.step.next, by=by, at=at)
    if following.step is Step.FOLLOW_UP:
        following.disposition = Disposition.DECLINED if declined else None
        _schedule(case, visit, made, by=by, at=at)
    data = {"from": visit.step.value, "to": following.step.value, "skipped": [], "promises": [row.id for row in made]}
    case.record("advanced", by=by, at=at, data=data, texts={"reason": reason})
    if declined and reason:
        add_note(case, NoteKind.LETTER, reason, by=by, at=at)


def send_back(case: Case, to: Step, *, reason: str | None = None, by: User, at: datetime) -> None:
    """Back to an earlier step: a rejection counts as an attempt, anything else needs a reason."""
    visit = case.visit
    rejected = visit.step is Step.CONFIRM and to is Step.PROPOSE and visit.verdict is Verdict.REJECTS
    case.complaint.attempt += rejected
    _leave(case, Move.RETURN.value, reason, by=by, at=at)
    enter(case, to, by=by, at=at)
    data = {"from": visit.step.value, "to": to.value, "rejected": rejected, "attempt": case.complaint.attempt}
    texts = {"reason": reason, "own_words": visit.own_words if rejected else None}
    case.record("sent_back", by=by, at=at, data=data, texts=texts)
    assess(case, at=at)


def withdraw(case: Case, own_words: str, *, by: User, at: datetime) -> None:
    """The complainant takes it back."""
    _end(case, Disposition.WITHDRAWN, "withdrawn", by=by, at=at)
    case.record("withdrawn", by=by, at=at, data={}, texts={"own_words": own_words})


def close(case: Case, given: dict[str, Any], *, reason: str | None = None, by: User, at: datetime) -> None:
    """Record the last fields and close."""
    record_fields(case, given, by=by, at=at)
    disposition = case.visit.disposition
    _end(case, disposition, "closed", by=by, at=at)
    data = {"disposition": disposition.value, "skipped": [], "root_cause_code": None}
    case.record("closed", by=by, at=at, data=data, texts={"reason": reason})


def reopen(case: Case, reason: str | None, *, by: User, at: datetime) -> None:
    """Open it again at `diagnose` with another handler of the team, or nobody when all have had it."""
    complaint = case.complaint
    before, complaint.owner_id = complaint.owner_id, _next_handler(case)
    complaint.closed_at = complaint.disposition = None
    complaint.reopened += 1
    complaint.attempt = 1
    if getattr(case.visit, "left_at", None) is None:
        _leave(case, Move.REOPEN.value, reason, by=by, at=at)
    enter(case, Step.DIAGNOSE, by=by, at=at)
    for clock in complaint.clocks:
        clock.stopped_at = None
    complaint.due_at = min(clock.due_at for clock in complaint.clocks)
    data = {"owner": complaint.owner_id, "owner_before": before, "reopened": complaint.reopened}
    case.record("reopened", by=by, at=at, data=data, texts={"reason": reason})


def schedule(case: Case, promised_at: datetime, reason: str, *, by: User, at: datetime) -> Row:
    """A callback that somebody promised on the phone."""
    row = _callback(case, promised_at, reason, by=by, at=at)
    data = {"callback": row.id, "promised_at": promised_at.isoformat()}
    case.record("callback_promised", by=by, at=at, data=data, texts={"reason": reason})
    return row


def make_promise(case: Case, text: str, due_at: datetime, at: datetime) -> Row:
    """A promise of the complaint's owner; the caller records the event."""
    row = case.add(
        Promise,
        complaint_id=case.complaint.id,
        visit_id=case.visit.id,
        text=text,
        owner_id=case.complaint.owner_id,
        due_at=due_at,
        state=PromiseState.OPEN,
        evidence=None,
        created_at=at,
        settled_at=None,
    )
    case.complaint.promises.append(row)
    return row


def _promise(case: Case, proposal: Row, at: datetime) -> Row:
    due_at = datetime.combine(proposal.due_on + timedelta(days=1), time(), case.desk.zone)
    return make_promise(case, proposal.text, due_at, at)


def _schedule(case: Case, confirmed: Row, made: list[Row], *, by: User, at: datetime) -> None:
    zone, language = case.desk.zone, case.complaint.language.value
    until = getattr(confirmed, "needs_time_until", None)
    if until is not None:
        asked_at = datetime.combine(until, callbacks.REPORT_AT, zone)
        _callback(case, asked_at, callbacks.ASK_REASON[language], by=by, at=at)
    if any(row.settled_at is None for row in case.complaint.callbacks):
        return
    last = max((row.due_at for row in made), default=at).astimezone(zone)
    day = last.date() if made else last.date() + timedelta(days=1)
    _callback(case, datetime.combine(day, callbacks.REPORT_AT, zone), callbacks.REPORT_REASON[language], by=by, at=at)


def _callback(case: Case, promised_at: datetime, reason: str, *, by: User, at: datetime) -> Row:
    row = case.add(
        Callback,
        complaint_id=case.complaint.id,
        promised_at=promised_at,
        next_at=promised_at,
        reason=reason,
        created_by_id=by.id,
        created_at=at,
        settled_at=None,
    )
    row.attempts, row.complaint = [], case.complaint
    case.complaint.callbacks.append(row)
    return row


def _leave(case: Case, how: str, reason: str | None, *, by: User, at: datetime) -> None:
    visit = case.visit
    visit.left_at, visit.left_by_id, visit.left_by_move, visit.left_reason = at, by.id, how, reason


def _end(case: Case, disposition: Disposition, how: str, *, by: User, at: datetime) -> None:
    complaint = case.complaint
    _leave(case, how, None, by=by, at=at)
    case.visit.disposition = complaint.disposition = disposition
    complaint.closed_at, complaint.due_at = at, None
    for clock in complaint.clocks:
        clock.stopped_at = clock.stopped_at or at
    for escalation in complaint.escalations:
        if escalation.open:
            escalation.settled_by_id, escalation.settled_at, escalation.open = by.id, at, False
    for callback in complaint.callbacks:
        callback.settled_at = callback.settled_at or at


def _next_handler(case: Case) -> int | None:
    complaint = case.complaint
    earlier = {complaint.owner_id, *(visit.entered_by_id for visit in complaint.visits)}
    crew = next(crew for crew in case.desk.crews if crew.manager.team_id == complaint.team_id)
    return next((user.id for user in crew.reps if user.role is Role.REP and user.id not in earlier), None)
