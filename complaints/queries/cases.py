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
from .anybody import for_anybody, whose
from .filters import Filters, number_within, parts_within
from .listed import ORDERS, PAGE, narrowed, ordered
from .parts import everything_of

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


def page(
    person: User, filters: Filters, *, before: int | None = None, size: int = PAGE, order: str = "newest"
) -> tuple[list[Complaint], int | None]:
    """The first complaints in one of `ORDERS`, and the id of the last one to go on after, or None at the end."""
    wanted = ordered(person, filters, order, further=before is not None)
    found = _first(wanted, size + 1, *ORDERS[order].terms, before=before)
    return found[:size], found[size - 1].id if len(found) > size else None


def every(person: User, filters: Filters, *, size: int = 500) -> Iterator[Complaint]:
    """Every complaint of a list, newest first, read a page at a time."""
    after: int | None = None
    while True:
        found, after = page(person, filters, before=after, size=size)
        yield from found
        if after is None:
            return


def worklist(person: User, filters: Filters, *, at: datetime, size: int = 60) -> dict[str, list[Complaint]]:
    """Open complaints by urgency, in three groups: now (critical, late or under an hour), today, later."""
    groups: dict[str, list[Complaint]] = {NOW: [], TODAY: [], LATER: []}
    order = (Complaint.due_at, Complaint.id)
    wanted = narrowed(person, filters).order_by(*order)
    for complaint in _first(wanted, size, *order):
        groups[urgency(complaint, at=at)].append(complaint)
    groups[NOW].sort(key=lambda row: (-row.risk.rank, row.due_at or at))
    return groups


def _first(ids: sa.Select[Any], size: int, *order: Any, before: int | None = None) -> list[Complaint]:
    """The first complaints in the order of `ids`, which are sorted first: whole rows are a hundred times as wide."""
    query = sa.select(Complaint).where(Complaint.id.in_(ids.limit(size))).options(*SHOWN).order_by(*order)
    return list(db.session.scalars(query, {"before": before}))


def urgency(complaint: Complaint, *, at: datetime) -> str:
    """now, today or later."""
    if complaint.risk is Risk.CRITICAL or (complaint.due_at and complaint.due_at < at + timedelta(hours=1)):
        return NOW
    return TODAY if complaint.due_at and complaint.due_at <= end_of_day(at, desk_zone()) else LATER


Counts = dict[str, dict[str, int]]
FACETS = ("step", "risk", "line")


def counts(person: User, filters: Filters) -> Counts:
    """How many there are by step, risk and line, each under the other filters: `{"step": {"soothe": 3}}`."""
    return _tallied(db.session.execute(_by_facets(person, filters), whose(person)), filters)


@for_anybody
def _by_facets(person: User, filters: Filters) -> Any:
    return sa.union_all(*_facets(person, filters))


def _facets(person: User, filters: Filters, *beside: Any) -> list[sa.Select[Any]]:
    """Counts by the facets, in a statement for each part of what a person sees."""
    facets = [getattr(Complaint, name) for name in FACETS]
    others = replace(filters, **dict.fromkeys(FACETS))
    columns = [*(sa.type_coerce(facet, sa.String) for facet in facets), sa.func.count().label("counted"), *beside]
    return [sa.select(*columns).where(*part).group_by(*facets) for part in parts_within(person, others)]


def _tallied(rows: Iterable[Any], filters: Filters) -> Counts:
    """A row counts for each facet when all its codes fit, and for one facet when that one alone does not."""
    wanted = [getattr(filters, name) for name in FACETS]
    places = tuple(range(len(FACETS)))
    found: list[dict[str, int]] = [{} for _ in FACETS]
    for *codes, count in rows:
        misfits = [place for place in places if wanted[place] is not None and wanted[place] != codes[place]]
        if len(misfits) <= 1:
            for place in misfits or places:
                found[place][codes[place]] = found[place].get(codes[place], 0) + count
    return {
        name: {code: count for code, count in tally.items() if code} for name, tally in zip(FACETS, found, strict=True)
    }


def how_many(person: User, filters: Filters) -> int:
    """How many complaints a list has."""
    return db.session.scalar(_number(person, filters), whose(person)) or 0


@for_anybody
def _number(person: User, filters: Filters) -> sa.Select[Any]:
    return sa.select(number_within(person, filters))


@dataclass(frozen=True)
class OwnerCounts:
    """Open complaints by whose they are."""

    mine: int
    nobody: int
    all: int


def desk_counts(person: User, filters: Filters) -> tuple[Counts, OwnerCounts]:
    """`counts`, and whose the open complaints are, in one statement."""
    rows = db.session.execute(_by_facets_and_owner(person, filters), whose(person)).all()
    of_owners = [row[-3:] for row in rows if row[-1] >= 0]
    everything, mine, nobody = map(sum, zip(*of_owners, strict=True))
    return _tallied((row[:-2] for row in rows if row[-1] < 0), filters), OwnerCounts(mine, nobody, everything)


@for_anybody
def _by_facets_and_owner(person: User, filters: Filters) -> Any:
    no_facet: Any = sa.literal_column("NULL")
    no_owner: Any = sa.literal_column("-1")
    facets = _facets(person, filters, no_owner, no_owner)
    return sa.union_all(*facets, *_by_owner(person, *[no_facet] * len(FACETS)))


def _by_owner(person: User, *before: Any) -> list[sa.Select[Any]]:
    columns = {
        "everything": sa.func.count(),
        "mine": sa.func.count(sa.case((Complaint.owner_id == person.id, 1))),
        "nobody": sa.func.count(sa.case((Complaint.owner_id.is_(None), 1))),
    }
    counted = sa.select(*before, *(column.label(name) for name, column in columns.items()))
    return [counted.where(*part) for part in parts_within(person, Filters(state="open"))]
