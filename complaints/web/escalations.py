"""The escalation inbox: read one brief, then accept, take over, hand back with advice or raise."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from wtforms import TextAreaField

from .. import escalations, fields, queries
from ..codes import N_
from ..db import db, transaction
from ..errors import ComplaintError, Invalid, Stale
from ..models import Escalation
from ..rights import allows
from . import i18n
from .forms import DeskForm, put, reads
from .guard import requires
from .handling.record import record_view
from .handling.timeline import latest, lines
from .handling.writing import KEPT_ON_PAGE
from .views import case, rows

bp = Blueprint("escalations", __name__)

TABS: tuple[tuple[str, str], ...] = (
    ("waiting", N_("Waiting")),
    ("mine", N_("With me")),
    ("handed_back", N_("Handed back")),
    ("settled", N_("Settled")),
)
KEY_EVENTS = 6


class AdviceForm(DeskForm):
    """Advice for the one who gets it back."""

    area = "answer-"
    advice = TextAreaField(lazy_gettext("Advice for the front line"), [reads(fields.text)], render_kw={"rows": 4})


class RaiseForm(DeskForm):
    """Why it goes one level higher."""

    area = "raise-"
    reason = TextAreaField(lazy_gettext("Why it goes higher"), [reads(fields.text)], render_kw={"rows": 2})


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
    tab = tab if tab in dict(TABS) else "waiting"
    found = queries.escalation_inbox(person, tab)
    wanted = str(chosen or request.args.get("chosen", ""))
    row = next((row for row in found if str(row.id) == wanted), found[0] if found else None)
    return render_template(
        "escalations/inbox.html",
        tabs=[_tab(name, word, tab, len(found)) for name, word in TABS],
        tab=tab,
        tab_words=gettext(dict(TABS)[tab]),
        items=[_item(each, row, tab, at) for each in found],
        chosen=_chosen(row, form, at) if row is not None else None,
        purposes=case.purposes(),
    )


def _tab(name: str, word: str, chosen: str, count: int) -> dict[str, Any]:
    current = name == chosen
    url = url_for("escalations.inbox", tab=name)
    return {"url": url, "label": gettext(word), "count": count if current else None, "current": current}


def _item(row: Escalation, chosen: Escalation | None, tab: str, at: datetime) -> dict[str, Any]:
    complaint = row.complaint
    return {
        "url": url_for("escalations.inbox", tab=tab, chosen=row.id, _anchor="brief"),
        "number": complaint.number,
        "person": rows.person(complaint.complainant),
        "clock": rows.until(row.due_at, at) if row.due_at and row.open else None,
        "level": gettext("Level %(level)s", level=row.level),
        "risk": complaint.risk.value,
        "cause": rows.cause_name(complaint),
        "why": row.reason,
        "by": gettext("%(who)s, %(when)s", who=_proposer(row), when=i18n.when(row.proposed_at, at)),
        "current": row is chosen,
    }


def _proposer(row: Escalation) -> str:
    return gettext("Rule %(rule)s", rule=row.rule) if row.rule else row.proposed_by.display_name


def _chosen(row: Escalation, form: DeskForm | None, at: datetime) -> dict[str, Any]:
    complaint = row.complaint
    may = row.open and not complaint.closed and allows(current_user, "answer_escalation", complaint)
    return {
        "row": row,
        "complaint": complaint,
        "person": case.person_of(complaint),
        "path": case.path_of(complaint),
        "clock": rows.until(row.due_at, at) if row.due_at and row.open else None,
        "answer": rows.clock_of(complaint, at),
        "sees": allows(current_user, "read_narrative", complaint),
        "may": may,
        "takes": may and row.taken_over_at is None,
        "accepts": may and row.accepted_at is None,
        "raises": may and row.level < escalations.HIGHEST,
        "advice": form if isinstance(form, AdviceForm) else AdviceForm(formdata=None),
        "raising": form if isinstance(form, RaiseForm) else RaiseForm(formdata=None),
        "refused": form,
        "record": record_view(complaint, at),
        "events": lines(complaint, latest(complaint, KEY_EVENTS), at),
        "owner": rows.owner(complaint),
        "written": gettext("%(who)s, %(when)s", who=_proposer(row), when=i18n.when(row.proposed_at, at)),
        "held": _held(row, at),
    }


def _held(row: Escalation, at: datetime) -> list[str]:
    """Who accepted, took over and handed back, and when."""
    words = []
    if row.accepted_by is not None and row.accepted_at is not None:
        words.append(
            gettext(
                "Accepted: %(who)s, %(when)s", who=row.accepted_by.display_name, when=i18n.when(row.accepted_at, at)
            )
        )
    if row.taken_over_by is not None and row.taken_over_at is not None:
        words.append(
            gettext(
                "Taken over: %(who)s, %(when)s",
                who=row.taken_over_by.display_name,
                when=i18n.when(row.taken_over_at, at),
            )
        )
    if row.handed_back_by is not None and row.handed_back_at is not None:
        words.append(
            gettext(
                "Handed back: %(who)s, %(when)s",
                who=row.handed_back_by.display_name,
                when=i18n.when(row.handed_back_at, at),
            )
        )
    return words
