"""Who else has a complaint open. Nobody's history: seen for a minute, then forgotten."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from .db import db
from .models import Complaint, Presence, User

HERE_FOR = timedelta(seconds=30)
"""How long after the last sign of life somebody counts as looking."""

SAY_AGAIN_AFTER = timedelta(seconds=10)
"""How old a sign of life may grow before it is written again: pages ask more often than the database need know."""

FORGET_AFTER = timedelta(hours=1)


def others(complaint: Complaint, *, than: User, at: datetime) -> list[User]:
    """Everybody else who has the complaint open now, by name."""
    query = (
        sa.select(User)
        .join(Presence, Presence.person_id == User.id)
        .where(Presence.complaint_id == complaint.id, Presence.seen_at > at - HERE_FOR, User.id != than.id)
        .order_by(User.display_name, User.id)
    )
    return list(db.session.scalars(query))


def said_lately(complaint: Complaint, *, by: User, at: datetime) -> bool:
    """Whether a sign of life of this person is fresh enough to need no other."""
    seen = db.session.scalar(
        sa.select(Presence.seen_at).where(Presence.complaint_id == complaint.id, Presence.person_id == by.id)
    )
    return seen is not None and at - SAY_AGAIN_AFTER < seen <= at


def say(complaint: Complaint, *, by: User, at: datetime) -> None:
    """Somebody has the complaint open."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    statement = insert(Presence).values(person_id=by.id, complaint_id=complaint.id, seen_at=at)
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["person_id", "complaint_id"], set_={"seen_at": statement.excluded.seen_at}
        )
    )


def leave(complaint: Complaint, *, by: User) -> None:
    """Somebody has closed the page."""
    db.session.execute(sa.delete(Presence).where(Presence.complaint_id == complaint.id, Presence.person_id == by.id))
