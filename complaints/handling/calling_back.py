"""Recording a callback attempt and what follows from it: not solved opens the complaint again."""

from datetime import datetime
from typing import Any

from .. import callbacks, fields
from ..codes import Result
from ..db import db
from ..history import record
from ..models import Attempt, Callback, User
from ..rights import allow, must_be_live
from ..steps import MOVES, Move
from .assessing import read_and_assess
from .reopening import reopen

FIELDS = ("outcome", "at", "result", "score", "words", "asked_for_at")


def record_attempt(callback: Callback, given: dict[str, Any], *, by: User, at: datetime) -> Attempt:
    """Record an attempt; reached and not solved reopens what was followed up, at `diagnose` with another handler.

    Raises Invalid, NotAllowed, WrongStep when the complaint has ended.
    """
    complaint = callback.complaint
    allow(by, "work", complaint)
    fields.only(given, FIELDS)
    must_be_live(complaint)
    attempt = callbacks.add_attempt(callback, given, by=by, at=at)
    data = {
        "callback": callback.id,
        "attempt": attempt.id,
        "outcome": attempt.outcome.value,
        "result": attempt.result.value if attempt.result else None,
        "score": attempt.score,
        "guard_breach": attempt.guard_breach,
        "next_at": callback.next_at.isoformat() if callback.settled_at is None else None,
    }
    record(complaint, "callback_tried", by=by, at=at, data=data, texts={"words": attempt.words})
    if attempt.words:
        read_and_assess(complaint, attempt.words, attempt=attempt, at=at)
    if attempt.result is Result.NOT_SOLVED and complaint.step in MOVES[Move.REOPEN].sources:
        reopen(complaint, reason=attempt.words, by=by, at=at)
    db.session.flush()
    return attempt
