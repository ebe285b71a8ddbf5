"""Loading the demo: what is missing of so many complaints, and adding it, chunk by chunk."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ..db import db
from ..errors import Invalid
from ..importing.bulk import number_all
from ..models import Complaint
from .case import SOURCE
from .desk import Desk
from .persons import Contact, Person
from .telling import Ticket, World, tell


def missing(count: int) -> list[int]:
    """Which of the first `count` demo complaints are not here."""
    here = sa.select(Complaint.external_ref).where(Complaint.source == SOURCE)
    known = {int(reference or 0) for reference in db.session.scalars(here)}
    return [index for index in range(count) if index not in known]


def must_not_be_real() -> None:
    """Raise Invalid on a desk with real complaints: neither demo complaints nor their known password go there."""
    real = sa.select(sa.exists().where(Complaint.source.is_distinct_from(SOURCE)))
    if db.session.scalar(real):
        raise Invalid("This desk holds real complaints; the demo does not go among them.")


def plan(indices: Sequence[int], *, seed: int, at: datetime) -> tuple[World, list[Ticket]]:
    """The world of this seed and day, and its complaints in the order they were opened. The people must be there.

    The past ends at the last full hour before `at`: within that hour the same seed gives the same desk.
    """
    until = at.replace(minute=0, second=0, microsecond=0)
    world = World(seed, until=until)
    return world, sorted((world.ticket(index) for index in indices), key=lambda row: (row.opened_at, row.index))


def add(world: World, tickets: Sequence[Ticket], *, at: datetime) -> None:
    """Add these complaints with all that happened to them. The caller commits; more calls may follow."""
    desk = Desk(at=at, until=world.until)
    _remember(world, tickets)
    for ticket, number in zip(tickets, number_all([row.opened_at for row in tickets]), strict=True):
        tell(world, desk, ticket, number)
    desk.batch.write()


def _remember(world: World, tickets: Sequence[Ticket]) -> None:
    """People who complained in an earlier run and come again."""
    firsts = {f"{row.first:06d}": row.first for row in tickets if row.first not in world.people}
    first = aliased(Complaint)
    query = (
        sa.select(first.external_ref, Complaint)
        .join(Complaint, Complaint.complainant_id == first.complainant_id)
        .where(first.source == SOURCE, first.external_ref.in_(firsts))
        .order_by(Complaint.id)
    )
    for reference, complaint in db.session.execute(query):
        known: Any = complaint.complainant
        someone = world.people.setdefault(
            firsts[str(reference)],
            Person(known.name, known.form_of_address, known.phone, known.account, row_id=known.id),
        )
        someone.contacts.append(Contact(complaint.id, complaint.opened_at, complaint.cause))
