"""The page, the record of a step, and moves."""

from datetime import datetime
from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext
from flask_login import current_user

from ... import handling, queries
from ...codes import N_
from ...db import transaction
from ...errors import ComplaintError, Invalid, NotFound
from ...models import Complaint
from ...steps import Move, Step
from ..forms import DeskForm
from ..guard import requires
from ..i18n import utcnow
from ..kept import drop_posted
from ..page import label
from ..toasts import tell
from . import bp, forms
from .page import render
from .step_forms import add_rows, changed, step_form
from .writing import KEPT_ON_PAGE, check_version, keep_wording, refused, write


@bp.get("/complaints/<number>")
@requires("read")
def show(number: str) -> Any:
    """One complaint with everything that belongs to it."""
    return render(number, at=utcnow())


@bp.post("/complaints/<number>/record")
@requires("work")
def record(number: str) -> Any:
    """Save what this step asks for, or add empty rows to what is typed."""
    more = request.form.get("more")
    if more in ("facts", "proposals"):
        return _with_rows(number, more)
    return _step(number, _edit, gettext("Saved."))


@bp.post("/complaints/<number>/moves")
@requires("read")
def move(number: str) -> Any:
    """Advance, send back, withdraw, close or reopen; the form of the step is recorded first."""
    panel = request.args.get("panel")
    if panel in PANEL_FORMS:
        return _move_by_panel(number, panel)
    return _step(number, _make_move, gettext("Saved."))


@bp.post("/complaints/<number>/undo")
@requires("work")
def undo(number: str) -> Any:
    """Take back an advance of mine within the minute."""

    def back(complaint: Complaint, at: datetime) -> None:
        to = complaint.visit.step.earlier[-1].value if complaint.visit.step.earlier else None
        handling.move(complaint, Move.RETURN.value, to=to, by=current_user._get_current_object(), at=at)

    return write(number, back, right="work", done=gettext("Taken back."))


PANEL_FORMS: dict[str, type[DeskForm]] = {
    "return": forms.ReturnForm,
    "withdraw": forms.WithdrawForm,
    "reopen": forms.ReasonForm,
    "override": forms.ReasonForm,
}
PANEL_DONE = {
    "return": N_("Sent back."),
    "withdraw": N_("Withdrawn."),
    "reopen": N_("The complaint is open again."),
    "override": N_("The gate was opened by hand."),
}


def _move_by_panel(number: str, panel: str) -> Any:
    form = PANEL_FORMS[panel]()

    def verb(complaint: Complaint, at: datetime) -> None:
        words = form.data
        handling.move(
            complaint,
            request.values.get("move", ""),
            to=words.get("to"),
            fields={"own_words": words["own_words"]} if "own_words" in words else None,
            reason=words.get("reason"),
            override=panel == "override",
            by=current_user._get_current_object(),
            at=at,
        )

    return write(number, verb, right="read", form=form, name=panel, panel=panel, done=gettext(PANEL_DONE[panel]))


def _edit(complaint: Complaint, given: dict[str, Any], at: datetime) -> None:
    handling.edit(complaint, given, by=current_user._get_current_object(), at=at)


def _make_move(complaint: Complaint, given: dict[str, Any], at: datetime) -> None:
    """Send what is typed with the move; “they said no” carries its verdict in the button."""
    if request.args.get("verdict"):
        given["verdict"] = request.args["verdict"]
    handling.move(
        complaint,
        request.values.get("move", ""),
        to=request.values.get("to"),
        fields=given,
        reason=request.form.get("reason") or None,
        by=current_user._get_current_object(),
        at=at,
    )


def _step(number: str, verb: Any, done: str) -> Any:
    """Write the posted form of the step with `verb(complaint, given, at)`."""
    at, form = utcnow(), None
    try:
        with transaction():
            complaint = queries.complaint_numbered(number, person=current_user, right="work", lock=True)
            form, given = _posted(complaint)
            check_version(complaint, form)
            if form is not None and not form.validate():
                raise Invalid()
            before = complaint.visit.step
            keep_wording(complaint, at)
            verb(complaint, given, at)
            drop_posted()
        _tell(complaint, before, done, at)
        return redirect(url_for("handling.show", number=number), 303)
    except ComplaintError as error:
        if error.status not in KEPT_ON_PAGE:
            raise
        return refused(number, error, form=form, name="step", panel=None, at=at)


def _posted(complaint: Complaint) -> tuple[DeskForm | None, dict[str, Any]]:
    """The posted form of the step the complaint is in, and what it changes."""
    if complaint.closed or complaint.step is None or request.form.get("step") != complaint.step.value:
        return None, {}
    form = step_form(complaint, formdata=request.form)
    return form, changed(form, complaint.visit)


def _tell(complaint: Complaint, before: Step, done: str, at: datetime) -> None:
    """Say what happened; an advance may be undone from the toast."""
    toast: Any = {"text": _said(complaint, before, done)}
    person = current_user._get_current_object()
    if not complaint.closed and complaint.step is not before and handling.may_undo(complaint, by=person, at=at):
        toast["undo_url"] = url_for("handling.undo", number=complaint.number, version=complaint.head_seq)
    tell(toast, "done")


def _said(complaint: Complaint, before: Step, done: str) -> str:
    """What a move did; `done` when the complaint stands where it stood."""
    if complaint.closed:
        return gettext("Closed.")
    if complaint.step is None or complaint.step is before:
        return done
    if complaint.step in before.earlier:
        return gettext("Sent back to %(step)s.", step=label(complaint.step))
    return gettext("On to %(step)s.", step=label(complaint.step))


def _with_rows(number: str, name: str) -> Any:
    """The page again with more empty rows; nothing is saved and nothing typed is lost."""
    complaint = queries.complaint_numbered(number, person=current_user, right="work")
    form, _given = _posted(complaint)
    if form is None or name not in form:
        raise NotFound()
    add_rows(form, name)
    return render(number, at=utcnow(), given={"step": form})
