"""The same thing done to many complaints: each by its own verb, with its own rights, in its own transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import flash, request
from flask_babel import gettext, lazy_gettext, ngettext
from markupsafe import Markup
from wtforms import RadioField, SelectField, StringField

from .. import escalations, fields, handling, queries
from ..db import transaction
from ..errors import ComplaintError
from ..models import Complaint, User
from ..roles import CASE_RIGHTS, Role
from .errors import translated
from .forms import DeskForm, reads
from .i18n import locale, utcnow
from .rendering import piece

MOST = 100
"""Complaints at once: more than a page shows."""

TOLD = 3
"""Refusals told one by one; the rest are counted."""

KEPT = 100
"""Untouched forms kept: one for each language and set of colleagues."""

Choices = tuple[tuple[str, str], ...]
Verb = Callable[[Complaint, datetime], Any]


class BulkForm(DeskForm):
    """What to do with the ticked rows."""

    area = "bulk-"
    owner = SelectField(lazy_gettext("Owner"), validate_choice=False)
    level = RadioField(lazy_gettext("Level"), default="2", validate_choice=False)
    reason = StringField(lazy_gettext("Why it goes up"), [reads(fields.text)])

    def __init__(self, role: Role, colleagues: Choices, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.role = role
        self.level.choices = [("1", "1"), ("2", "2"), ("3", "3")]
        self.owner.choices = list(colleagues)

    @property
    def assigns(self) -> bool:
        """Whether this person may give complaints to somebody."""
        return self.role in CASE_RIGHTS["assign"]

    @property
    def escalates(self) -> bool:
        """Whether this person may send complaints up."""
        return self.role in CASE_RIGHTS["escalate"]


def acts(person: User) -> bool:
    """Whether this person may do anything with many complaints at once."""
    return person.role in CASE_RIGHTS["assign"] or person.role in CASE_RIGHTS["escalate"]


def colleagues(person: User) -> Choices:
    """Whom this person may give complaints to."""
    if person.role not in CASE_RIGHTS["assign"]:
        return ()
    return tuple((str(user.id), user.display_name) for user in queries.colleagues(person.team_id))


def untouched(person: User) -> Markup:
    """The form as it stands before anything is ticked, drawn once for a language, a role and a set of colleagues."""
    return _untouched(locale(), request.script_root, person.role, colleagues(person))


@lru_cache(maxsize=KEPT)
def _untouched(_language: str, _root: str, role: Role, choices: Choices) -> Markup:
    return drawn(BulkForm(role, choices, formdata=None))


def drawn(form: BulkForm) -> Markup:
    """The form as markup."""
    return piece("lists/_bulk.html", bulk=form)


@dataclass(frozen=True)
class Done:
    """How many it was done to, and each refusal as words."""

    count: int
    refusals: list[str]


def act(form: BulkForm, action: str, numbers: list[str], *, by: User) -> Done:
    """Do one of `ACTIONS` to each complaint; those that may not be are told with the reason."""
    verb, at = ACTIONS[action](form, by), utcnow()
    refusals = []
    for number in numbers:
        try:
            with transaction():
                verb(queries.complaint_numbered(number, person=by, lock=True), at)
        except ComplaintError as error:
            refusals.append(gettext("%(number)s: %(why)s", number=number[:24], why=_why(error)))
    return Done(len(numbers) - len(refusals), refusals)


def _assign(form: BulkForm, by: User) -> Verb:
    return lambda complaint, at: handling.edit(complaint, {"owner": form.owner.data}, by=by, at=at)


def _escalate(form: BulkForm, by: User) -> Verb:
    def verb(complaint: Complaint, at: datetime) -> None:
        given = {"level": form.level.data, "reason": form.reason.data, "brief": escalations.draft(complaint)}
        escalations.propose(complaint, given, by=by, at=at)

    return verb


ACTIONS: dict[str, Callable[[BulkForm, User], Verb]] = {"assign": _assign, "escalate": _escalate}


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
