"""What is watched for: how many stand in each saved view, what changed since a page was made, and by whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from ..db import db
from ..models import Complaint, Event, User
from ..roles import Role
from .filters import Filters, number_within, within


def tally(person: User, lists: Sequence[Filters]) -> list[int]:
    """How many complaints each of these lists has, in one statement."""
    if not lists:
        return []
    counted = [number_within(person, filters) for filters in lists]
    return [int(count or 0) for count in db.session.execute(sa.select(*counted)).one()]


def changed_since(person: User, filters: Filters, moment: datetime) -> int:
    """How many complaints of a list changed after a moment, new ones among them."""
    newer = Complaint.changed_at > moment
    query = sa.select(sa.func.count(Complaint.id)).where(newer, *within(person, filters))
    return db.session.scalar(query) or 0


@dataclass(frozen=True)
class Change:
    """The newest event of a complaint: whose, none for a rule, and when."""

    name: str | None
    at: datetime


def last_change(complaint: Complaint) -> Change | None:
    """Who changed a complaint last, and when."""
    query = (
        sa.select(Event.at, User.display_name, User.role)
        .outerjoin(User, User.id == Event.actor_id)
        .where(Event.stream == complaint.stream, Event.seq == complaint.head_seq)
    )
    found = db.session.execute(query).first()
    if found is None:
        return None
    at, name, role = found
    return Change(None if role is Role.SYSTEM else name, at)
