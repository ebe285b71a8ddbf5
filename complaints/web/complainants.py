"""One complainant: masked, revealed for a purpose that stays on record, with everything they complained of."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import ngettext
from flask_login import current_user

from .. import complainants, queries
from ..codes import RevealPurpose
from ..db import transaction
from ..fields import choice
from ..models import Complainant, Complaint
from ..queries import Listed
from ..rights import allows
from .guard import requires
from .i18n import utcnow
from .limits import REVEALS, limiter
from .page import label
from .views import rows
from .views.lines import lines

bp = Blueprint("complainants", __name__)

MASKS = {
    "name": complainants.masked_name,
    "phone": complainants.masked_phone,
    "account": complainants.masked_account,
}


@bp.get("/complainants/<int:id>")
@requires("see_complainant")
def show(id: int) -> Any:
    """The person behind a complaint, as far as I may see what they complained of."""
    at, me = utcnow(), current_user._get_current_object()
    person, seen = queries.complainant(id, person=me)
    own = [row for row in seen if row.complainant_id == person.id]
    others = [row for row in seen if row.complainant_id != person.id]
    recent = sum(row.opened_at >= at - queries.REPEAT_WINDOW for row in own)
    repeats = ngettext("%(num)s complaint in 30 days", "%(num)s complaints in 30 days", recent)
    return render_template(
        "complainants/show.html",
        person=person,
        masked_name=rows.person(person),
        facts=_facts(person, own, me),
        purposes=[(purpose.value, label(purpose)) for purpose in RevealPurpose],
        own=[{"title": None, "rows": lines(map(Listed.of, own), at)}],
        others=[{"title": None, "rows": lines(map(Listed.of, others), at)}] if others else [],
        repeats=repeats if recent > 1 else None,
    )


@bp.post("/complaints/<number>/reveal")
@requires("reveal")
@limiter.limit(REVEALS)
def reveal(number: str) -> Any:
    """One personal field in clear; the purpose is kept in the history of the one who looks."""
    me, field = current_user._get_current_object(), request.values.get("field", "")
    purpose = choice("purpose", request.form.get("purpose"), RevealPurpose, required=True)
    with transaction():
        complaint = queries.complaint_numbered(number, person=me, right="reveal")
        value = complainants.reveal(complaint, field, purpose=purpose, by=me, at=utcnow())
    shown = {"value": value or "", "mask": MASKS[field](value)}
    if "HX-Request" in request.headers:
        return render_template("complainants/_revealed.html", **shown)
    back = url_for("handling.show", number=number)
    return render_template("complainants/revealed.html", number=number, back=back, purpose=label(purpose), **shown)


def _facts(person: Complainant, own: list[Complaint], me: Any) -> list[dict[str, Any]]:
    """Each known field masked, with the address that reveals it where I may."""
    through = next((row for row in own if allows(me, "reveal", row)), None)
    known = {field: getattr(person, field) for field in MASKS}
    return [
        {
            "field": field,
            "mask": MASKS[field](value),
            "url": url_for("complainants.reveal", number=through.number, field=field) if through else None,
        }
        for field, value in known.items()
        if value
    ]
