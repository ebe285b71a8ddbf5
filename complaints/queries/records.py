"""What people did: the events of their streams, and the last signed checkpoint."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ..db import db
from ..models import Checkpoint, Event, User

PAGE_OF_EVENTS = 50


@dataclass(frozen=True)
class PersonEvent:
    """One event of a person's stream: who did it, about whom."""

    event: Event
    actor: User | None
    about: User


Cursor = tuple[datetime, str, int]
"""Moment, stream and sequence of the last event of a page."""


def person_events(
    *, kind: str | None = None, before: Cursor | None = None, size: int = PAGE_OF_EVENTS
) -> tuple[list[PersonEvent], Cursor | None]:
    """Events of people, newest first, of one kind if named; and where to go on, or None at the end."""
    actor, about = aliased(User), aliased(User)
    order = (Event.at, Event.stream, Event.seq)
    query = (
        sa.select(Event, actor, about)
        .join(about, Event.stream == sa.literal("person/") + sa.cast(about.id, sa.Text))
        .outerjoin(actor, Event.actor_id == actor.id)
        .where(Event.stream.startswith("person/"))
        .order_by(*(column.desc() for column in order))
        .limit(size + 1)
    )
    if kind is not None:
        query = query.where(Event.kind == kind)
    if before is not None:
        query = query.where(sa.tuple_(*order) < sa.tuple_(*map(sa.bindparam, ("at", "stream", "seq"), before)))
    found = [PersonEvent(*row) for row in db.session.execute(query)]
    last = found[size - 1].event if len(found) > size else None
    return found[:size], (last.at, last.stream, last.seq) if last is not None else None


def last_checkpoint() -> Checkpoint | None:
    """The newest signed statement of heads."""
    return db.session.scalar(sa.select(Checkpoint).order_by(Checkpoint.id.desc()).limit(1))
