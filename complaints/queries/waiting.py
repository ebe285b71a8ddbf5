"""What waits for somebody: escalations, callbacks, promises, money."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from ..codes import Outcome
from ..db import db
from ..models import Attempt, Callback, Complaint, Escalation, User
from ..roles import Role
from .anybody import Anybody, whose
from .filters import visible


def badges(person: User, *, at: datetime) -> dict[str, int]:
    """The numbers on the rail: escalations waiting, callbacks due."""
    found = db.session.execute(_badges(person.role), whose(person) | {"at": at})
    return dict(found.one()._mapping)


@cache
def _badges(role: Role) -> sa.Select[Any]:
    person: Any = Anybody(role)
    waiting = sa.select(sa.func.count(Escalation.id)).join(Complaint)
    waiting = waiting.where(visible(person), _inbox_tabs(person)["waiting"])
    due = open_callbacks(person).where(Callback.next_at <= sa.bindparam("at"))
    due = due.with_only_columns(sa.func.count(Callback.id))
    return sa.select(waiting.scalar_subquery().label("escalations"), due.scalar_subquery().label("callbacks"))


def escalation_inbox(person: User, tab: str) -> list[Escalation]:
    """waiting, mine, handed_back or settled; the hottest first."""
    tabs = _inbox_tabs(person)
    query = sa.select(Escalation).join(Complaint).where(visible(person), tabs.get(tab, tabs["waiting"]))
    shown = contains_eager(Escalation.complaint)
    order: tuple[Any, ...] = (Escalation.level.desc(), Escalation.due_at, Escalation.id)
    if tab in ("handed_back", "settled"):
        order = (Escalation.id.desc(),)
    query = query.options(
        shown.joinedload(Complaint.complainant), shown.joinedload(Complaint.owner), joinedload(Escalation.proposed_by)
    )
    return list(db.session.scalars(query.order_by(*order).limit(100)))


def escalation_counts(person: User) -> dict[str, int]:
    """How many stand under each tab of the inbox."""
    tabs = _inbox_tabs(person)
    columns = [sa.func.count(sa.case((condition, 1))).label(name) for name, condition in tabs.items()]
    query = sa.select(*columns).select_from(Escalation).join(Complaint).where(visible(person))
    return dict(db.session.execute(query).one()._mapping)


def callbacks_due(person: User, *, limit: int = 200) -> list[Callback]:
    """Every open callback this person may make, by the next moment a call may go out; with what was promised."""
    shown = contains_eager(Callback.complaint)
    query = open_callbacks(person).options(
        shown.joinedload(Complaint.complainant),
        shown.joinedload(Complaint.owner),
        shown.selectinload(Complaint.promises),
        selectinload(Callback.attempts),
    )
    return list(db.session.scalars(query.order_by(Callback.next_at, Callback.id).limit(limit)))


@dataclass(frozen=True)
class CallsMade:
    """Of the callbacks that fell due: how many were tried, and how many reached somebody."""

    due: int
    tried: int
    reached: int


def calls_made(person: User, *, since: datetime, until: datetime) -> CallsMade:
    """How the callbacks promised for this time stand; those that ended untried with their complaint do not count."""
    tried = sa.exists().where(Attempt.callback_id == Callback.id)
    query = (
        sa.select(
            sa.func.count(),
            sa.func.count(sa.case((tried, 1))),
            sa.func.count(sa.case((tried.where(Attempt.outcome == Outcome.REACHED), 1))),
        )
        .select_from(Callback)
        .join(Complaint)
        .where(Callback.promised_at.between(since, until), sa.or_(Callback.settled_at.is_(None), tried))
        .where(*_for_calling(person))
    )
    return CallsMade(*db.session.execute(query).one())


def _inbox_tabs(person: User) -> dict[str, sa.ColumnElement[bool]]:
    """What stands under each tab of the inbox."""
    live = sa.and_(Escalation.settled_at.is_(None), Escalation.handed_back_at.is_(None), Complaint.closed_at.is_(None))
    held = sa.or_(Escalation.accepted_by_id == person.id, Escalation.taken_over_by_id == person.id)
    return {
        "waiting": sa.and_(live, Escalation.accepted_at.is_(None)),
        "mine": sa.and_(live, held),
        "handed_back": Escalation.handed_back_by_id == person.id,
        "settled": Escalation.settled_at.is_not(None),
    }


def open_callbacks(person: User) -> sa.Select[Callback]:
    """The callbacks this person may make."""
    query = sa.select(Callback).join(Complaint).where(Callback.settled_at.is_(None), Complaint.closed_at.is_(None))
    return query.where(*_for_calling(person))


def _for_calling(person: User) -> list[sa.ColumnElement[bool]]:
    """Whose callbacks these are: one's own, and for a manager or compliance all they may see."""
    own = [Complaint.owner_id == person.id] if person.role in (Role.REP, Role.SPECIALIST) else []
    return [visible(person), *own]
