"""Complaints: one, by its number; many, as lists, worklists and counts."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from ..clocks import desk_zone, end_of_day
from ..codes import N_, Risk
from ..db import db
from ..errors import NotFound
from ..models import Attempt, Callback, Complaint, User, Visit
from ..rights import allow
from .filters import STATES, Filters, conditions, visible

PAGE = 25
NOW, TODAY, LATER = "now", "today", "later"


def complaint_numbered(number: str, *, person: User, right: str = "read", lock: bool = False) -> Complaint:
    """The complaint with this number; with `lock` freshly read and its row locked, for a write.

    Raises NotFound, and NotAllowed without `right` over it.
    """
    number = "".join(filter(str.isprintable, number))
    query = sa.select(Complaint).where(Complaint.number == number)
    if lock:
        query = query.with_for_update(of=Complaint).execution_options(populate_existing=True)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound(N_("There is no complaint %(number)s"), number=number[:24])
    allow(person, right, found)
    return found


def part_of_complaint(kind: type[Any], row_id: int, *, person: User, lock: bool = False) -> Any:
    """A callback, promise, escalation or redress by id, its complaint locked first. Raises NotFound, NotAllowed."""
    row = db.session.get(kind, row_id)
    if row is None:
        raise NotFound()
    complaint_numbered(row.complaint.number, person=person, lock=lock)
    if lock:
        db.session.refresh(row)
    return row


def narrowed(person: User, filters: Filters) -> sa.Select[Complaint]:
    """Complaints of a list, with what a row shows."""
    query = sa.select(Complaint).where(visible(person), *conditions(person, filters))
    return query.options(joinedload(Complaint.complainant), joinedload(Complaint.owner))


def page(
    person: User, filters: Filters, *, before: int | None = None, size: int = PAGE
) -> tuple[list[Complaint], int | None]:
    """Newest first, and the id to go on before, or None at the end."""
    query = narrowed(person, filters).order_by(Complaint.id.desc()).limit(size + 1)
    if before is not None:
        query = query.where(Complaint.id < before)
    found = list(db.session.scalars(query))
    return found[:size], found[size - 1].id if len(found) > size else None


def worklist(person: User, filters: Filters, *, at: datetime, size: int = 60) -> dict[str, list[Complaint]]:
    """Open complaints by urgency, in three groups: now (critical, late or under an hour), today, later."""
    query = narrowed(person, filters).order_by(Complaint.due_at, Complaint.id).limit(size)
    groups: dict[str, list[Complaint]] = {NOW: [], TODAY: [], LATER: []}
    for complaint in db.session.scalars(query):
        groups[urgency(complaint, at=at)].append(complaint)
    groups[NOW].sort(key=lambda row: (-row.risk.rank, row.due_at or at))
    return groups


def urgency(complaint: Complaint, *, at: datetime) -> str:
    """now, today or later."""
    if complaint.risk is Risk.CRITICAL or (complaint.due_at and complaint.due_at < at + timedelta(hours=1)):
        return NOW
    return TODAY if complaint.due_at and complaint.due_at <= end_of_day(at, desk_zone()) else LATER


def counts(person: User, filters: Filters) -> dict[str, dict[str, int]]:
    """How many there are by step, risk and line, each under the other filters: `{"step": {"soothe": 3}}`."""
    query = (
        sa.select(Complaint.step, Complaint.risk, Complaint.line, sa.func.count())
        .where(visible(person), *conditions(person, replace(filters, step=None, risk=None, line=None)))
        .group_by(Complaint.step, Complaint.risk, Complaint.line)
    )
    found: dict[str, dict[str, int]] = {"step": {}, "risk": {}, "line": {}}
    for step, risk, line, count in db.session.execute(query):
        codes = {"step": step, "risk": risk, "line": line}
        for name, code in codes.items():
            others = {key: getattr(filters, key) for key in codes if key != name}
            if code is not None and all(wanted in (None, codes[key]) for key, wanted in others.items()):
                found[name][code.value] = found[name].get(code.value, 0) + count
    return found


def how_many(person: User, filters: Filters) -> int:
    """How many complaints a list has."""
    query = sa.select(sa.func.count(Complaint.id)).where(visible(person), *conditions(person, filters))
    return db.session.scalar(query) or 0


@dataclass(frozen=True)
class OwnerCounts:
    """Open complaints by whose they are."""

    mine: int
    nobody: int
    all: int


def owner_counts(person: User) -> OwnerCounts:
    """How many open complaints are mine, nobody's, and in all."""
    query = sa.select(
        sa.func.count(sa.case((Complaint.owner_id == person.id, 1))),
        sa.func.count(sa.case((Complaint.owner_id.is_(None), 1))),
        sa.func.count(),
    ).where(visible(person), *STATES["open"])
    mine, nobody, everything = db.session.execute(query).one()
    return OwnerCounts(mine, nobody, everything)


def with_visits(complaint: Complaint) -> list[Visit]:
    """The visits with facts and proposals, each read in one statement."""
    query = (
        sa.select(Visit)
        .where(Visit.complaint_id == complaint.id)
        .options(selectinload(Visit.facts), selectinload(Visit.proposals), joinedload(Visit.entered_by))
        .order_by(Visit.position)
    )
    return list(db.session.scalars(query))


def attempts_of(complaint: Complaint) -> list[Attempt]:
    """Every attempt on every callback of a complaint, newest first."""
    query = sa.select(Attempt).join(Callback).where(Callback.complaint_id == complaint.id).order_by(Attempt.at.desc())
    return list(db.session.scalars(query))
