"""The history of one complaint, in pages, and the names in it."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm.util import identity_key

from ..db import db
from ..models import Complaint, Event, User


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


def entries_by(complaint: Complaint, moment: datetime) -> int:
    """How many events stood in the history at that moment."""
    query = sa.select(sa.func.count()).where(Event.stream == complaint.stream, Event.at <= moment)
    return db.session.scalar(query) or 0


def names_of(ids: Iterable[int | None]) -> dict[int, str]:
    """The names of colleagues by id; those that have been read already are not asked for again."""
    wanted = {user_id for user_id in ids if user_id is not None}
    here = {user_id: db.session.identity_map.get(identity_key(User, user_id)) for user_id in wanted}
    names = {user_id: user.display_name for user_id, user in here.items() if user is not None}
    if missing := wanted - names.keys():
        query = sa.select(User.id, User.display_name).where(User.id.in_(missing))
        names |= dict(db.session.execute(query).all())
    return names
