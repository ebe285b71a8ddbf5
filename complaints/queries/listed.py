"""Complaints as a list shows them: the columns of a row and nothing else, what is personal still sealed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from ..codes import Disposition, Risk
from ..db import db
from ..models import Complainant, Complaint, User
from ..steps import Step
from .anybody import for_anybody, whose
from .filters import Filters, parts_within, within

PAGE = 25


class Listed(NamedTuple):
    """What a row of a list is drawn from; equal records are drawn alike."""

    id: int
    number: str
    step: Step | None
    attempt: int
    risk: Risk
    cause: str | None
    narrative: str
    due_at: datetime | None
    closed_at: datetime | None
    disposition: Disposition | None
    owner_id: int | None
    owner_name: str | None
    uid: str | None
    name_sealed: bytes | None
    phone_sealed: bytes | None
    form_of_address_sealed: bytes | None

    @classmethod
    def of(cls, complaint: Complaint) -> "Listed":
        """The record of a complaint that was read whole."""
        own = (getattr(complaint, name) for name in OWN)
        owner, person = complaint.owner, complaint.complainant
        sealed = (getattr(person, name) if person else None for name in PERSONAL)
        return cls._make([*own, owner.display_name if owner else None, *sealed])

    @property
    def complainant(self) -> Complainant | None:
        """The complainant with what a row shows, for reading alone."""
        return Complainant(**{name: getattr(self, name) for name in PERSONAL}) if self.uid else None


PERSONAL = Listed._fields[-4:]
OWN = Listed._fields[: -len(PERSONAL) - 1]


@dataclass(frozen=True)
class Ordering:
    """An order of a list by one column, then by id."""

    column: Any
    descending: bool

    @property
    def terms(self) -> list[Any]:
        """The order as SQL."""
        return self.by(self.column, Complaint.id)

    def by(self, *columns: Any) -> list[Any]:
        """The same order of other columns that hold the same values."""
        return [column.desc() if self.descending else column for column in dict.fromkeys(columns)]

    def beyond(self, complaint_id: Any) -> sa.ColumnElement[bool]:
        """Whether a complaint comes after the one with this id, a value in SQL."""
        if self.column is Complaint.id:
            return Complaint.id < complaint_id if self.descending else Complaint.id > complaint_id
        here = sa.select(self.column).where(Complaint.id == complaint_id).scalar_subquery()
        columns, place = sa.tuple_(self.column, Complaint.id), sa.tuple_(here, complaint_id)
        return columns < place if self.descending else columns > place


ORDERS: dict[str, Ordering] = {
    "newest": Ordering(Complaint.id, descending=True),
    "due": Ordering(Complaint.due_at, descending=False),
    "changed": Ordering(Complaint.changed_at, descending=True),
}


def narrowed(person: User, filters: Filters) -> sa.Select[Any]:
    """The ids of the complaints of a list."""
    return sa.select(Complaint.id).where(*within(person, filters))


def ordered(person: User, filters: Filters, order: str, *, further: bool) -> sa.Select[Any]:
    """The ids of a list in one of `ORDERS`; with `further` those after the id given as `before`."""
    ordering = ORDERS[order]
    limits = [] if ordering.column is Complaint.id else [ordering.column.is_not(None)]
    if further:
        limits.append(ordering.beyond(sa.bindparam("before", type_=sa.BigInteger)))
    columns = (Complaint.id, ordering.column.label("place"))
    parts = [sa.select(*columns).where(*part, *limits) for part in parts_within(person, filters)]
    if len(parts) == 1:
        return parts[0].with_only_columns(Complaint.id).order_by(*ordering.terms)
    found = sa.union_all(*parts).subquery()
    return sa.select(found.c.id).order_by(*ordering.by(found.c.place, found.c.id))


def listed(
    person: User, filters: Filters, *, before: int | None = None, order: str = "newest"
) -> tuple[list[Listed], int | None]:
    """The first records in one of `ORDERS`, and the id of the last one to go on after, or None at the end."""
    query = _statement(person, filters, order, before is not None)
    found = [Listed._make(row) for row in db.session.execute(query, whose(person) | {"before": before})]
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None


@for_anybody
def _statement(person: User, filters: Filters, order: str, further: bool) -> sa.Select[Any]:
    """Ids are sorted first, since whole rows are a hundred times as wide."""
    wanted = ordered(person, filters, order, further=further).limit(PAGE + 1)
    columns = [getattr(Complaint, name) for name in OWN]
    return (
        sa.select(*columns, User.display_name, *(getattr(Complainant, name) for name in PERSONAL))
        .outerjoin(User, User.id == Complaint.owner_id)
        .outerjoin(Complainant, Complainant.id == Complaint.complainant_id)
        .where(Complaint.id.in_(wanted))
        .order_by(*ORDERS[order].terms)
    )
