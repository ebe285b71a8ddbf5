"""Callbacks: who may be called now, the call sheet, what came of it, and closing right after it."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from wtforms import RadioField, StringField, TextAreaField
from wtforms.widgets import DateTimeLocalInput

from .. import callbacks, contact, fields, handling, queries
from ..codes import N_, Outcome, Result
from ..db import db, transaction
from ..errors import ComplaintError, Invalid, Stale
from ..models import Attempt, Callback, Complaint
from ..rights import allows
from ..steps import Move, Step
from . import i18n
from .errors import translated
from .forms import DeskForm, local_moment, put, reads
from .guard import requires
from .handling.panel import script_view
from .handling.writing import KEPT_ON_PAGE
from .page import label
from .views import case, rows

bp = Blueprint("callbacks", __name__)

NEVER = datetime(9000, 1, 1, tzinfo=UTC)
"""Where a callback stands in the list when no more call may go out: last."""

GROUPS: tuple[tuple[str, str], ...] = (
    ("now", N_("May call now")),
    ("today", N_("Later today")),
    ("later", N_("Not today")),
)


class AttemptForm(DeskForm):
    """What came of a call."""

    area = "attempt-"
    outcome = RadioField(lazy_gettext("Outcome"), validate_choice=False)
    result = RadioField(lazy_gettext("Solved?"), validate_choice=False)
    score = StringField(lazy_gettext("Score"), [reads(fields.integer, 1, 5)])
    words = TextAreaField(lazy_gettext("Their own words"), [reads(fields.text)], render_kw={"rows": 3})
    asked_for_at = StringField(lazy_gettext("The time they asked for"), widget=DateTimeLocalInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outcome.choices = [(outcome.value, label(outcome)) for outcome in Outcome]
        self.result.choices = [(result.value, label(result)) for result in Result]

    def given(self) -> dict[str, Any]:
        """As the verb takes it."""
        return {name: self[name].data or None for name in ("outcome", "result", "score", "words")} | {
            "asked_for_at": local_moment(self.asked_for_at.data)
        }


@bp.get("/callbacks")
@requires("see_callbacks")
def due() -> Any:
    """The due list and the call sheet of the chosen one."""
    return _page()


@bp.post("/callbacks/<int:callback_id>/attempts")
@requires("work")
def record(callback_id: int) -> Any:
    """Record an attempt; with `close`, close the complaint after it when its gate is open."""
    at, form, closing = i18n.utcnow(), AttemptForm(), request.form.get("do") == "close"
    try:
        with transaction():
            callback = queries.part_of_complaint(Callback, callback_id, person=current_user, lock=True)
            if request.form.get("version") != str(callback.complaint.head_seq):
                raise Stale()
            if not form.validate():
                raise Invalid()
            attempt = handling.record_attempt(callback, form.given(), by=_me(), at=at)
            if closing:
                handling.move(callback.complaint, Move.CLOSE.value, by=_me(), at=at)
        flash(_said(attempt), "done")
        return redirect(url_for("callbacks.due"), 303)
    except ComplaintError as error:
        if error.status not in KEPT_ON_PAGE:
            raise
        db.session.rollback()
        if error.fields or not form.errors:
            put(error, form)
        return _page(chosen=callback_id, form=form), error.status


def _me() -> Any:
    return current_user._get_current_object()


def _said(attempt: Attempt) -> str:
    complaint = attempt.callback.complaint
    if complaint.closed:
        return gettext("Recorded and closed.")
    if attempt.result is Result.NOT_SOLVED:
        return gettext(
            "Recorded; %(number)s is open again, with %(who)s.", number=complaint.number, who=_new_owner(complaint)
        )
    return gettext("Recorded.")


def _new_owner(complaint: Complaint) -> str:
    return complaint.owner.display_name if complaint.owner else gettext("nobody yet")


def _page(chosen: int | None = None, form: AttemptForm | None = None) -> str:
    at, found = i18n.utcnow(), queries.callbacks_due(_me())
    wanted = str(chosen or request.args.get("chosen", ""))
    planned = sorted(((row, *_next(row, at)) for row in found), key=lambda item: (item[1], item[0].id))
    ordered = [item[0] for item in planned]
    callback = next((row for row in ordered if str(row.id) == wanted), ordered[0] if ordered else None)
    groups = [_group(name, word, planned, callback, at) for name, word in GROUPS]
    return render_template(
        "callbacks/due.html",
        groups=[group for group in groups if group["rows"]],
        count=len(found),
        sheet=_sheet(callback, form or AttemptForm(formdata=None), at) if callback is not None else None,
        purposes=case.purposes(),
    )


def _next(callback: Callback, at: datetime) -> tuple[datetime, str, contact.Refusal | None]:
    """The next lawful moment, its group, and what refuses a call now."""
    refusal, moment = callbacks.refusal(callback, at=at), callbacks.may_call_at(callback, at=at)
    if moment is None:
        return NEVER, "later", refusal
    same_day = i18n.local(moment).date() == i18n.local(at).date()
    return moment, "now" if moment <= at else "today" if same_day else "later", refusal


def _group(name: str, word: str, planned: list[Any], chosen: Callback | None, at: datetime) -> dict[str, Any]:
    found = [_row(row, moment, refusal, chosen, at) for row, moment, group, refusal in planned if group == name]
    return {"title": gettext(word), "rows": found}


def _row(
    callback: Callback, moment: datetime, refusal: contact.Refusal | None, chosen: Callback | None, at: datetime
) -> dict[str, Any]:
    complaint = callback.complaint
    writes = refusal is not None and refusal.next_at is None
    return {
        "url": url_for("callbacks.due", chosen=callback.id, _anchor="sheet"),
        "when": gettext("Write instead") if writes else gettext("Now") if moment <= at else i18n.coming(moment, at),
        "person": rows.person(complaint.complainant),
        "tail": rows.tail(complaint.complainant),
        "reason": callback.reason,
        "tried": _tried(callback),
        "clock": rows.until(callback.promised_at, at),
        "current": callback is chosen,
    }


def _tried(callback: Callback) -> str:
    return gettext(", ").join(label(row.outcome) for row in callback.attempts) or gettext("not yet")


def _sheet(callback: Callback, form: AttemptForm, at: datetime) -> dict[str, Any]:
    complaint = callback.complaint
    refusal = callbacks.refusal(callback, at=at)
    return {
        "callback": callback,
        "complaint": complaint,
        "person": case.person_of(complaint),
        "cause": rows.cause_name(complaint),
        "promised": gettext("promised for %(when)s", when=i18n.coming(callback.promised_at, at)),
        "guard": _guard_words(refusal, at),
        "refused": refusal is not None,
        "today": _today(callback, at),
        "attempts": [_attempt(row, at) for row in callback.attempts],
        "awaits_notice": callbacks.state_of(callback) == "awaiting_notice",
        "script": script_view(complaint) if complaint.step else [],
        "promises": [{"text": row.text, "state": label(row.state)} for row in complaint.promises],
        "form": form,
        "works": not complaint.closed and allows(current_user, "work", complaint),
        **_closing(complaint),
    }


def _guard_words(refusal: contact.Refusal | None, at: datetime) -> str:
    if refusal is None:
        return gettext("May call now")
    upcoming = i18n.coming(refusal.next_at, at) if refusal.next_at else ""
    return translated(refusal.words, {"next": upcoming})


def _today(callback: Callback, at: datetime) -> str:
    tried = sum(i18n.local(row.at).date() == i18n.local(at).date() for row in callback.attempts)
    return gettext(
        "try %(number)s today, at most %(most)s a day, %(cap)s in all",
        number=tried + 1,
        most=contact.PER_DAY,
        cap=contact.IN_ALL,
    )


def _attempt(row: Attempt, at: datetime) -> dict[str, Any]:
    words = [label(row.outcome), label(row.result) if row.result else ""]
    return {
        "when": i18n.when(row.at, at),
        "title": i18n.exact(row.at),
        "what": gettext(", ").join(filter(None, words)),
        "words": row.words,
        "breach": row.guard_breach,
    }


def _closing(complaint: Complaint) -> dict[str, Any]:
    """Whether “record and close” stands, or what is missing besides the call."""
    if complaint.step is not Step.FOLLOW_UP or complaint.closed:
        return {"closes": False, "why_not": gettext("It closes from follow up")}
    if not allows(current_user, "close", complaint):
        return {"closes": False, "why_not": gettext("A manager closes what is of high risk")}
    lacking = [row for row in handling.gate(complaint, by=current_user) if row.field != "callback"]
    words = gettext(
        "Missing before it closes: %(what)s", what=gettext(", ").join(gettext(row.label) for row in lacking)
    )
    return {"closes": not lacking, "why_not": words if lacking else ""}
