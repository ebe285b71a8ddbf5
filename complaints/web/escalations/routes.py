"""The addresses of the inbox and of the four answers."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from ... import escalations, queries
from ...db import db, transaction
from ...errors import ComplaintError, Invalid, Stale
from ...models import Escalation
from .. import i18n
from ..forms import DeskForm, put
from ..guard import requires
from ..handling.writing import KEPT_ON_PAGE
from ..kept import drop_posted
from ..views import case
from . import bp
from .brief import brief_view
from .forms import AdviceForm, RaiseForm
from .listing import TABS, item, tabs


@bp.get("/escalations")
@requires("see_escalations")
def inbox() -> Any:
    """What waits, what I have, what went back, what is settled."""
    return _page()


@bp.post("/escalations/<int:escalation_id>/accept")
@requires("answer_escalation")
def accept(escalation_id: int) -> Any:
    """I look at it; the owner stays."""
    done = gettext("Accepted; the owner stays.")
    return _answer(escalation_id, lambda row, at: escalations.accept(row, by=_me(), at=at), "mine", done)


@bp.post("/escalations/<int:escalation_id>/take-over")
@requires("answer_escalation")
def take_over(escalation_id: int) -> Any:
    """I own it from here."""
    done = gettext("Taken over; you own it now.")
    return _answer(escalation_id, lambda row, at: escalations.take_over(row, by=_me(), at=at), "mine", done)


@bp.post("/escalations/<int:escalation_id>/hand-back")
@requires("answer_escalation")
def hand_back(escalation_id: int) -> Any:
    """Back to the front line with advice."""
    form = AdviceForm()

    def verb(row: Escalation, at: datetime) -> Any:
        return escalations.hand_back(row, form.advice.data, by=_me(), at=at)

    return _answer(escalation_id, verb, "handed_back", gettext("Handed back with your advice."), form)


@bp.post("/escalations/<int:escalation_id>/raise")
@requires("answer_escalation")
def raise_level(escalation_id: int) -> Any:
    """One level higher, with a reason."""
    form = RaiseForm()

    def verb(row: Escalation, at: datetime) -> Any:
        return escalations.raise_level(row, form.reason.data, by=_me(), at=at)

    return _answer(escalation_id, verb, "waiting", gettext("Raised one level."), form)


def _me() -> Any:
    return current_user._get_current_object()


def _answer(
    escalation_id: int, verb: Callable[[Escalation, datetime], Any], tab: str, done: str, form: DeskForm | None = None
) -> Any:
    at = i18n.utcnow()
    try:
        with transaction():
            row = queries.part_of_complaint(Escalation, escalation_id, person=current_user, lock=True)
            if request.form.get("version") != str(row.complaint.head_seq):
                raise Stale()
            if form is not None and not form.validate():
                raise Invalid()
            answered = verb(row, at)
            drop_posted()
        flash(done, "done")
        return redirect(url_for("escalations.inbox", tab=tab, chosen=answered.id), 303)
    except ComplaintError as error:
        if error.status not in KEPT_ON_PAGE:
            raise
        db.session.rollback()
        form = form or AdviceForm()
        if error.fields or not form.errors:
            put(error, form)
        return _page(chosen=escalation_id, form=form), error.status


def _page(chosen: int | None = None, form: DeskForm | None = None) -> str:
    at, person = i18n.utcnow(), _me()
    tab = request.args.get("tab") or request.form.get("tab") or "waiting"
    tab = tab if tab in TABS else "waiting"
    found = queries.escalation_inbox(person, tab)
    wanted = str(chosen or request.args.get("chosen", ""))
    row = next((row for row in found if str(row.id) == wanted), found[0] if found else None)
    if row is not None:
        queries.everything_of(row.complaint)
    return render_template(
        "escalations/inbox.html",
        tabs=tabs(queries.escalation_counts(person), tab),
        tab=tab,
        tab_words=gettext(TABS[tab]),
        items=[item(each, row, tab, at) for each in found],
        opened=row is not None and str(row.id) == wanted,
        chosen=brief_view(row, form, at) if row is not None else None,
        purposes=case.purposes(),
    )
