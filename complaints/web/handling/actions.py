"""What else is done on the page: notes, lint, promises, callbacks, escalations, money, owner, risk, language."""

from datetime import datetime
from typing import Any

from flask import render_template, request
from flask_babel import gettext
from flask_login import current_user

from ... import callbacks, escalations, handling, promises, queries, redress, risk, wording
from ...db import transaction
from ...errors import NotFound
from ...models import Complaint
from ..forms import local_moment
from ..guard import requires
from ..i18n import utcnow
from ..views import case
from . import bp, forms
from .composer import check_outward, composer_view, replace
from .page import render
from .writing import write


def me() -> Any:
    """The person who is signed in, as the verbs take them."""
    return current_user._get_current_object()


@bp.post("/complaints/<number>/notes")
@requires("work")
def note(number: str) -> Any:
    """Write a note or send a message; what leaves the desk stops at a finding that blocks."""
    form = forms.NoteForm()

    def verb(complaint: Complaint, at: datetime) -> None:
        check_outward(complaint, form)
        handling.note(complaint, {"text": form.text.data, "kind": form.kind.data}, by=me(), at=at)

    return write(number, verb, right="work", form=form, name="note", done=gettext("Written down."))


@bp.post("/complaints/<number>/lint")
@requires("read")
def lint(number: str) -> Any:
    """The findings of what is typed; with `replace`, the better wording put in first. Nothing is saved."""
    complaint = queries.complaint_numbered(number, person=current_user, right="work")
    form = forms.NoteForm()
    if request.form.get("replace"):
        replace(complaint, form, request.form["replace"])
    if request.headers.get("HX-Request"):
        part = "handling/_composer.html" if request.form.get("replace") else "handling/_findings.html"
        shown = {"composer": composer_view(complaint, form), "person": case.person_of(complaint)}
        return render_template(part, complaint=complaint, **shown)
    return render(number, at=utcnow(), given={"note": form})


@bp.post("/complaints/<number>/wording-uses")
@requires("work")
def use_wording(number: str) -> Any:
    """Keep that a line was inserted; no version is asked, since nothing of the complaint changes."""
    with transaction():
        complaint = queries.complaint_numbered(number, person=current_user, right="work", lock=True)
        for wording_id in request.form.getlist("used_wording")[:20]:
            wording.use(complaint, wording_id, by=me(), at=utcnow())
    return "", 204


@bp.post("/complaints/<number>/promises/<int:promise_id>")
@requires("work")
def settle(number: str, promise_id: int) -> Any:
    """Keep, renegotiate or break a promise, with the evidence."""
    form = forms.PromiseForm(number=promise_id)

    def verb(complaint: Complaint, at: datetime) -> None:
        given = {"state": form.state.data, "evidence": form.evidence.data, "due_at": local_moment(form.due_at.data)}
        promises.settle(_part(complaint.promises, promise_id), given, by=me(), at=at)

    name = f"promise-{promise_id}"
    return write(number, verb, right="work", form=form, name=name, done=gettext("Promise settled."))


@bp.post("/complaints/<number>/callbacks")
@requires("work")
def promise_callback(number: str) -> Any:
    """Promise a call back."""
    form = forms.CallbackForm()

    def verb(complaint: Complaint, at: datetime) -> None:
        callbacks.schedule(complaint, form.given(), by=me(), at=at)

    return write(
        number, verb, right="work", form=form, name="callback", panel="callback", done=gettext("Callback promised.")
    )


@bp.post("/complaints/<number>/escalations")
@requires("escalate")
def escalate(number: str) -> Any:
    """Propose an escalation with its brief."""
    form = forms.EscalationForm()

    def verb(complaint: Complaint, at: datetime) -> None:
        escalations.propose(complaint, form.given(), by=me(), at=at)

    return write(
        number, verb, right="escalate", form=form, name="escalate", panel="escalate", done=gettext("Escalated.")
    )


@bp.post("/complaints/<number>/redress/<int:redress_id>")
@requires("approve_redress")
def decide(number: str, redress_id: int) -> Any:
    """Approve or refuse money that somebody asked for."""
    approved = request.form.get("decision") == "approve"

    def verb(complaint: Complaint, at: datetime) -> None:
        redress.decide(_part(complaint.redress, redress_id), approved, by=me(), at=at)

    return write(
        number,
        verb,
        right="approve_redress",
        done=gettext("Money approved.") if approved else gettext("Money refused."),
    )


@bp.post("/complaints/<number>/owner")
@requires("assign")
def assign(number: str) -> Any:
    """Give the complaint to a colleague, or to nobody."""
    form = forms.OwnerForm()

    def verb(complaint: Complaint, at: datetime) -> None:
        handling.edit(complaint, {"owner": form.owner.data or None}, by=me(), at=at)

    return write(number, verb, right="assign", form=form, name="assign", panel="assign", done=gettext("Assigned."))


@bp.post("/complaints/<number>/risk")
@requires("lower_risk")
def set_risk(number: str) -> Any:
    """Set another level of risk, with a reason."""
    form = forms.RiskForm()

    def verb(complaint: Complaint, at: datetime) -> None:
        risk.lower(complaint, form.risk.data, form.reason.data, by=me(), at=at)

    return write(number, verb, right="lower_risk", form=form, name="risk", panel="risk", done=gettext("Risk changed."))


@bp.post("/complaints/<number>/language")
@requires("work")
def set_language(number: str) -> Any:
    """Choose the language of the wording."""
    form = forms.LanguageForm()

    def verb(complaint: Complaint, at: datetime) -> None:
        handling.edit(complaint, {"language": form.language.data}, by=me(), at=at)

    return write(
        number, verb, right="work", form=form, name="language", panel="language", done=gettext("Language changed.")
    )


def _part(rows: list[Any], row_id: int) -> Any:
    """The row of this complaint with this id. Raises NotFound."""
    for row in rows:
        if row.id == row_id:
            return row
    raise NotFound()
