"""One complaint as a whole: what its page shows, each sort of row in one statement; and its history in pages."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from ..db import db
from ..models import Attempt, Callback, Complaint, Escalation, Event, User, Visit


def everything_of(complaint: Complaint) -> Complaint:
    """Read visits, callbacks, escalations and notes of a complaint at once, so that showing them asks no more."""
    parts = (
        selectinload(Complaint.visits).options(
            selectinload(Visit.facts), selectinload(Visit.proposals), joinedload(Visit.entered_by)
        ),
        selectinload(Complaint.callbacks).selectinload(Callback.attempts).joinedload(Attempt.by),
        selectinload(Complaint.escalations).joinedload(Escalation.handed_back_by),
        selectinload(Complaint.notes),
        joinedload(Complaint.complainant),
        joinedload(Complaint.owner),
    )
    query = sa.select(Complaint).where(Complaint.id == complaint.id).options(*parts)
    return db.session.scalars(query).one()


def events_page(
    complaint: Complaint, *, kinds: Iterable[str] | None = None, before: int | None = None, size: int = 20
) -> tuple[list[Event], bool]:
    """The newest events (of some kinds, before a sequence), and whether there are older ones."""
    query = sa.select(Event).where(Event.stream == complaint.stream)
    if kinds is not None:
        query = query.where(Event.kind.in_(tuple(kinds)))
    if before is not None:
        query = query.where(Event.seq < before)
    found = list(db.session.scalars(query.order_by(Event.seq.desc()).limit(size + 1)))
    return found[:size], len(found) > size


def event_counts(complaint: Complaint) -> dict[str, int]:
    """How many events of each kind there are."""
    query = sa.select(Event.kind, sa.func.count()).where(Event.stream == complaint.stream).group_by(Event.kind)
    return dict(db.session.execute(query).all())


def names_of(ids: Iterable[int | None]) -> dict[int, str]:
    """The names of colleagues by id."""
    wanted = {user_id for user_id in ids if user_id is not None}
    query = sa.select(User.id, User.display_name).where(User.id.in_(wanted))
    return dict(db.session.execute(query).all())
