"""The same thing done to many complaints: each by its own verb, with its own rights, in its own transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash
from flask_babel import gettext, lazy_gettext, ngettext
from wtforms import RadioField, SelectField, StringField

from .. import escalations, fields, handling, queries
from ..db import transaction
from ..errors import ComplaintError
from ..models import Complaint, User
from ..roles import CASE_RIGHTS
from .errors import translated
from .forms import DeskForm, reads
from .i18n import utcnow

MOST = 100
"""Complaints at once: more than a page shows."""

TOLD = 3
"""Refusals told one by one; the rest are counted."""

Verb = Callable[[Complaint, datetime], Any]


class BulkForm(DeskForm):
    """What to do with the ticked rows."""

    area = "bulk-"
    owner = SelectField(lazy_gettext("Owner"), validate_choice=False)
    level = RadioField(lazy_gettext("Level"), default="2", validate_choice=False)
    reason = StringField(lazy_gettext("Why it goes up"), [reads(fields.text)])

    def __init__(self, person: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.level.choices = [("1", "1"), ("2", "2"), ("3", "3")]
        self.owner.choices = [(str(user.id), user.display_name) for user in self._colleagues()]

    @property
    def assigns(self) -> bool:
        """Whether this person may give complaints to somebody."""
        return self.person.role in CASE_RIGHTS["assign"]

    @property
    def escalates(self) -> bool:
        """Whether this person may send complaints up."""
        return self.person.role in CASE_RIGHTS["escalate"]

    def _colleagues(self) -> list[User]:
        return queries.colleagues(self.person.team_id) if self.assigns else []


@dataclass(frozen=True)
class Done:
    """How many it was done to, and each refusal as words."""

    count: int
    refusals: list[str]


def act(form: BulkForm, action: str, numbers: list[str]) -> Done:
    """Do one of `ACTIONS` to each complaint; those that may not be are told with the reason."""
    verb, at = ACTIONS[action](form), utcnow()
    refusals = []
    for number in numbers:
        try:
            with transaction():
                verb(queries.complaint_numbered(number, person=form.person, lock=True), at)
        except ComplaintError as error:
            refusals.append(gettext("%(number)s: %(why)s", number=number[:24], why=_why(error)))
    return Done(len(numbers) - len(refusals), refusals)


def _assign(form: BulkForm) -> Verb:
    return lambda complaint, at: handling.edit(complaint, {"owner": form.owner.data}, by=form.person, at=at)


def _escalate(form: BulkForm) -> Verb:
    def verb(complaint: Complaint, at: datetime) -> None:
        given = {"level": form.level.data, "reason": form.reason.data, "brief": escalations.draft(complaint)}
        escalations.propose(complaint, given, by=form.person, at=at)

    return verb


ACTIONS: dict[str, Callable[[BulkForm], Verb]] = {"assign": _assign, "escalate": _escalate}


def _why(error: ComplaintError) -> str:
    advice = [translated(words, error.values) for words in error.fields.values()]
    return " ".join(advice) or translated(error.message, error.values)


def tell(done: Done) -> None:
    """Say on the next page what was done and what was not."""
    flash(ngettext("Done for %(num)s complaint.", "Done for %(num)s complaints.", done.count), "done")
    if done.refusals:
        more = len(done.refusals) - TOLD
        rest = [ngettext("and %(num)s more refused", "and %(num)s more refused", more)] if more > 0 else []
        flash(" ".join([*done.refusals[:TOLD], *rest]), "error")
