"""The one way a form of the handling page is written: lock, version, verb, answer; a refusal keeps what was typed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import redirect, request, url_for
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from ... import queries, wording
from ...db import db, transaction
from ...errors import ComplaintError, Invalid, Stale
from ...models import Complaint
from ..errors import translated
from ..forms import DeskForm, put, show_controls
from ..i18n import utcnow
from ..kept import drop_posted, posted_fields
from ..toasts import tell
from .clash import Clash, clash_of, meet, seen, written_base
from .page import render
from .step_forms import step_form

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
            drop_posted()
        if done:
            tell(done, "done")
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
    clash = None
    if error.status == 412:
        form, clash = _beside_the_record(number, form, name)
    elif form is None:
        words = " ".join(translated(advice, error.values) for advice in error.fields.values())
        tell(words or translated(error.message, error.values), "error")
    elif error.fields or not form.errors:
        put(error, form)
    given = {name: form} if form is not None else {}
    return render(number, at=at, status=error.status, panel=panel, given=given, stale=clash)


def check_version(complaint: Complaint, form: DeskForm | None = None) -> None:
    """Raise Stale unless the form was made from the newest version, or somebody chose between the two texts of it."""
    version = str(complaint.head_seq)
    if request.values.get("version") != version:
        raise Stale()
    if form is None or request.form.get("settled") == version or not written_base(request.form.get("base")):
        return
    if meet(complaint, posted_fields()).clashing:
        raise Stale()


def keep_wording(complaint: Complaint, at: datetime) -> None:
    """Keep what stood on the page and what was inserted, before a move, for the visit it was said in."""
    if not complaint.closed:
        wording.offer(complaint, request.form.get("offered", "").split()[:60], at=at)
        for wording_id in request.form.getlist("used_wording")[:20]:
            wording.use(complaint, wording_id, by=current_user, at=at)


def _beside_the_record(number: str, form: DeskForm | None, name: str) -> tuple[DeskForm | None, Clash]:
    """The form as typed, that of a step with what the record has where it was left alone; and who changed what."""
    complaint = queries.complaint_numbered(number, person=current_user)
    version = request.values.get("version", "")
    since = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
    if form is None or name != "step":
        return form, clash_of(complaint, None, since)
    meeting = meet(complaint, posted_fields())
    form = step_form(complaint, formdata=MultiDict(meeting.merged))
    show_controls(form)
    form.base = written_base(request.form.get("base")) if meeting.clashing else seen(complaint)
    return form, clash_of(complaint, meeting, since)
