"""Working side by side: who else has a complaint open, whether it changed, and how many rows of a list are new.

Pages ask every few seconds. The answers are pieces of a page; nothing on the page moves by itself.
"""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_login import current_user

from .. import presence, queries
from ..db import transaction
from ..queries import Filters
from .guard import requires
from .i18n import utcnow

bp = Blueprint("together", __name__)


@bp.post("/complaints/<number>/here")
@requires("read")
def here(number: str) -> Any:
    """I have this complaint open, made from version `version`: who else has, and whether it changed since."""
    at, person = utcnow(), current_user._get_current_object()
    complaint = queries.complaint_numbered(number, person=person)
    if not presence.said_lately(complaint, by=person, at=at):
        with transaction():
            presence.say(complaint, by=person, at=at)
    changed = request.form.get("version", "").strip() not in ("", str(complaint.head_seq))
    return render_template(
        "together/_here.html",
        others=presence.others(complaint, than=person, at=at),
        changed=queries.last_change(complaint) if changed else None,
        at=at,
        url=url_for("handling.show", number=number),
    )


@bp.post("/complaints/<number>/gone")
@requires("read")
def gone(number: str) -> Any:
    """I have closed the page."""
    person = current_user._get_current_object()
    complaint = queries.complaint_numbered(number, person=person)
    with transaction():
        presence.leave(complaint, by=person)
    return "", 204


@bp.get("/updates")
@requires("list")
def updates() -> Any:
    """How many rows of the list under these filters changed after `since` (seconds of the epoch, our clock)."""
    person = current_user._get_current_object()
    since = request.args.get("since", type=float)
    moment = _moment(since)
    count = queries.changed_since(person, Filters.read(request.args), moment) if moment else 0
    return render_template("together/_updates.html", count=count)


def _moment(seconds: float | None) -> datetime | None:
    """The moment these seconds mean; None for a number that is no moment of a page."""
    if seconds is None or not 0 <= seconds < 2**40:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError):
        return None
