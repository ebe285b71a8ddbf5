"""Saved views: a list under its filters, kept under a name by one person or for a whole team."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

import sqlalchemy as sa

from .codes import N_
from .db import db
from .errors import NotFound
from .fields import refuse, text
from .models import SavedView, User

MOST = 12
"""Views one person may keep: as many as one row of tabs can show and one statement can count."""


def save(name: str | None, arguments: Mapping[str, str], *, for_team: bool, by: User, at: datetime) -> SavedView:
    """Keep filters under a name; a view of mine with that name is replaced. Raises Invalid."""
    called = text("view_name", name, required=True, kind="display_name")
    if not arguments:
        raise refuse("view_name", N_("Choose a filter first, then save"))
    mine = list(db.session.scalars(sa.select(SavedView).where(SavedView.person_id == by.id)))
    view = next((row for row in mine if row.name == called), None)
    if view is None:
        if len(mine) >= MOST:
            raise refuse("view_name", N_("You have %(most)s views; remove one first"), most=MOST)
        view = SavedView(person_id=by.id, name=called, created_at=at)
        db.session.add(view)
    view.arguments = urlencode(sorted(arguments.items()))
    view.team_id = by.team_id if for_team else None
    db.session.flush()
    return view


def seen_by(person: User) -> list[SavedView]:
    """The person's own views, then those of the team, each in the order they were made."""
    return list(db.session.scalars(_seen(), {"person_id": person.id, "team_id": person.team_id}))


@cache
def _seen() -> sa.Select[SavedView]:
    mine = SavedView.person_id == sa.bindparam("person_id", type_=sa.BigInteger)
    of_team = SavedView.team_id == sa.bindparam("team_id", type_=sa.BigInteger)
    query = sa.select(SavedView).where(sa.or_(mine, of_team)).order_by(sa.case((mine, 0), else_=1), SavedView.id)
    return query.limit(2 * MOST)


def remove(view_id: int, *, by: User) -> SavedView:
    """Take away a view of mine. Raises NotFound."""
    view = db.session.get(SavedView, view_id)
    if view is None or view.person_id != by.id:
        raise NotFound()
    db.session.delete(view)
    db.session.flush()
    return view


def arguments_of(view: SavedView) -> dict[str, Any]:
    """The filters of a view as query arguments."""
    return dict(parse_qsl(view.arguments))
