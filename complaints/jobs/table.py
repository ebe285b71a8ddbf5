"""The jobs: what is done, and how often. Each may run twice or late without harm."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa

from .. import audit, drafts, handling, presence
from ..codes import PromiseState
from ..db import db, transaction
from ..models import Complaint, Draft, IdempotencyKey, Presence, Promise, SignInFailure
from ..people import FORGET_FAILURES_AFTER

KEEP_IDEMPOTENCY_KEYS = timedelta(hours=48)
UNSYNCHRONISED = {"synchronize_session": False}
WATCH = timedelta(days=4)
"""How long before the due date the rules look again: they stand from a fifth of fifteen days on, and a day for care."""


@dataclass(frozen=True)
class Job:
    """A row of the table: `verb(at)` is called every so many seconds and says how many things it did."""

    name: str
    every: int
    verb: Callable[[datetime], int]


def assess_open(at: datetime) -> int:
    """Let the rules look at open complaints near their due date or with a promise past its time."""
    return sum(_assess(complaint_id, at) for complaint_id in _to_look_at(at))


def audit_checkpoint(at: datetime) -> int:
    """Sign the heads of history that moved."""
    with transaction():
        return audit.checkpoint(at=at).heads


def forget_drafts(at: datetime) -> int:
    """Drop drafts that nobody came back to."""
    return _delete(sa.delete(Draft).where(Draft.saved_at < at - drafts.KEEP_FOR))


def forget_idempotency_keys(at: datetime) -> int:
    """Drop stored answers that nobody repeats any more."""
    return _delete(sa.delete(IdempotencyKey).where(IdempotencyKey.created_at < at - KEEP_IDEMPOTENCY_KEYS))


def forget_presences(at: datetime) -> int:
    """Drop signs of life of people who left long ago."""
    return _delete(sa.delete(Presence).where(Presence.seen_at < at - presence.FORGET_AFTER))


def forget_sign_in_failures(at: datetime) -> int:
    """Drop wrong passwords that no longer count."""
    locked = sa.func.coalesce(SignInFailure.locked_until, SignInFailure.last_at)
    old = SignInFailure.last_at < at - FORGET_FAILURES_AFTER
    return _delete(sa.delete(SignInFailure).where(old, locked < at))


JOBS: tuple[Job, ...] = (
    Job("assess_open", 300, assess_open),
    Job("audit_checkpoint", 3600, audit_checkpoint),
    Job("forget_drafts", 3600, forget_drafts),
    Job("forget_idempotency_keys", 3600, forget_idempotency_keys),
    Job("forget_presences", 3600, forget_presences),
    Job("forget_sign_in_failures", 900, forget_sign_in_failures),
)


def _to_look_at(at: datetime) -> list[int]:
    missed = sa.select(Promise.complaint_id).where(Promise.state == PromiseState.OPEN, Promise.due_at < at)
    query = sa.select(Complaint.id).where(
        Complaint.closed_at.is_(None),
        Complaint.imported.is_(False),
        sa.or_(Complaint.due_at <= at + WATCH, Complaint.id.in_(missed)),
    )
    return list(db.session.scalars(query.order_by(Complaint.due_at, Complaint.id)))


def _assess(complaint_id: int, at: datetime) -> int:
    locked = sa.select(Complaint).where(Complaint.id == complaint_id, Complaint.closed_at.is_(None))
    with transaction():
        complaint = db.session.scalar(locked.with_for_update(of=Complaint).execution_options(populate_existing=True))
        return len(handling.assess(complaint, at=at)) if complaint is not None else 0


def _delete(statement: sa.Delete) -> int:
    with transaction():
        return cast(sa.CursorResult[Any], db.session.execute(statement, execution_options=UNSYNCHRONISED)).rowcount
