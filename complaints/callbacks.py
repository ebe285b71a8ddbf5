"""Callbacks: scheduled, tried, reached or exhausted; their state is computed from the attempts (contract "Writing")."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from . import contact
from .clocks import desk_zone
from .codes import N_, NoteKind, Outcome, Result, Verdict
from .db import db
from .fields import choice, integer, moment, refuse, text
from .history import record
from .models import Attempt, Callback, Complaint, Promise, User, Visit
from .rights import allow, must_be_live

TRIES, DAYS, PARTS = 3, 2, 2
"""Exhausted = three attempts on two days and in two parts of the day, then a written notice."""

REPORT_AT = time(10)
REPORT_REASON = {"zh": "告知处理结果，先问解决了没有", "en": "Report the result and ask first whether it is solved"}
ASK_REASON = {"zh": "对方要时间考虑，约好这天问答复", "en": "They asked for time; ask for their answer on this day"}


def schedule(complaint: Complaint, fields: dict[str, Any], *, by: User, at: datetime) -> Callback:
    """Promise a call back: `{promised_at, reason}`. Raises Invalid, NotAllowed."""
    allow(by, "work", complaint)
    must_be_live(complaint)
    promised_at = moment("promised_at", fields.get("promised_at"), required=True)
    if promised_at < at:
        raise refuse("promised_at", N_("Choose a time that has not passed"))
    reason = text("reason", fields.get("reason"), required=True)
    callback = _add(complaint, promised_at, reason, by=by, at=at)
    record(complaint, "callback_promised", by=by, at=at, data=_data(callback), texts={"reason": reason})
    db.session.flush()
    return callback


def schedule_report(complaint: Complaint, promises: Sequence[Promise], *, by: User, at: datetime) -> Callback | None:
    """The callback that reports the result, the morning after the last promise; none if one is open already.

    It belongs to the move that enters follow up, whose event names it.
    """
    if any(row.settled_at is None for row in complaint.callbacks):
        return None
    last = max((row.due_at for row in promises), default=at).astimezone(desk_zone())
    day = last.date() if promises else last.date() + timedelta(days=1)
    promised_at = datetime.combine(day, REPORT_AT, desk_zone())
    return _add(complaint, promised_at, REPORT_REASON[complaint.language.value], by=by, at=at)


def schedule_answer(complaint: Complaint, visit: Visit, *, by: User, at: datetime) -> Callback | None:
    """The callback that asks for an answer on the day the complainant named, if they still need that time."""
    if visit.verdict is not Verdict.NEEDS_TIME or visit.needs_time_until is None:
        return None
    promised_at = datetime.combine(visit.needs_time_until, REPORT_AT, desk_zone())
    return _add(complaint, promised_at, ASK_REASON[complaint.language.value], by=by, at=at)


def add_attempt(callback: Callback, fields: dict[str, Any], *, by: User, at: datetime) -> Attempt:
    """Record what happened: `{outcome, at?, result?, score?, words?, asked_for_at?}`. Never refused for lawfulness:

    a call outside the guard is recorded and marked. What follows from the result is the caller's. Raises Invalid.
    """
    complaint = callback.complaint
    outcome = choice("outcome", fields.get("outcome"), Outcome, required=True)
    happened_at = moment("at", fields.get("at")) or at
    if happened_at > at + timedelta(minutes=5):
        raise refuse("at", N_("An attempt cannot be in the future"))
    result = choice("result", fields.get("result"), Result)
    score = integer("score", fields.get("score"), 1, 5)
    for name, value in (("result", result), ("score", score)):
        if value is not None and outcome is not Outcome.REACHED:
            raise refuse(name, N_("Only a reached complainant can say this"))
    guard = refusal(callback, at=happened_at)
    attempt = Attempt(
        visit_id=complaint.visit.id,
        at=happened_at,
        by_id=by.id,
        outcome=outcome,
        result=result,
        score=score,
        words=text("words", fields.get("words")),
        asked_for_at=_asked_for(outcome, fields),
        guard_breach=guard.rule if guard else None,
    )
    callback.attempts.append(attempt)
    db.session.flush()
    _plan_next(callback, attempt, at)
    db.session.flush()
    return attempt


def refusal(callback: Callback, *, at: datetime) -> contact.Refusal | None:
    """What the contact guard says of a call at `at`; None when it may go out."""
    return contact.refusal([row.at for row in callback.attempts], at=at, zone=desk_zone())


def may_call_at(callback: Callback, *, at: datetime) -> datetime | None:
    """The next moment at which this call is due and lawful, `at` if that is now; None when only a letter may go."""
    refused = refusal(callback, at=at)
    if refused is not None and refused.next_at is None:
        return None
    lawful = refused.next_at if refused is not None and refused.next_at is not None else at
    return max(callback.next_at, lawful, at)


def state_of(callback: Callback) -> str:
    """reached, exhausted, awaiting_notice (tried enough, the letter is missing), trying or due."""
    return _state(callback, callback.attempts)


def place_of(callback: Callback, *, at: datetime) -> str:
    """Where an open callback stands on the desk: exhausted (tried enough, to be checked), agreed (waits for a later
    day that they named) or due."""
    if tried_enough(callback):
        return "exhausted"
    last, zone = callback.attempts[-1] if callback.attempts else None, desk_zone()
    named = last is not None and last.outcome is Outcome.ASKED_OTHER_TIME
    later = callback.next_at.astimezone(zone).date() > at.astimezone(zone).date()
    return "agreed" if named and later else "due"


def tried_enough(callback: Callback) -> bool:
    """Three attempts, on two days, in two parts of the day."""
    return _enough([row.at for row in callback.attempts])


def of_visit(complaint: Complaint, visit: Visit) -> str | None:
    """How the callbacks of a follow-up visit stand by the attempts made during it: reached, exhausted or None."""
    states = {
        _state(callback, [row for row in callback.attempts if row.visit_id == visit.id])
        for callback in complaint.callbacks
    }
    return next((name for name in ("reached", "exhausted") if name in states), None)


def last_result(complaint: Complaint, visit: Visit) -> Result | None:
    """What the complainant said last during a visit."""
    told = [
        attempt
        for callback in complaint.callbacks
        for attempt in callback.attempts
        if attempt.visit_id == visit.id and attempt.result is not None
    ]
    return max(told, key=lambda row: row.at).result if told else None


def take_back(complaint: Complaint, visit: Visit) -> None:
    """Undo the callbacks that entering `visit` scheduled, unless somebody tried them already."""
    for callback in [row for row in complaint.callbacks if row.created_at == visit.entered_at and not row.attempts]:
        complaint.callbacks.remove(callback)
        db.session.delete(callback)


def settle_all(complaint: Complaint, *, at: datetime) -> None:
    """Take every callback of an ended complaint off the due list."""
    for callback in complaint.callbacks:
        callback.settled_at = callback.settled_at or at


def _add(complaint: Complaint, promised_at: datetime, reason: str, *, by: User, at: datetime) -> Callback:
    callback = Callback(
        complaint=complaint,
        promised_at=promised_at,
        next_at=promised_at,
        reason=reason,
        created_by_id=by.id,
        created_at=at,
    )
    db.session.add(callback)
    db.session.flush()
    return callback


def _plan_next(callback: Callback, attempt: Attempt, at: datetime) -> None:
    if attempt.outcome is Outcome.REACHED:
        callback.settled_at = at
    elif attempt.asked_for_at is not None:
        callback.next_at = attempt.asked_for_at
    else:
        tries = [row.at for row in callback.attempts]
        callback.next_at = contact.next_try(attempt.at, tries, zone=desk_zone())


def _asked_for(outcome: Outcome, fields: dict[str, Any]) -> datetime | None:
    if outcome is not Outcome.ASKED_OTHER_TIME:
        return None
    return moment("asked_for_at", fields.get("asked_for_at"), required=True)


def _state(callback: Callback, attempts: Sequence[Attempt]) -> str:
    if any(row.outcome is Outcome.REACHED for row in attempts):
        return "reached"
    enough_at = _enough_at(sorted(row.at for row in attempts))
    if enough_at is None:
        return "trying" if attempts else "due"
    return "exhausted" if _notice_since(callback.complaint, enough_at) else "awaiting_notice"


def _enough_at(tries: Sequence[datetime]) -> datetime | None:
    """When the tries became enough: three, on two days, in two parts of the day."""
    return next((last for count, last in enumerate(tries, 1) if _enough(tries[:count])), None)


def _enough(tries: Sequence[datetime]) -> bool:
    zone = desk_zone()
    days = {moment.astimezone(zone).date() for moment in tries}
    parts = {contact.part_of_day(moment, zone) for moment in tries} - {None}
    return len(tries) >= TRIES and len(days) >= DAYS and len(parts) >= PARTS


def _notice_since(complaint: Complaint, moment: datetime) -> bool:
    return any(note.kind is NoteKind.LETTER and note.at >= moment for note in complaint.notes)


def _data(callback: Callback) -> dict[str, Any]:
    return {"callback": callback.id, "promised_at": callback.promised_at.isoformat()}
