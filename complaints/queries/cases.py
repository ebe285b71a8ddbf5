"""Complaints: one, by its number; many, as lists, worklists and counts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ..clocks import desk_zone, end_of_day
from ..codes import N_, Risk
from ..db import db
from ..errors import NotFound
from ..models import Complaint, User
from ..rights import allow
from .filters import STATES, Filters, conditions, visible
from .parts import everything_of

PAGE = 25
NOW, TODAY, LATER = "now", "today", "later"
SHOWN = (joinedload(Complaint.complainant), joinedload(Complaint.owner))
"""What is read along with a complaint."""


def complaint_numbered(number: str, *, person: User, right: str = "read", lock: bool = False) -> Complaint:
    """The complaint with this number; with `lock` freshly read with all its parts and its row locked, for a write.

    Raises NotFound, and NotAllowed without `right` over it.
    """
    number = "".join(filter(str.isprintable, number))
    found = _one(Complaint.number == number, lock)
    if found is None:
        raise NotFound(N_("There is no complaint %(number)s"), number=number[:24])
    allow(person, right, found)
    return found


def part_of_complaint(kind: type[Any], row_id: int, *, person: User, lock: bool = False) -> Any:
    """A callback, promise, escalation or redress by id, its complaint locked first. Raises NotFound, NotAllowed."""
    row = db.session.get(kind, row_id)
    complaint = _one(Complaint.id == row.complaint_id, lock) if row is not None else None
    if complaint is None:
        raise NotFound()
    allow(person, "read", complaint)
    return row


def _one(wanted: sa.ColumnElement[bool], lock: bool) -> Complaint | None:
    """One complaint; locked, nothing that was read before the lock counts."""
    query = sa.select(Complaint).where(wanted).options(*SHOWN)
    if not lock:
        return db.session.scalar(query)
    query = query.with_for_update(of=Complaint).execution_options(populate_existing=True)
    found = db.session.scalar(query)
    return everything_of(found) if found is not None else None


def narrowed(person: User, filters: Filters) -> sa.Select[Any]:
    """The ids of the complaints of a list."""
    return sa.select(Complaint.id).where(visible(person), *conditions(person, filters))


def page(
    person: User, filters: Filters, *, before: int | None = None, size: int = PAGE, order: str = "newest"
) -> tuple[list[Complaint], int | None]:
    """The first complaints in one of `ORDERS`, and the id of the last one to go on after, or None at the end."""
    query, ordering = narrowed(person, filters), ORDERS[order]
    if ordering.column is not Complaint.id:
        query = query.where(ordering.column.is_not(None))
    if before is not None:
        query = query.where(ordering.beyond(before))
    found = _first(query, size + 1, *ordering.terms)
    return found[:size], found[size - 1].id if len(found) > size else None


def every(person: User, filters: Filters, *, size: int = 500) -> Iterator[Complaint]:
    """Every complaint of a list, newest first, read a page at a time."""
    after: int | None = None
    while True:
        found, after = page(person, filters, before=after, size=size)
        yield from found
        if after is None:
            return


@dataclass(frozen=True)
class Ordering:
    """An order of a list by one column, then by id."""

    column: Any
    descending: bool

    @property
    def terms(self) -> list[Any]:
        """The order as SQL."""
        return [column.desc() if self.descending else column for column in dict.fromkeys((self.column, Complaint.id))]

    def beyond(self, complaint_id: int) -> sa.ColumnElement[bool]:
        """Whether a complaint comes after this one."""
        if self.column is Complaint.id:
            return Complaint.id < complaint_id if self.descending else Complaint.id > complaint_id
        here = sa.select(self.column).where(Complaint.id == complaint_id).scalar_subquery()
        columns, place = sa.tuple_(self.column, Complaint.id), sa.tuple_(here, sa.literal(complaint_id))
        return columns < place if self.descending else columns > place


ORDERS: dict[str, Ordering] = {
    "newest": Ordering(Complaint.id, descending=True),
    "due": Ordering(Complaint.due_at, descending=False),
    "changed": Ordering(Complaint.changed_at, descending=True),
}


def worklist(person: User, filters: Filters, *, at: datetime, size: int = 60) -> dict[str, list[Complaint]]:
    """Open complaints by urgency, in three groups: now (critical, late or under an hour), today, later."""
    groups: dict[str, list[Complaint]] = {NOW: [], TODAY: [], LATER: []}
    for complaint in _first(narrowed(person, filters), size, Complaint.due_at, Complaint.id):
        groups[urgency(complaint, at=at)].append(complaint)
    groups[NOW].sort(key=lambda row: (-row.risk.rank, row.due_at or at))
    return groups


def _first(ids: sa.Select[Any], size: int, *order: Any) -> list[Complaint]:
    """The first complaints in an order. Ids are sorted first, since whole rows are a hundred times as wide."""
    wanted = ids.order_by(*order).limit(size)
    query = sa.select(Complaint).where(Complaint.id.in_(wanted)).options(*SHOWN).order_by(*order)
    return list(db.session.scalars(query))


def urgency(complaint: Complaint, *, at: datetime) -> str:
    """now, today or later."""
    if complaint.risk is Risk.CRITICAL or (complaint.due_at and complaint.due_at < at + timedelta(hours=1)):
        return NOW
    return TODAY if complaint.due_at and complaint.due_at <= end_of_day(at, desk_zone()) else LATER


Counts = dict[str, dict[str, int]]
FACETS = ("step", "risk", "line")


def counts(person: User, filters: Filters) -> Counts:
    """How many there are by step, risk and line, each under the other filters: `{"step": {"soothe": 3}}`."""
    return _tallied(db.session.execute(_by_facets(person, filters)), filters)


def _by_facets(person: User, filters: Filters) -> sa.Select[Any]:
    facets = [getattr(Complaint, name) for name in FACETS]
    others = replace(filters, **dict.fromkeys(FACETS))
    query = sa.select(*facets, sa.func.count().label("counted"))
    return query.where(visible(person), *conditions(person, others)).group_by(*facets)


def _tallied(rows: Iterable[Any], filters: Filters) -> Counts:
    wanted = [getattr(filters, name) for name in FACETS]
    found: Counts = {name: {} for name in FACETS}
    for *codes, count in rows:
        fits = [want in (None, code) for want, code in zip(wanted, codes, strict=True)]
        for place, (name, code) in enumerate(zip(FACETS, codes, strict=True)):
            if code is not None and all(fits[:place] + fits[place + 1 :]):
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


def desk_counts(person: User, filters: Filters) -> tuple[Counts, OwnerCounts]:
    """`counts`, and whose the open complaints are, in one statement."""
    no_facet: Any = sa.literal_column("NULL")
    no_owner: Any = sa.literal_column("-1")
    facets = _by_facets(person, filters).add_columns(no_owner, no_owner)
    query = facets.union_all(_by_owner(person, *[no_facet] * len(FACETS)))
    rows = db.session.execute(query).all()
    everything, mine, nobody = next(row[-3:] for row in rows if row[-1] >= 0)
    return _tallied((row[:-2] for row in rows if row[-1] < 0), filters), OwnerCounts(mine, nobody, everything)


def _by_owner(person: User, *before: Any) -> sa.Select[Any]:
    columns = {
        "everything": sa.func.count(),
        "mine": sa.func.count(sa.case((Complaint.owner_id == person.id, 1))),
        "nobody": sa.func.count(sa.case((Complaint.owner_id.is_(None), 1))),
    }
    query = sa.select(*before, *(column.label(name) for name, column in columns.items()))
    return query.where(visible(person), *STATES["open"])
