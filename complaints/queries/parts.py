"""Everything that hangs on one complaint, in one statement, so that showing or judging it asks no more."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm.attributes import set_committed_value

from ..db import db
from ..models import (
    Attempt,
    Callback,
    Clock,
    Complaint,
    Escalation,
    Fact,
    Note,
    Promise,
    Proposal,
    Redress,
    RuleFiring,
    Signal,
    User,
    Visit,
)

Row = Any
COMPLAINT_ID = sa.bindparam("complaint_id", type_=sa.BigInteger)


@dataclass(frozen=True)
class Part:
    """One sort of row: where its rows are kept on their parent, the key that names it, and their order there."""

    kind: type[Row]
    under: type[Row]
    name: str
    key: str
    order: Callable[[Row], Any]
    newest_first: bool = False

    @cached_property
    def up(self) -> str | None:
        """What the parent is called on the row, if it is called anything there."""
        return next((name for name in ("complaint", "callback") if name in sa.inspect(self.kind).relationships), None)


def _by_id(row: Row) -> int:
    return int(row.id)


PARTS = (
    Part(Visit, Complaint, "visits", "complaint_id", lambda row: row.position),
    Part(Fact, Visit, "facts", "visit_id", lambda row: row.position),
    Part(Proposal, Visit, "proposals", "visit_id", lambda row: row.position),
    Part(Callback, Complaint, "callbacks", "complaint_id", _by_id),
    Part(Attempt, Callback, "attempts", "callback_id", lambda row: row.at),
    Part(Escalation, Complaint, "escalations", "complaint_id", _by_id),
    Part(Note, Complaint, "notes", "complaint_id", lambda row: row.at, newest_first=True),
    Part(Clock, Complaint, "clocks", "complaint_id", _by_id),
    Part(Redress, Complaint, "redress", "complaint_id", _by_id),
    Part(Promise, Complaint, "promises", "complaint_id", _by_id),
    Part(Signal, Complaint, "signals", "complaint_id", _by_id),
    Part(RuleFiring, Complaint, "firings", "complaint_id", _by_id),
)
PEOPLE: dict[type[Row], tuple[str, ...]] = {
    Visit: ("entered_by",),
    Attempt: ("by",),
    Escalation: ("proposed_by", "accepted_by", "taken_over_by", "handed_back_by"),
    Note: ("by",),
}
"""Which colleagues a row names; they are read along."""


def everything_of(complaint: Complaint) -> Complaint:
    """Read all parts of a complaint, freshly, and the colleagues they name."""
    found: dict[type[Row], list[Row]] = defaultdict(list)
    fresh = {"populate_existing": True}
    for given in db.session.execute(_statement(), {"complaint_id": complaint.id}, execution_options=fresh):
        for row in filter(None, given):
            found[type(row)].append(row)
    for part in PARTS:
        _put(part, found[part.kind], [complaint] if part.under is Complaint else found[part.under])
    people = {user.id: user for user in found[User]}
    for kind, names in PEOPLE.items():
        for row in found[kind]:
            for name in names:
                set_committed_value(row, name, people.get(getattr(row, f"{name}_id")))
    return complaint


def _put(part: Part, rows: Iterable[Row], parents: Iterable[Row]) -> None:
    """Hang the rows on their parents, in order, as if they had been read through the relationship."""
    under: dict[int, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=part.order, reverse=part.newest_first):
        under[getattr(row, part.key)].append(row)
    for parent in parents:
        set_committed_value(parent, part.name, under[parent.id])
        if part.up is not None:
            for row in under[parent.id]:
                set_committed_value(row, part.up, parent)


@cache
def _statement() -> sa.Select[Any]:
    """One row a part: each sort is joined to its own number only, so that nothing is multiplied."""
    kinds: list[type[Row]] = [*(part.kind for part in PARTS), User]
    numbers = sa.union_all(*(sa.select(sa.literal_column(str(n)).label("n")) for n in range(len(kinds)))).subquery()
    joined: Any = numbers
    for number, kind in enumerate(kinds):
        joined = sa.outerjoin(joined, kind, sa.and_(numbers.c.n == sa.literal_column(str(number)), _belongs(kind)))
    query: sa.Select[Any] = sa.select(*kinds)
    return query.select_from(joined)


def _belongs(kind: type[Row]) -> sa.ColumnElement[bool]:
    """That a row belongs to the complaint asked for."""
    if kind is User:
        named = [sa.select(getattr(of, f"{name}_id")).where(_belongs(of)) for of in PEOPLE for name in PEOPLE[of]]
        return User.id.in_(sa.union_all(*named))
    part = next(part for part in PARTS if part.kind is kind)
    key = getattr(kind, part.key)
    if part.under is Complaint:
        belongs: sa.ColumnElement[bool] = key == COMPLAINT_ID
        return belongs
    return key.in_(sa.select(part.under.id).where(part.under.complaint_id == COMPLAINT_ID))
