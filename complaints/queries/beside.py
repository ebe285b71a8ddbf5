"""What stands beside a worklist: my promises, the calls to make and the money to decide, in one statement."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from ..codes import PromiseState
from ..db import db
from ..models import Attempt, Callback, Complainant, Complaint, Promise, Redress, User
from ..roles import Role
from .anybody import Anybody, whose
from .waiting import open_callbacks

MONEY = 50
"""How many requests for money are shown at most."""


@dataclass(frozen=True)
class Beside:
    """The soonest of each, and how many there are."""

    promises: list[Promise]
    due_promises: int
    callbacks: list[Callback]
    callback_count: int
    money: list[Redress]


def beside(person: User, *, until: datetime, promises: int = 5, callbacks: int = 4) -> Beside:
    """What this person promised (`due_promises` counts those due by `until`), whom to call, what to decide."""
    values = whose(person) | {"until": until, "promises": promises, "callbacks": callbacks, "money": MONEY}
    rows = db.session.execute(_statement(person.role), values).unique().all()
    due, calls = (next((row[0] for row in rows if row[place] is not None), 0) for place in (1, 2))
    promised, called, money = ([row[place] for row in rows if row[place] is not None] for place in (1, 2, 3))
    return Beside(promised, due, called, calls, money)


@cache
def _statement(role: Role) -> sa.Select[Any]:
    wanted = sa.union_all(*(sa.select(part.subquery()) for part in _parts(role))).subquery()
    return (
        sa.select(wanted.c.counted, Promise, Callback, Redress)
        .select_from(wanted)
        .outerjoin(Promise, sa.and_(wanted.c.kind == 0, Promise.id == wanted.c.id))
        .outerjoin(Callback, sa.and_(wanted.c.kind == 1, Callback.id == wanted.c.id))
        .outerjoin(Attempt, Attempt.callback_id == Callback.id)
        .outerjoin(Redress, sa.and_(wanted.c.kind == 2, Redress.id == wanted.c.id))
        .join(Complaint, Complaint.id == wanted.c.complaint_id)
        .outerjoin(Complainant, Complainant.id == Complaint.complainant_id)
        .options(contains_eager(Callback.attempts), *map(_with_complaint, (Promise, Callback, Redress)))
        .order_by(wanted.c.kind, wanted.c.at, wanted.c.id, Attempt.at)
    )


def _with_complaint(kind: Any) -> Any:
    return contains_eager(kind.complaint).contains_eager(Complaint.complainant)


def _parts(role: Role) -> list[sa.Select[Any]]:
    """Ids of what is shown, with the moment they are ordered by and how many there are in all."""
    person: Any = Anybody(role)
    parts = {"promises": _promises(person), "callbacks": _callbacks(person)}
    if role is Role.MANAGER:
        parts["money"] = _money(person)
    return [query.limit(sa.bindparam(name, type_=sa.Integer)) for name, query in parts.items()]


def _promises(person: Any) -> sa.Select[Any]:
    due = sa.func.count(sa.case((Promise.due_at <= sa.bindparam("until"), 1))).over()
    query = sa.select(*_columns(0, Promise, Promise.due_at, due)).join(Complaint)
    mine = (Promise.owner_id == person.id, Promise.state == PromiseState.OPEN, Complaint.closed_at.is_(None))
    return query.where(*mine).order_by(Promise.due_at, Promise.id)


def _callbacks(person: Any) -> sa.Select[Any]:
    columns = _columns(1, Callback, Callback.next_at, sa.func.count().over())
    return open_callbacks(person).with_only_columns(*columns).order_by(Callback.next_at, Callback.id)


def _money(person: Any) -> sa.Select[Any]:
    query = sa.select(*_columns(2, Redress, Redress.requested_at, sa.func.count().over())).join(Complaint)
    undecided = (Redress.decided_at.is_(None), Complaint.team_id == person.team_id, Complaint.closed_at.is_(None))
    return query.where(*undecided).order_by(Redress.requested_at, Redress.id)


def _columns(kind: int, model: Any, moment: Any, counted: Any) -> tuple[Any, ...]:
    return (
        sa.literal_column(str(kind)).label("kind"),
        model.id.label("id"),
        model.complaint_id.label("complaint_id"),
        moment.label("at"),
        counted.label("counted"),
    )
