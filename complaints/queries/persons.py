"""People: colleagues of a team, those somebody looks after, and complainants with what they complained of."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from ..complainants import indexes
from ..db import db
from ..errors import NotFound
from ..models import Complainant, Complaint, Team, User
from ..roles import Role
from .filters import visible

REPEAT_WINDOW = timedelta(days=30)
"""Complaints of one person within this count as repeats."""


def colleagues(team_id: int | None) -> list[User]:
    """The active handlers of a team, by name."""
    query = sa.select(User).where(User.active, User.role.in_((Role.REP, Role.SPECIALIST, Role.MANAGER)))
    if team_id is not None:
        query = query.where(User.team_id == team_id)
    return list(db.session.scalars(query.order_by(User.role, User.display_name)))


def looked_after(person: User) -> sa.Select[User]:
    """The people this person looks after: an administrator everybody, a manager the own team."""
    query = sa.select(User).where(User.role != Role.SYSTEM)
    return query if person.role is Role.ADMIN else query.where(User.team_id == person.team_id, User.role != Role.ADMIN)


def people(person: User) -> list[User]:
    """Those this person looks after, by team and name."""
    query = looked_after(person).outerjoin(Team, User.team_id == Team.id)
    return list(db.session.scalars(query.order_by(User.active.desc(), Team.name, User.role, User.username)))


def one_of_people(user_id: int, *, person: User, lock: bool = False) -> User:
    """One of those this person looks after; with `lock` its row locked, for a write. Raises NotFound."""
    query = looked_after(person).where(User.id == user_id)
    if lock:
        query = query.with_for_update(of=User).execution_options(populate_existing=True)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound()
    return found


def teams(person: User) -> list[Team]:
    """The teams this person may put somebody into."""
    query = sa.select(Team).order_by(Team.name)
    return list(db.session.scalars(query if person.role is Role.ADMIN else query.where(Team.id == person.team_id)))


def complainant(complainant_id: int, *, person: User) -> tuple[Complainant, list[Complaint]]:
    """A complainant and all complaints from the same person or phone that this person may see, newest first.

    Raises NotFound for somebody of whom none may be seen.
    """
    found = db.session.get(Complainant, complainant_id)
    seen = _complaints_of([Complainant.id == complainant_id], found and found.phone_index, person) if found else []
    if found is None or not any(row.complainant_id == complainant_id for row in seen):
        raise NotFound()
    return found, seen


def earlier(phone: str | None, name: str | None, *, person: User) -> list[Complaint]:
    """What came from this phone before, as far as this person may see it; the same name first, then newest."""
    if not phone:
        return []
    known = indexes(name=name, phone=phone, account=None)
    found = _complaints_of([], known["phone_index"], person)
    return sorted(found, key=lambda row: row.complainant is None or row.complainant.name_index != known["name_index"])


def contacts(phone: str | None, name: str | None, *, at: datetime) -> list[str | None]:
    """The cause of each complaint of this person (phone and name) within 30 days, for the rules."""
    if not (phone and name):
        return []
    known = indexes(name=name, phone=phone, account=None)
    query = (
        sa.select(Complaint.cause)
        .join(Complainant, Complaint.complainant_id == Complainant.id)
        .where(Complainant.phone_index == known["phone_index"], Complainant.name_index == known["name_index"])
        .where(Complaint.opened_at >= at - REPEAT_WINDOW)
    )
    return list(db.session.scalars(query))


def _complaints_of(
    same: list[sa.ColumnElement[bool]], phone_index: bytes | None, person: User, limit: int = 100
) -> list[Complaint]:
    if phone_index is not None:
        same = [*same, Complainant.phone_index == phone_index]
    query = (
        sa.select(Complaint)
        .join(Complainant, Complaint.complainant_id == Complainant.id)
        .where(sa.or_(*same), visible(person))
        .options(contains_eager(Complaint.complainant), joinedload(Complaint.owner))
        .order_by(Complaint.opened_at.desc(), Complaint.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query))
