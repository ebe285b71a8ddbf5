"""Keeping what is typed, letting it go, and choosing between two texts.

A form is kept under its place: `log`, or the number of a complaint and a form of it. Nobody keeps a draft where they
could not save it.
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext
from flask_login import current_user

from .. import drafts, queries
from ..codes import N_
from ..db import transaction
from ..drafts import Fields, OpenForm
from ..errors import Invalid, NotFound
from ..models import Complaint
from .guard import csrf, requires
from .handling.clash import Meeting, both_taken, meet, seen, theirs_taken
from .handling.page import PANEL_RIGHTS
from .i18n import local, utcnow
from .kept import LOG, page_of, posted_fields, posted_form

bp = Blueprint("drafts", __name__)

CASE_FORMS: dict[str, str] = {
    "record": "work",
    "note": "work",
    "promise": "work",
    "attempt": "work",
    "answer": "answer_escalation",
    "raise": "answer_escalation",
    **{f"panel-{name}": right for name, right in PANEL_RIGHTS.items()},
}
"""The forms of a complaint, each with the right over it that saving it asks for."""

CHOICES: dict[str, Callable[[Meeting, Complaint], Fields]] = {
    "theirs": lambda meeting, _complaint: theirs_taken(meeting),
    "both": both_taken,
}


@bp.post("/drafts")
@csrf.exempt
@requires("log")
def keep() -> Any:
    """Keep the text of an open form; the answer says at what time. The token is checked here, after the sign-in."""
    csrf.protect()
    form, at = _form(), utcnow()
    _check(form)
    with transaction():
        drafts.keep(form, posted_fields(), based_on=_version(), by=current_user, at=at)
    return "", 204, {"Draft-Saved-At": f"{local(at):%H:%M}"}


@bp.post("/drafts/drop")
@requires("log")
def drop() -> Any:
    """Throw the text of an open form away and open the form anew."""
    form = _form()
    with transaction():
        drafts.drop(form, by=current_user)
    flash(gettext("Draft thrown away."), "done")
    return redirect(page_of(form.place, request.form.get("tab") or None), 303)


@bp.post("/complaints/<number>/both")
@requires("work")
def choose(number: str) -> Any:
    """Go on with their text, or with both in one, where a colleague recorded what I was writing; nothing is saved."""
    taken = CHOICES.get(request.form.get("choice", ""))
    complaint = queries.complaint_numbered(number, person=current_user, right="work")
    form, fields = _form(), posted_fields()
    if taken is None:
        raise Invalid()
    if complaint.step is not None and dict(fields).get("step") == complaint.step.value and not complaint.closed:
        fields = taken(meet(complaint, fields), complaint)
        fields = [pair for pair in fields if pair[0] != "base"] + [("base", seen(complaint))]
    following = OpenForm(form.place, form.name, form.turn + 1, form.source)
    with transaction():
        drafts.keep(following, fields, based_on=complaint.head_seq, by=current_user, at=utcnow())
    return redirect(url_for("handling.show", number=number), 303)


def _form() -> OpenForm:
    """The open form this was sent from. Raises Invalid."""
    form = posted_form()
    if form is None:
        raise Invalid(fields={"draft": N_("Reload the page; this form is not known here")})
    return form


def _version() -> int | None:
    version = request.form.get("version", "")
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None


def _check(form: OpenForm) -> None:
    """Raise NotFound or NotAllowed where this person could not save the form."""
    number, _, kind = form.place.partition("/")
    if form.place == LOG:
        return
    right = CASE_FORMS.get(kind) or CASE_FORMS.get(kind.rpartition("-")[0])
    if right is None:
        raise NotFound()
    queries.complaint_numbered(number, person=current_user, right=right)
