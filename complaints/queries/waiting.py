"""What waits for somebody: escalations, callbacks, promises, money."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, selectinload

from ..codes import PromiseState
from ..db import db
from ..models import Callback, Complaint, Escalation, Promise, Redress, User
from ..roles import Role
from .filters import visible


def badges(person: User, *, at: datetime) -> dict[str, int]:
    """The numbers on the rail: escalations waiting, callbacks due."""
    waiting = _open_escalations().where(visible(person), Escalation.accepted_at.is_(None))
    due = _open_callbacks(person).where(Callback.next_at <= at)
    return {
        "escalations": db.session.scalar(sa.select(sa.func.count()).select_from(waiting.subquery())) or 0,
        "callbacks": db.session.scalar(sa.select(sa.func.count()).select_from(due.subquery())) or 0,
    }


def escalation_inbox(person: User, tab: str) -> list[Escalation]:
    """waiting, mine, handed_back or settled; the hottest first."""
    tabs: Mapping[str, sa.Select[Any]] = {
        "waiting": _open_escalations().where(Escalation.accepted_at.is_(None)),
        "mine": _open_escalations().where(
            sa.or_(Escalation.accepted_by_id == person.id, Escalation.taken_over_by_id == person.id)
        ),
        "handed_back": sa.select(Escalation).join(Complaint).where(Escalation.handed_back_by_id == person.id),
        "settled": sa.select(Escalation).join(Complaint).where(Escalation.settled_at.is_not(None)),
    }
    query = tabs.get(tab, tabs["waiting"]).where(visible(person))
    shown = contains_eager(Escalation.complaint)
    order: tuple[Any, ...] = (Escalation.level.desc(), Escalation.due_at, Escalation.id)
    if tab in ("handed_back", "settled"):
        order = (Escalation.id.desc(),)
    query = query.options(shown.joinedload(Complaint.complainant), shown.joinedload(Complaint.owner))
    return list(db.session.scalars(query.order_by(*order).limit(100)))


def callbacks_due(person: User, *, limit: int = 200) -> list[Callback]:
    """Every open callback this person may make, by the next moment a call may go out."""
    shown = contains_eager(Callback.complaint)
    query = _open_callbacks(person).options(
        shown.joinedload(Complaint.complainant), shown.joinedload(Complaint.owner), selectinload(Callback.attempts)
    )
    return list(db.session.scalars(query.order_by(Callback.next_at, Callback.id).limit(limit)))


def promises_open(person: User, *, limit: int = 5) -> list[Promise]:
    """What I promised, the soonest first."""
    query = (
        sa.select(Promise)
        .join(Complaint)
        .where(Promise.owner_id == person.id, Promise.state == PromiseState.OPEN, Complaint.closed_at.is_(None))
        .options(contains_eager(Promise.complaint).joinedload(Complaint.complainant))
        .order_by(Promise.due_at)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def redress_undecided(person: User) -> list[Redress]:
    """Money that waits for a manager of this person's team."""
    query = (
        sa.select(Redress)
        .join(Complaint)
        .where(Redress.decided_at.is_(None), Complaint.team_id == person.team_id, Complaint.closed_at.is_(None))
        .options(contains_eager(Redress.complaint))
        .order_by(Redress.requested_at)
        .limit(50)
    )
    return list(db.session.scalars(query))


def _open_escalations() -> sa.Select[Escalation]:
    return (
        sa.select(Escalation)
        .join(Complaint)
        .where(Escalation.settled_at.is_(None), Escalation.handed_back_at.is_(None), Complaint.closed_at.is_(None))
    )


def _open_callbacks(person: User) -> sa.Select[Callback]:
    query = sa.select(Callback).join(Complaint).where(Callback.settled_at.is_(None), Complaint.closed_at.is_(None))
    query = query.where(visible(person))
    return query.where(Complaint.owner_id == person.id) if person.role in (Role.REP, Role.SPECIALIST) else query
