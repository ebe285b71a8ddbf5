"""The desk: what is mine or my team's, by urgency, with what I promised and whom to call beside it."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from .. import queries
from ..codes import N_
from ..queries import Filters, Listed
from ..roles import Role
from .guard import requires
from .i18n import local, utcnow
from .rendering import way
from .saved_views import tabs_for
from .views import beside as beside_views
from .views import filters as filter_views
from .views.lines import lines

bp = Blueprint("desk", __name__)

ROWS = 60
GROUPS = ((queries.NOW, N_("Handle now")), (queries.TODAY, N_("Due today")), (queries.LATER, N_("Later")))

MINE, TEAM, UNASSIGNED, ALL = "mine", "team", "unassigned", "all"
TABS: dict[Role, tuple[str, ...]] = {
    Role.REP: (MINE, UNASSIGNED),
    Role.SPECIALIST: (MINE, UNASSIGNED),
    Role.MANAGER: (TEAM, UNASSIGNED, MINE),
    Role.COMPLIANCE: (ALL,),
    Role.ADMIN: (ALL,),
}
TAB_WORDS = {MINE: N_("My open ones"), TEAM: N_("The team's"), UNASSIGNED: N_("Unassigned"), ALL: N_("All open ones")}
OWNERS = {MINE: "me", UNASSIGNED: "nobody"}


@bp.get("/")
@requires("list")
def index() -> Any:
    """The worklist of the person who is signed in."""
    at, person = utcnow(), current_user._get_current_object()
    tabs = TABS[person.role]
    tab = next((name for name in tabs if name == request.args.get("tab")), tabs[0])
    asked = replace(Filters.read(request.args), state=None, owner=None, q=None)
    own: dict[str, Any] = {"state": "open", "owner": OWNERS.get(tab)}
    filters = replace(asked, **own)
    counts, owners = queries.desk_counts(person, filters)
    groups = queries.worklist(person, filters, at=at, size=ROWS)
    first = next((complaint for name, _title in GROUPS for complaint in groups[name]), None)
    return render_template(
        "desk/index.html",
        today=local(at),
        clock=f"{local(at):%H:%M}",
        tabs=[*_tabs(owners, tabs, tab), *tabs_for(person)],
        arguments=filter_views.arguments(filters),
        now=at.timestamp(),
        filter_links=filter_views.links("desk.index", asked, counts, tab=tab),
        groups=[{"title": gettext(title), "rows": lines(map(Listed.of, groups[name]), at)} for name, title in GROUPS],
        shown=sum(map(len, groups.values())),
        total=filter_views.total(filters, counts),
        chosen=filter_views.chosen(asked),
        way_out=None
        if any(groups.values())
        else filter_views.way_out("desk.index", asked, person, within=own, tab=tab),
        next_way=url_for("desk.next_step", number="C").removesuffix("C"),
        list_url=way("lists.index", **filter_views.arguments(filters)),
        beside=beside_views.beside(person, first, at),
    )


@bp.get("/next/<number>")
@requires("work")
def next_step(number: str) -> Any:
    """The next step of the row that was chosen by keys, for the foot of the side."""
    person = current_user._get_current_object()
    complaint = queries.complaint_numbered(number, person=person, right="read_narrative")
    return render_template("desk/_next.html", next=beside_views.next_step(complaint, person))


def _tabs(counts: queries.OwnerCounts, tabs: tuple[str, ...], current: str) -> list[dict[str, Any]]:
    how_many = {MINE: counts.mine, TEAM: counts.all, UNASSIGNED: counts.nobody, ALL: counts.all}
    return [
        {
            "url": way("desk.index", tab=tab),
            "label": gettext(TAB_WORDS[tab]),
            "count": how_many[tab],
            "current": tab == current,
        }
        for tab in tabs
    ]
