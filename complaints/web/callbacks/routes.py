"""The addresses of the callbacks page."""

from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from ... import handling, queries
from ...codes import N_, Result
from ...db import db, transaction
from ...errors import ComplaintError, Invalid, Stale
from ...fields import refuse
from ...models import Attempt, Callback, Complaint
from ...rights import allows
from ...steps import Move
from .. import i18n
from ..forms import DeskForm, put
from ..guard import requires
from ..handling.step_forms import changed
from ..handling.writing import KEPT_ON_PAGE
from ..kept import drop_posted
from ..views import case
from . import bp
from .forms import AttemptForm, ending_form, may_close
from .listing import chosen_of, groups_of, planned, tab_of, tabs, week
from .sheet import sheet_view

PARTLY = N_("Solved in part is for a manager to close: record the result only")
TOO_HOT = N_("A manager closes what is of high risk: record the result only")


@bp.get("/callbacks")
@requires("see_callbacks")
def due() -> Any:
    """The due list and the call sheet of the chosen one."""
    return _page()


@bp.post("/callbacks/<int:callback_id>/attempts")
@requires("work")
def record(callback_id: int) -> Any:
    """Record an attempt; with `close`, close the complaint after it when its gate is open."""
    at, form, ending = i18n.utcnow(), AttemptForm(), None
    try:
        with transaction():
            callback = queries.part_of_complaint(Callback, callback_id, person=current_user, lock=True)
            if request.form.get("version") != str(callback.complaint.head_seq):
                raise Stale()
            ending = ending_form(callback.complaint, formdata=request.form)
            fits = form.validate()
            if not (ending is None or ending.validate()) or not fits:
                raise Invalid()
            attempt = _record(callback, form, ending, at)
            drop_posted()
        flash(_said(attempt), "done")
        return redirect(url_for("callbacks.due", tab=request.form.get("tab") or None), 303)
    except ComplaintError as error:
        if error.status not in KEPT_ON_PAGE:
            raise
        db.session.rollback()
        _put(error, form, ending)
        return _page(chosen=callback_id, form=form, ending=ending), error.status


def _me() -> Any:
    return current_user._get_current_object()


def _record(callback: Callback, form: AttemptForm, ending: DeskForm | None, at: datetime) -> Attempt:
    """The attempt, what was written for closing, and the closing itself if it was asked for."""
    complaint = callback.complaint
    if ending is not None and (written := changed(ending, complaint.visit)):
        handling.edit(complaint, written, by=_me(), at=at)
    attempt = handling.record_attempt(callback, form.given(), by=_me(), at=at)
    if request.form.get("do") == "close":
        _close(complaint, attempt, ending, at)
    return attempt


def _close(complaint: Complaint, attempt: Attempt, ending: DeskForm | None, at: datetime) -> None:
    if attempt.result is Result.PARTLY and not allows(current_user, "reopen", complaint):
        raise refuse("result", PARTLY)
    if ending is not None and not may_close(complaint):
        raise refuse("result", TOO_HOT)
    reason = ending["reason"].data if ending is not None and "reason" in ending else None
    handling.move(complaint, Move.CLOSE.value, reason=reason, by=_me(), at=at)


def _put(error: ComplaintError, form: AttemptForm, ending: DeskForm | None) -> None:
    """Each advice beside its field, on whichever of the two forms has it."""
    if not error.fields and (form.errors or (ending is not None and ending.errors)):
        return
    names = [name for name in error.fields if ending is not None and name in ending]
    if ending is not None and names:
        put(_part(error, names), ending)
    if len(names) < len(error.fields) or not error.fields:
        put(_part(error, [name for name in error.fields if name not in names]), form)


def _part(error: ComplaintError, names: list[str]) -> ComplaintError:
    """The same refusal with the advice for some of its fields."""
    part = ComplaintError(error.message, fields={name: error.fields[name] for name in names})
    part.values = error.values
    return part


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


def _page(chosen: int | None = None, form: AttemptForm | None = None, ending: DeskForm | None = None) -> str:
    at, found, wanted = i18n.utcnow(), queries.callbacks_due(_me()), str(chosen or request.args.get("chosen", ""))
    tab = tab_of(found, wanted, at)
    rows = planned(found, tab, at)
    callback = chosen_of(rows, wanted)
    if callback is not None:
        queries.everything_of(callback.complaint)
    return render_template(
        "callbacks/due.html",
        tabs=tabs(found, tab, at),
        tab=tab,
        groups=groups_of(rows, callback, tab, at),
        week=week(at),
        opened=callback is not None and str(callback.id) == wanted,
        sheet=sheet_view(callback, form, ending, at) if callback is not None else None,
        purposes=case.purposes(),
    )
