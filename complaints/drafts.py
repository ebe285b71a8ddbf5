"""Drafts: what somebody has typed into a form and not saved yet.

A draft is nobody's history. It is written every second, belongs to one person, says nothing of the complaint until it
is saved as a record, and goes with that save. So it leaves no event and does not move the version of a complaint.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from .codes import N_
from .db import db
from .fields import refuse
from .models import Draft, User

KEEP_FOR = timedelta(days=30)
"""How long a draft lies that nobody comes back to."""

LARGEST = 200_000
"""Bytes the fields of one draft may take, written as JSON."""

MOST = 200
"""Drafts one person may have; the oldest go first."""

Fields = list[tuple[str, str]]
"""The controls of a form in their order, name and value, as a browser sends them."""


@dataclass(frozen=True)
class OpenForm:
    """A form as it lies open in some window.

    `place` says which form, `name` (16 hexadecimal digits) which opening of it, `turn` how often its text was sent.
    `source` is the name and turn of the draft that filled it, if one did.
    """

    place: str
    name: str
    turn: int = 0
    source: tuple[str, int] | None = None


def keep(form: OpenForm, fields: Fields, *, based_on: int | None, by: User, at: datetime) -> Draft:
    """Keep what stands in an open form; an earlier turn that comes late changes nothing. Raises Invalid.

    The draft that filled the form is replaced, unless another window has written on it since.
    """
    body = _written(fields)
    _one_at_a_time(by)
    found = db.session.scalar(_of(by).where(Draft.place == form.place, Draft.name == form.name))
    if found is None:
        found = Draft(person_id=by.id, place=form.place, name=form.name, turn=0)
        _drop_source(form, by)
        _make_room(by)
        db.session.add(found)
    elif form.turn <= found.turn:
        return found
    found.fields, found.turn, found.based_on, found.saved_at = body, form.turn, based_on, at
    db.session.flush()
    return found


def found(person: User, place: str) -> list[Draft]:
    """The drafts of a person at a place and within it, the newest first: `C20261124-0001` holds all of its forms."""
    here = sa.or_(Draft.place == place, Draft.place.startswith(f"{place}/", autoescape=True))
    return list(db.session.scalars(_of(person).where(here).order_by(Draft.saved_at.desc(), Draft.id.desc())))


def fields_of(draft: Draft) -> Fields:
    """What stood in the form."""
    return [(name, value) for name, value in json.loads(draft.fields)]


def drop(form: OpenForm, *, by: User) -> None:
    """Let the draft of an open form go, with the one that filled it unless another window has written on it since."""
    db.session.execute(
        sa.delete(Draft).where(Draft.person_id == by.id, Draft.place == form.place, Draft.name == form.name)
    )
    _drop_source(form, by)


def _of(person: User) -> sa.Select[Draft]:
    return sa.select(Draft).where(Draft.person_id == person.id)


def _written(fields: Fields) -> str:
    body = json.dumps(fields, ensure_ascii=False)
    if len(body.encode()) > LARGEST:
        raise refuse("draft", N_("This is too long to be kept as a draft"))
    return body


def _one_at_a_time(person: User) -> None:
    """Two windows of one person wait for each other here, so that none makes a draft that the other is making."""
    db.session.execute(sa.select(User.id).where(User.id == person.id).with_for_update(key_share=True))


def _drop_source(form: OpenForm, by: User) -> None:
    if form.source is not None:
        name, turn = form.source
        unchanged = (Draft.place == form.place, Draft.name == name, Draft.turn == turn)
        db.session.execute(sa.delete(Draft).where(Draft.person_id == by.id, *unchanged))


def _make_room(person: User) -> None:
    newest = sa.select(Draft.id).where(Draft.person_id == person.id).order_by(Draft.saved_at.desc(), Draft.id.desc())
    surplus = list(db.session.scalars(newest.offset(MOST - 1)))
    if surplus:
        db.session.execute(sa.delete(Draft).where(Draft.id.in_(surplus)))
