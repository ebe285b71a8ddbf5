"""Every complaint I may see: filtered, searched, sorted, paged, saved as a view, taken along as a file."""

import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

from flask import (
    Blueprint,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
)
from flask_babel import gettext
from flask_login import current_user

from .. import exporting, queries
from ..codes import N_
from ..errors import NotFound
from ..queries import ORDERS, Filters
from . import bulk
from .bulk import BulkForm
from .guard import requires
from .i18n import local, utcnow
from .rendering import way
from .saved_views import name_fields, tabs_for
from .views import filters as filter_views
from .views.lines import lines

bp = Blueprint("lists", __name__)

STATES = ("open", "closed", "imported", "all")
SORTED = {"newest": N_("Newest first"), "due": N_("Due first"), "changed": N_("Last changed first")}
FILES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@bp.get("/complaints")
@requires("list")
def index() -> Any:
    """The list under its filters."""
    return shown()


@bp.post("/complaints/bulk")
@requires("list")
def act_on_many() -> Any:
    """Assign or escalate every ticked complaint, each by its own verb with its own rights and gates."""
    person = current_user._get_current_object()
    form = BulkForm(person.role, bulk.colleagues(person))
    action, numbers = request.form.get("action"), list(dict.fromkeys(request.form.getlist("number")))[: bulk.MOST]
    if action not in bulk.ACTIONS or not numbers:
        form.form_errors.append(gettext("Tick at least one complaint, then choose what to do."))
    elif form.validate():
        done = bulk.act(form, action, numbers, by=person)
        if done.count:
            bulk.tell(done)
            return redirect(way("lists.index", **filter_views.arguments(Filters.read(request.args))), 303)
        form.form_errors += done.refusals
    return shown(form, status=422, ticked=numbers)


def shown(form: BulkForm | None = None, *, status: int = 200, ticked: Collection[str] = ()) -> Any:
    """The list; with what was typed and ticked when something was refused."""
    at, person = utcnow(), current_user._get_current_object()
    filters = Filters.read(request.args)
    order = next((name for name in ORDERS if name == request.args.get("sort")), "newest")
    before = _place(request.args.get("before", ""))
    found, next_before = queries.listed(person, filters, before=before, order=order)
    acts, typed = bool(found) and bulk.acts(person), request.args.get("view_name", "")
    kept, counts = filter_views.arguments(filters), queries.counts(person, filters)
    sorted_by: dict[str, Any] = {} if order == "newest" else {"sort": order}
    page = render_template(
        "lists/index.html",
        filters=filters,
        states=[(state, way("lists.index", **filter_views.arguments(filters, state=state))) for state in STATES],
        views=tabs_for(person),
        view_name=typed,
        view_fields=name_fields(typed) if kept else None,
        filter_links=filter_views.links("lists.index", filters, counts, **sorted_by),
        sorts=[(gettext(words), _sorted(kept, name), name == order) for name, words in SORTED.items()],
        total=filter_views.total(filters, counts),
        groups=[{"title": None, "rows": lines(found, at, filters.q, ticked=ticked if acts else None)}],
        shown=len(found),
        chosen=filter_views.chosen(filters),
        way_out=None if found else filter_views.way_out("lists.index", filters, person),
        kept=[(name, value) for name, value in kept.items() if name != "q"],
        arguments=kept,
        next_url=way("lists.index", before=next_before, **kept, **sorted_by) if next_before else None,
        first_url=way("lists.index", **kept, **sorted_by) if before else None,
        bulk=(bulk.drawn(form) if form else bulk.untouched(person)) if acts else None,
        now=at.timestamp(),
    )
    return make_response(page, status)


def _place(given: str) -> int | None:
    """The id to go on after; None for what no id can be."""
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None


def _sorted(kept: dict[str, Any], order: str) -> str:
    ordered: dict[str, Any] = {} if order == "newest" else {"sort": order}
    return way("lists.index", **kept, **ordered)


@bp.get("/complaints/export.<kind>")
@requires("list")
def export(kind: str) -> Any:
    """The whole list under these filters as CSV or XLSX, personal data masked."""
    if kind not in FILES:
        raise NotFound()
    person, filters = current_user._get_current_object(), Filters.read(request.args)
    folder = tempfile.TemporaryDirectory(prefix="huiyin-export-")
    path = Path(folder.name) / f"complaints.{kind}"
    with exporting.writing(path) as write:
        for complaint in queries.every(person, filters):
            write(exporting.masked(complaint, person=person))
    # The name goes at once, what is open can still be sent: nothing is left behind when somebody hangs up.
    handle = path.open("rb")
    folder.cleanup()
    name = f"complaints-{local(utcnow()):%Y%m%d-%H%M}.{kind}"
    return send_file(handle, mimetype=FILES[kind], as_attachment=True, download_name=name)
