"""Every complaint I may see, filtered, searched and paged."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_login import current_user

from .. import queries
from ..queries import Filters
from .guard import requires
from .i18n import utcnow
from .views import filters as filter_views
from .views import rows

bp = Blueprint("lists", __name__)

STATES = ("open", "closed", "imported", "all")


@bp.get("/complaints")
@requires("list")
def index() -> Any:
    """The list under its filters; the newest first."""
    at, person = utcnow(), current_user._get_current_object()
    filters = Filters.read(request.args)
    before = request.args.get("before", type=int)
    found, next_before = queries.page(person, filters, before=before)
    kept = filter_views.arguments(filters)
    return render_template(
        "lists/index.html",
        filters=filters,
        states=[(state, url_for("lists.index", **filter_views.arguments(filters, state=state))) for state in STATES],
        filter_groups=filter_views.groups("lists.index", filters, queries.counts(person, filters)),
        groups=[{"title": None, "rows": [rows.row(row, at) for row in found]}],
        shown=len(found),
        ways_out=filter_views.without("lists.index", filters, person) if not found else [],
        kept=[(name, value) for name, value in kept.items() if name != "q"],
        next_url=url_for("lists.index", before=next_before, **kept) if next_before else None,
        first_url=url_for("lists.index", **kept) if before else None,
    )
