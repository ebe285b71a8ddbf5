"""What came of a call, and what is still missing before the complaint may close right after it."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from wtforms import RadioField, StringField, TextAreaField
from wtforms.widgets import DateTimeLocalInput

from ... import fields, handling
from ...codes import N_, Outcome, Result
from ...models import Complaint
from ...rights import allows
from ...steps import VISIT_FIELDS, Step
from ..forms import DeskForm, local_moment, reads
from ..handling.step_forms import CHOICES, FIELDS, REASONS, prefill
from ..page import label

BUTTONS: dict[Outcome, str] = {
    Outcome.REACHED: N_("Reached"),
    Outcome.NO_ANSWER: N_("No answer"),
    Outcome.BUSY: N_("Busy"),
    Outcome.ASKED_OTHER_TIME: N_("Other time"),
    Outcome.WRONG_NUMBER: N_("Wrong number"),
    Outcome.REFUSED: N_("Refused the call"),
}
"""Outcomes in the order of their keys, in words short enough for a row of buttons."""


class AttemptForm(DeskForm):
    """What came of a call."""

    area = "attempt-"
    outcome = RadioField(lazy_gettext("Outcome"), validate_choice=False)
    result = RadioField(lazy_gettext("Solved?"), validate_choice=False)
    score = StringField(lazy_gettext("Score"), [reads(fields.integer, 1, 5)])
    words = TextAreaField(lazy_gettext("Their own words"), [reads(fields.text)], render_kw={"rows": 2})
    asked_for_at = StringField(lazy_gettext("The time they asked for"), widget=DateTimeLocalInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outcome.choices = [(outcome.value, gettext(word)) for outcome, word in BUTTONS.items()]
        self.result.choices = [(result.value, label(result)) for result in Result]

    def given(self) -> dict[str, Any]:
        """As the verb takes it."""
        return {name: self[name].data or None for name in ("outcome", "result", "score", "words")} | {
            "asked_for_at": local_moment(self.asked_for_at.data)
        }


def lacking(complaint: Complaint) -> list[str]:
    """What the gate of closing misses besides the call, field by field."""
    return [row.field for row in handling.gate(complaint, by=current_user) if row.field != "callback"]


def may_close(complaint: Complaint) -> bool:
    """Whether this person may close it from here."""
    return complaint.step is Step.FOLLOW_UP and not complaint.closed and allows(current_user, "close", complaint)


def ending_form(complaint: Complaint, *, formdata: Any = None) -> DeskForm | None:
    """What is missing for closing as a form of its own; None where this person cannot close it right after a call."""
    if not may_close(complaint):
        return None
    missing = lacking(complaint)
    if not set(missing) <= set(VISIT_FIELDS[Step.FOLLOW_UP]):
        return None
    shown: dict[str, Any] = {name: FIELDS[name] for name in missing}
    if allows(current_user, "reopen", complaint):
        shown["reason"] = REASONS[Step.FOLLOW_UP]
    kind = type("EndingForm", (DeskForm,), {"area": "ending-"} | shown)
    form: DeskForm = kind(formdata=formdata, data=prefill(complaint.visit) if formdata is None else None)
    if "disposition" in form:
        form["disposition"].choices = CHOICES["disposition"](complaint)
    return form
