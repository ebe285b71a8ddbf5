"""The one way a form of the handling page is written: lock, version, verb, answer; a refusal keeps what was typed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext
from flask_login import current_user

from ... import queries, wording
from ...db import db, transaction
from ...errors import ComplaintError, Invalid, Stale
from ...models import Complaint
from ..errors import translated
from ..forms import DeskForm, put
from ..i18n import utcnow
from .page import render
from .step_forms import FORMS, recorded, typed

Verb = Callable[[Complaint, datetime], Any]
KEPT_ON_PAGE = (412, 422)
"""Refusals that come back into the page; all others are a page of their own."""


def write(
    number: str,
    verb: Verb,
    *,
    right: str,
    form: DeskForm | None = None,
    name: str = "",
    panel: str | None = None,
    done: str = "",
) -> Any:
    """Do `verb` on the locked complaint and go back to it; `name` is the form's place on the page."""
    at = utcnow()
    try:
        with transaction():
            complaint = queries.complaint_numbered(number, person=current_user, right=right, lock=True)
            check_version(complaint)
            if form is not None and not form.validate():
                raise Invalid()
            keep_wording(complaint, at)
            verb(complaint, at)
        if done:
            flash(done, "done")
        return redirect(url_for("handling.show", number=number), 303)
    except ComplaintError as error:
        if error.status not in KEPT_ON_PAGE:
            raise
        return refused(number, error, form=form, name=name, panel=panel, at=at)


def refused(
    number: str, error: ComplaintError, *, form: DeskForm | None, name: str, panel: str | None, at: datetime
) -> Any:
    """The page again with the advice beside the fields and everything typed still there."""
    db.session.rollback()
    if form is None:
        words = " ".join(translated(advice, error.values) for advice in error.fields.values())
        flash(words or translated(error.message, error.values), "error")
    elif not (form.errors and not error.fields) or error.status == 412:
        put(error, form)
    stale = both(number) if error.status == 412 else None
    given = {name: form} if form is not None else {}
    return render(number, at=at, status=error.status, panel=panel, given=given, stale=stale)


def check_version(complaint: Complaint) -> None:
    """Raise Stale unless the form was made from the newest version."""
    if request.values.get("version") != str(complaint.head_seq):
        raise Stale()


def keep_wording(complaint: Complaint, at: datetime) -> None:
    """Keep what stood on the page and what was inserted, before a move, for the visit it was said in."""
    if not complaint.closed:
        wording.offer(complaint, request.form.get("offered", "").split()[:60], at=at)
        for wording_id in request.form.getlist("used_wording")[:20]:
            wording.use(complaint, wording_id, by=current_user, at=at)


def both(number: str) -> list[dict[str, str]]:
    """What stands on record now beside what was typed, field by field where they differ."""
    complaint = queries.complaint_numbered(number, person=current_user)
    step = request.form.get("step")
    known = {row.value: row for row in FORMS}
    if step not in known:
        return []
    form = FORMS[known[step]](formdata=request.form)
    visit = next(row for row in reversed(complaint.visits) if row.step.value == step)
    theirs = recorded(visit)
    return [
        {"label": form[name].label.text, "mine": _plain(mine), "theirs": _plain(theirs[name])}
        for name, mine in typed(form).items()
        if mine != theirs[name]
    ]


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, list):
        return "\n".join(" ".join(row.values()) if isinstance(row, dict) else row for row in value)
    return str(value)
