"""Somebody recorded what I am still writing: whose text stands where, and what to do with the two.

The form of a step carries `base`, digests of the values it was made from. What I left alone follows the record; where
the record and I both changed a field, the page shows both texts and asks.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext
from flask_login import current_user
from werkzeug.datastructures import MultiDict
from wtforms import Field, SelectFieldBase, TextAreaField

from ... import history, queries
from ...drafts import Fields
from ...models import Complaint
from .. import i18n
from ..forms import PICTURES, DeskForm, FieldList
from .differing import Pieces, marked, together
from .step_forms import step_form, typed

BASE = re.compile(r"[a-z_]+=[0-9a-f]{12}(?: [a-z_]+=[0-9a-f]{12})*")
LOOK_BACK = 100
"""Events that are read to say who changed it."""


@dataclass(frozen=True)
class Texts:
    """One field in both texts, in pieces, those that differ marked."""

    label: str
    mine: Pieces
    theirs: Pieces


@dataclass(frozen=True)
class Clash:
    """Who changed the complaint and when, whether that was myself, and the fields on which we differ."""

    who: str
    when: str
    myself: bool
    rows: list[Texts]
    version: int


@dataclass(frozen=True)
class Meeting:
    """A form as typed, beside the record as it is now."""

    fields: Fields
    base: Mapping[str, str]
    mine: Mapping[str, Any]
    theirs: Mapping[str, Any]

    @property
    def clashing(self) -> list[str]:
        """Fields that both changed, each otherwise. Where it is not known what I saw, all that differ."""
        return [name for name in self.mine if self._differ(name) and not self._left_alone(name) and self._moved(name)]

    @property
    def merged(self) -> Fields:
        """What I typed, and the record where I left it alone."""
        fields = self.fields
        for name in self.mine:
            if self._differ(name) and self._left_alone(name):
                fields = replaced(fields, name, self.theirs[name])
        return fields

    def _differ(self, name: str) -> bool:
        return bool(self.mine[name] != self.theirs[name])

    def _left_alone(self, name: str) -> bool:
        return self.base.get(name) == digest(self.mine[name])

    def _moved(self, name: str) -> bool:
        return self.base.get(name) != digest(self.theirs[name])


def meet(complaint: Complaint, fields: Fields) -> Meeting:
    """The controls of a step form beside the record."""
    given = MultiDict(fields)
    base = dict(part.split("=") for part in written_base(given.get("base")).split())
    mine, theirs = typed(step_form(complaint, formdata=given)), typed(step_form(complaint))
    return Meeting(fields, base, mine, theirs)


def base_of(form: DeskForm, complaint: Complaint) -> str:
    """The field `base` of a step form: what it was made from, as posted where it comes back from a post."""
    if form.base is None:
        fresh = request.method == "GET"
        form.base = written_base(request.form.get("base")) or (_seen(form) if fresh else seen(complaint))
    return str(form.base)


def written_base(given: str | None) -> str:
    """The field `base` as it was sent; nothing when it is none."""
    return given if given and BASE.fullmatch(given) else ""


def seen(complaint: Complaint) -> str:
    """Digests of what the form of the step shows of the record."""
    return _seen(step_form(complaint))


def _seen(form: DeskForm) -> str:
    return " ".join(f"{name}={digest(value)}" for name, value in typed(form).items())


def digest(value: Any) -> str:
    """A short name for a value, to see whether it is still the same."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:12]


def clash_of(complaint: Complaint, meeting: Meeting | None, since: int) -> Clash:
    """The two texts, and the newest change after version `since` that touches them, else the newest of all."""
    names = meeting.clashing if meeting else []
    events = [event for event in history.events_of(complaint, limit=LOOK_BACK) if event.seq > since]
    touching = [event for event in events if set(json.loads(event.data).get("fields", ())) & set(names)]
    last = next(iter(touching or events), None)
    form = step_form(complaint) if names else None
    return Clash(
        who=_name(last.actor_id if last else None),
        when=f"{i18n.local(last.at):%H:%M}" if last else "",
        myself=last is not None and last.actor_id == current_user.id,
        rows=[_texts(form[name], meeting.mine[name], meeting.theirs[name]) for name in names if form and meeting],
        version=complaint.head_seq,
    )


def theirs_taken(meeting: Meeting) -> Fields:
    """What I typed, with their text where we differ."""
    fields = meeting.merged
    for name in meeting.clashing:
        fields = replaced(fields, name, meeting.theirs[name])
    return fields


def both_taken(meeting: Meeting, complaint: Complaint) -> Fields:
    """What I typed, with both texts to edit where we differ: theirs first, then mine."""
    fields, form = meeting.merged, step_form(complaint)
    for name in meeting.clashing:
        fields = replaced(fields, name, _both(form[name], meeting.theirs[name], meeting.mine[name]))
    return fields


def replaced(fields: Fields, name: str, value: Any) -> Fields:
    """The controls of a form with another value for one of its fields, repeated rows included."""
    kept = [(key, given) for key, given in fields if key != name and not key.startswith(f"{name}-")]
    return [*kept, *_encoded(name, value)]


def _encoded(name: str, value: Any) -> Fields:
    if isinstance(value, bool):
        return [(name, "y")] if value else []
    if not isinstance(value, list):
        return [(name, str(value))]
    if value and isinstance(value[0], dict):
        return [(f"{name}-{number}-{key}", part) for number, row in enumerate(value) for key, part in row.items()]
    return [(name, code) for code in value]


def _both(field: Field, theirs: Any, mine: Any) -> Any:
    """Texts and rows one after the other; of a number, a date or a choice only one can stand, mine."""
    if isinstance(field, TextAreaField):
        return together(theirs, mine)
    return [*theirs, *(row for row in mine if row not in theirs)] if isinstance(theirs, list) else mine


def _name(actor_id: int | None) -> str:
    return queries.names_of([actor_id]).get(actor_id or 0) or gettext("Somebody")


def _texts(field: Field, mine: Any, theirs: Any) -> Texts:
    return Texts(str(field.label.text), *marked(_plain(field, mine).translate(PICTURES), _plain(field, theirs)))


def _plain(field: Field, value: Any) -> str:
    """A value as it is read: words for codes, a line for each row."""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(field, FieldList):
        parts = field[0].form
        return "\n".join(" ".join(_plain(parts[key], part) for key, part in row.items() if part) for row in value)
    codes = value if isinstance(value, list) else [value]
    return gettext(", ").join(_words(field).get(code, code) for code in codes)


def _words(field: Field) -> dict[str, str]:
    choices = field.iter_choices() if isinstance(field, SelectFieldBase) else ()
    return {str(choice[0]): str(choice[1]) for choice in choices if choice[0]}
