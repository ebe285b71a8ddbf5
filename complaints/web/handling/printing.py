"""One complaint on paper: who, what was said, what each step recorded, what was promised, and the whole history."""

from datetime import datetime
from typing import Any

from flask import render_template
from flask_babel import gettext
from flask_login import current_user

from ... import queries
from ...models import Complaint, Visit
from ...rights import allows
from ...steps import VISIT_FIELDS
from .. import i18n
from ..guard import requires
from ..page import label
from ..views import case, rows
from . import bp
from .timeline import lines

MOST = 1_000
"""Events that are printed: more than any complaint has had."""

Facts = list[tuple[str, str]]


@bp.get("/complaints/<number>/print")
@requires("read")
def on_paper(number: str) -> Any:
    """The complaint as a sheet to print, oldest event first."""
    at = i18n.utcnow()
    complaint = queries.everything_of(queries.complaint_numbered(number, person=current_user))
    sees = allows(current_user, "read_narrative", complaint)
    events, _more = queries.events_page(complaint, size=MOST)
    return render_template(
        "handling/print.html",
        complaint=complaint,
        facts=_head(complaint, at),
        narrative=complaint.narrative if sees else None,
        visits=[_visit(visit, at) for visit in complaint.visits if sees],
        events=list(reversed(lines(complaint, events, at))),
        printed=gettext("Printed by %(name)s, %(when)s", name=current_user.display_name, when=i18n.exact(at)),
    )


def _head(complaint: Complaint, at: datetime) -> Facts:
    person = case.person_of(complaint)
    known = [
        (gettext("Complainant"), " ".join(filter(None, (person.name, person.address, person.phone)))),
        (gettext("Cause"), " › ".join(case.path_of(complaint))),
        (gettext("Channel"), label(complaint.channel)),
        (gettext("Received"), i18n.exact(complaint.opened_at)),
        (gettext("Owner"), rows.owner(complaint)),
        (gettext("Risk"), label(complaint.risk)),
        (gettext("Explicit demand"), complaint.demand or ""),
        (gettext("Disposition"), label(complaint.disposition)),
    ]
    return [(term, value) for term, value in known if value]


def _visit(visit: Visit, at: datetime) -> dict[str, Any]:
    """A stay at a step: when, by whom, and what it recorded."""
    until = i18n.when(visit.left_at, at) if visit.left_at else gettext("now")
    return {
        "title": label(visit.step),
        "when": f"{i18n.when(visit.entered_at, at)} – {until}",
        "who": visit.entered_by.display_name if visit.entered_by else "",
        "facts": [(term, value) for term, value in map(_recorded(visit), VISIT_FIELDS[visit.step]) if value],
    }


def _recorded(visit: Visit) -> Any:
    words = {
        "form_of_address": gettext("Form of address"),
        "emotion_arrival": gettext("Initial emotion"),
        "emotion_now": gettext("Emotion now"),
        "restatement": gettext("Restatement"),
        "demand": gettext("Explicit demand"),
        "facts": gettext("Facts"),
        "proposals": gettext("Proposals"),
        "verdict": gettext("Verdict"),
        "own_words": gettext("Their own words"),
        "lesson": gettext("Lesson filed"),
        "root_cause": gettext("Root cause"),
        "disposition": gettext("Disposition"),
    }

    def one(name: str) -> tuple[str, str]:
        return words.get(name, ""), _written(name, getattr(visit, name)) if name in words else ""

    return one


def _written(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name == "facts":
        return "\n".join(gettext("%(kind)s: %(text)s", kind=label(row.kind), text=row.text) for row in value)
    if name == "proposals":
        return "\n".join(_proposal(row) for row in value)
    return label(value) if name in ("verdict", "disposition") else str(value)


def _proposal(row: Any) -> str:
    money = gettext("%(amount)s yuan", amount=row.amount) if row.amount else ""
    return " · ".join(filter(None, (row.text, row.reason, money, row.due_on and row.due_on.isoformat())))
