"""Callbacks, promises and notes of a demo complaint: what `callbacks`, `promises` and `handling` write."""

from datetime import datetime
from typing import Any

from .. import contact
from ..codes import NoteKind, Outcome, PromiseState, Result
from ..models import Attempt, User
from .case import Case, Row, add_note
from .moving import make_promise, reopen
from .raising import hear


def try_call(case: Case, callback: Row, outcome: Outcome, *, by: User, at: datetime, **said: Any) -> Row:
    """Record an attempt: `said` may hold result, score, words, asked_for_at. Not solved opens the complaint again."""
    guard = contact.refusal([row.at for row in callback.attempts], at=at, zone=case.desk.zone)
    attempt = case.add(
        Attempt,
        callback_id=callback.id,
        visit_id=case.visit.id,
        at=at,
        by_id=by.id,
        outcome=outcome,
        guard_breach=guard.rule if guard else None,
        **{"result": None, "score": None, "words": None, "asked_for_at": None} | said,
    )
    callback.attempts.append(attempt)
    _plan_next(case, callback, attempt)
    data = {
        "callback": callback.id,
        "attempt": attempt.id,
        "outcome": outcome.value,
        "result": attempt.result.value if attempt.result else None,
        "score": attempt.score,
        "guard_breach": attempt.guard_breach,
        "next_at": callback.next_at.isoformat() if callback.settled_at is None else None,
    }
    case.record("callback_tried", by=by, at=at, data=data, texts={"words": attempt.words})
    if attempt.words:
        hear(case, attempt.words, attempt=attempt, at=at)
    if attempt.result is Result.NOT_SOLVED:
        reopen(case, attempt.words, by=by, at=at)
    return attempt


def settle(
    case: Case,
    promise: Row,
    state: PromiseState,
    evidence: str,
    *,
    again_at: datetime | None = None,
    by: User,
    at: datetime,
) -> None:
    """Keep, break or renegotiate a promise; `again_at` makes it anew."""
    promise.state, promise.evidence, promise.settled_at = state, evidence, at
    again = make_promise(case, promise.text, again_at, at) if again_at else None
    data = {"promise": promise.id, "state": state.value, "again": again.id if again else None}
    case.record("promise_settled", by=by, at=at, data=data, texts={"evidence": evidence})


def note(case: Case, kind: NoteKind, text: str, *, by: User, at: datetime) -> None:
    """Write a note; what the complainant may have said in it is read for signals."""
    row = add_note(case, kind, text, by=by, at=at)
    if kind in (NoteKind.CALL, NoteKind.INTERNAL):
        hear(case, text, note=row, at=at)


def _plan_next(case: Case, callback: Row, attempt: Row) -> None:
    if attempt.outcome is Outcome.REACHED:
        callback.settled_at = attempt.at
    elif attempt.asked_for_at is not None:
        callback.next_at = attempt.asked_for_at
    else:
        tries = [row.at for row in callback.attempts]
        callback.next_at = contact.next_try(attempt.at, tries, zone=case.desk.zone)
