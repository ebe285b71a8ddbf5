"""Entering a step, and opening a complaint again with another handler."""

from datetime import datetime

import sqlalchemy as sa

from .. import clocks
from ..db import db
from ..history import record
from ..models import Complaint, User, Visit
from ..roles import Role
from ..steps import Move, Step


def enter(complaint: Complaint, step: Step, *, move: Move, by: User, at: datetime, reason: str | None = None) -> Visit:
    """Leave the current visit by `move` and enter `step`; the caller records the event and flushes."""
    if complaint.visit.left_at is None:
        leave(complaint.visit, move.value, by=by, at=at, reason=reason)
    visit = Visit(
        position=len(complaint.visits) + 1,
        step=step,
        attempt=complaint.attempt,
        entered_at=at,
        entered_by_id=by.id,
    )
    complaint.visits.append(visit)
    complaint.step = step
    return visit


def leave(visit: Visit, move: str, *, by: User, at: datetime, reason: str | None = None) -> None:
    """Close a visit. A clock that was set back never makes it end before it began."""
    visit.left_at, visit.left_by_id, visit.left_by_move = max(at, visit.entered_at), by.id, move
    visit.left_reason = reason
    db.session.flush()


def reopen(complaint: Complaint, *, reason: str | None, by: User, at: datetime) -> Complaint:
    """Open it again at `diagnose`, counted as a repeat, by default with another handler; limits run on."""
    handler = next_handler(complaint)
    complaint.closed_at = complaint.disposition = None
    complaint.reopened += 1
    complaint.attempt = 1
    before = complaint.owner_id
    complaint.hand_to(handler.id if handler else None)
    enter(complaint, Step.DIAGNOSE, move=Move.REOPEN, by=by, at=at, reason=reason)
    clocks.restart(complaint, at=at)
    data = {"owner": complaint.owner_id, "owner_before": before, "reopened": complaint.reopened}
    record(complaint, "reopened", by=by, at=at, data=data, texts={"reason": reason})
    db.session.flush()
    return complaint


def next_handler(complaint: Complaint) -> User | None:
    """Same team and line, not an earlier handler, least open work; else nobody: the manager's unassigned list."""
    earlier = {complaint.owner_id, *(row.entered_by_id for row in complaint.visits)}
    load = sa.func.count(Complaint.id)
    query = (
        sa.select(User, load)
        .outerjoin(Complaint, sa.and_(Complaint.owner_id == User.id, Complaint.closed_at.is_(None)))
        .where(User.team_id == complaint.team_id, User.active, User.role == Role.REP)
        .group_by(User.id)
        .order_by(load, User.id)
    )
    candidates = [user for user, _count in db.session.execute(query)]
    return next((user for user in candidates if user.id not in earlier and user.handles(complaint.line)), None)
