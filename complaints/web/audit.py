"""The audit: history verified on demand, and what people did with their sign-ins and with personal data."""

import json
import re
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext

from .. import audit, queries
from ..codes import N_, Language, RevealPurpose
from ..queries import Cursor, PersonEvent
from ..roles import Role
from . import i18n
from .guard import requires
from .handling.timeline import field_words
from .i18n import utcnow
from .page import label

bp = Blueprint("audit", __name__)

SHOWN = 50
CURSOR = re.compile(r"(\d{1,17})-(\d{1,18})-(\d{1,9})")
REVEALED = "revealed"
FIELDS = {"name": N_("Name"), "phone": N_("Phone"), "account": N_("Account"), "narrative": N_("What was said")}
KINDS = {
    "signed_in": N_("signed in"),
    REVEALED: N_("looked at %(field)s of %(complaint)s: %(purpose)s"),
    "person_created": N_("was added as %(role)s"),
    "person_changed": N_("was changed: %(role)s"),
    "password_set": N_("has a new password"),
    "language_set": N_("reads the desk in %(language)s"),
    "signed_out_everywhere": N_("was signed out everywhere"),
}
"""What happened to a person, in words; the values are codes of the event."""

OTHER = N_("another kind of entry")


@bp.get("/audit")
@requires("verify_audit")
def index() -> Any:
    """The last checkpoint and the events of people, newest first."""
    return _page()


@bp.post("/audit/verify")
@requires("verify_audit")
def verify() -> Any:
    """Go through every chain and say what does not add up."""
    return _page(audit.verify())


def _page(findings: list[audit.Finding] | None = None) -> str:
    at, kind = utcnow(), REVEALED if request.args.get("kind") == REVEALED else None
    before = _cursor(request.args.get("before", ""))
    events, following = queries.person_events(kind=kind, before=before)
    checkpoint = queries.last_checkpoint()
    return render_template(
        "audit/index.html",
        verified=findings is not None,
        findings=[_finding(row) for row in (findings or [])[:SHOWN]],
        how_many=len(findings or []),
        checkpoint=checkpoint,
        signed=i18n.when(checkpoint.at, at) if checkpoint else None,
        tabs=_tabs(kind),
        events=[_event(row, at) for row in events],
        next_url=url_for("audit.index", kind=kind, before=_written(following)) if following else None,
        first_url=url_for("audit.index", kind=kind) if before else None,
    )


def _finding(row: audit.Finding) -> str:
    """What does not add up, in the reader's language; the stream is named as the console names it."""
    values = dict(row.values)
    if "field" in values:
        values["field"] = field_words(values["field"])
    what = gettext(row.message, **values)
    return gettext("%(stream)s event %(seq)s: %(what)s", stream=row.stream, seq=row.seq, what=what)


def _tabs(kind: str | None) -> list[dict[str, Any]]:
    return [
        {"url": url_for("audit.index"), "label": gettext("Everything"), "current": kind is None},
        {"url": url_for("audit.index", kind=REVEALED), "label": gettext("Look-ups"), "current": kind == REVEALED},
    ]


def _event(row: PersonEvent, at: datetime) -> dict[str, Any]:
    data = json.loads(row.event.data)
    who = row.actor.display_name if row.actor else gettext("The console")
    return {
        "when": i18n.when(row.event.at, at),
        "title": i18n.exact(row.event.at),
        "who": who,
        "about": row.about.display_name,
        "what": gettext(KINDS.get(row.event.kind, OTHER), **_values(data)),
        "number": data.get("complaint") if row.event.kind == REVEALED else None,
    }


def _values(data: dict[str, Any]) -> dict[str, str]:
    field = FIELDS.get(data.get("field", ""))
    role = data.get("role") or (data.get("after") or {}).get("role")
    return {
        "role": _word(Role, role),
        "language": _word(Language, data.get("language")),
        "purpose": _word(RevealPurpose, data.get("purpose")),
        "field": gettext(field) if field else "",
        "complaint": data.get("complaint", ""),
    }


def _word(vocabulary: Any, code: Any) -> str:
    return label(vocabulary(code)) if code in [known.value for known in vocabulary] else str(code or "")


def _cursor(written: str) -> Cursor | None:
    found = CURSOR.fullmatch(written)
    if found is None:
        return None
    micros, person, seq = map(int, found.groups())
    return datetime.fromtimestamp(micros / 1_000_000, UTC), f"person/{person}", seq


def _written(cursor: Cursor) -> str:
    at, stream, seq = cursor
    return f"{round(at.timestamp() * 1_000_000)}-{stream.removeprefix('person/')}-{seq}"
